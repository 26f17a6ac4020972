"""A receipt says what an item was about when the person decided, whatever was tied since."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import DataSubject
from consent.models import ConsentItem, ConsentItemRecord
from consent.selectors.receipts import Receipt, receipt_of
from consent.services.consents import give_consent, withdraw_consent
from policies.domain.register_records import standing_at
from policies.enums import CollectedHow
from policies.models import DataCategory, DataCategoryRecord, PurposeOfUse, Recipient
from policies.services.seeding import set_up_organisation
from tests.consent.people import NOW, make_item, make_subject


def make_category(code: str, position: int) -> DataCategory:
    """A category used for one purpose of the same code."""
    purpose = PurposeOfUse.objects.create(
        code=code, position=position, text_ja=f"{code}のため", text_en=f"For {code}"
    )
    category = DataCategory.objects.create(
        code=code, position=position, name_ja=f"{code}情報", name_en=code,
        collected_how=CollectedHow.WITH_CONSENT, scope=code,
    )  # fmt: skip
    category.purposes.add(purpose)
    return category


@pytest.fixture
def item(db: None) -> ConsentItem:
    """An item about one category."""
    set_up_organisation(facts={"name_ja": "株式会社ミリー", "name_en": "Milly Inc."})
    made = make_item()
    made.categories.add(make_category("LOCATION", 1))
    return made


def decide(subject: DataSubject, now: datetime) -> None:
    """A yes, and a no behind every yes."""
    facts: dict[str, Any] = {"subject_id": subject.pk, "item_code": "LOCATION", "language": "ja"}
    give_consent(**facts, text_version="1", source="PREFERENCE_CENTRE", now=now)
    withdraw_consent(**facts, source="API", now=now)


def receipt(subject: DataSubject, sequence: int) -> Receipt:
    """The receipt in Japanese."""
    found = receipt_of(subject_id=subject.pk, sequence=sequence, language="ja")
    assert found is not None
    return found


def test_ties_made_and_cut_later_do_not_change_a_receipt(item: ConsentItem) -> None:
    subject = make_subject()
    decide(subject, timezone.now())
    before = receipt(subject, 1)
    assert before.facts.categories == [("LOCATION", "LOCATION情報")]
    assert before.facts.purposes == ["LOCATIONのため"]
    other = make_category("BROWSING", 2)
    DataCategory.objects.get(code="LOCATION").purposes.add(other.purposes.get())
    item.categories.add(other)
    decide(subject, timezone.now())
    assert receipt(subject, 3).facts.categories == [
        ("LOCATION", "LOCATION情報"), ("BROWSING", "BROWSING情報"),
    ]  # fmt: skip
    item.categories.set([other])
    decide(subject, timezone.now())
    assert receipt(subject, 5).facts.categories == [("BROWSING", "BROWSING情報")]
    DataCategory.objects.filter(code="LOCATION").update(position=3)
    DataCategory.objects.get(code="LOCATION").delete()
    assert receipt(subject, 1) == before
    assert receipt(subject, 3).facts.purposes == ["LOCATIONのため", "BROWSINGのため"]


def test_item_renamed_made_needed_and_given_to_others_later_keeps_its_receipts(
    item: ConsentItem,
) -> None:
    subject = make_subject()
    decide(subject, timezone.now())
    before = receipt(subject, 1)
    item.name_ja, item.prerequisite = "居場所", True
    item.recipient = Recipient.objects.create(
        code="research", position=1, name_ja="見本リサーチ", name_en="Mihon Research",
        purpose_ja="市場調査", purpose_en="Market research",
    )  # fmt: skip
    item.save()
    assert receipt(subject, 1) == before
    ConsentItem.objects.filter(pk=item.pk).update(prerequisite=False)
    decide(subject, timezone.now())
    now = receipt(subject, 3)
    assert (now.facts.item_name, now.facts.purposes) == ("居場所", ["市場調査"])
    assert now.document["consent_record"]["processing"]["withdrawal_method"].endswith(
        "/preferences/"
    )


def test_what_stood_when_records_began_holds_from_the_beginning(item: ConsentItem) -> None:
    subject = make_subject()
    decide(subject, NOW)
    first = ConsentItemRecord.objects.order_by("id").first()
    assert first is not None
    assert first.at > NOW
    assert receipt(subject, 1).facts.categories == [("LOCATION", "LOCATION情報")]


def test_record_is_found_by_when_it_was_written_and_by_what_was_done_together() -> None:
    day = timedelta(days=1)

    def at(written: datetime, begun: datetime) -> ConsentItemRecord:
        return ConsentItemRecord(at=written, begun_at=begun)

    made, tied, cut = at(NOW, NOW), at(NOW + day, NOW), at(NOW + 3 * day, NOW + 2 * day)
    assert standing_at([], NOW) is None
    assert standing_at([made, tied, cut], NOW - day) is tied
    assert standing_at([made, tied, cut], NOW) is made
    assert standing_at([made, tied, cut], NOW + 2 * day) is tied
    assert standing_at([made, tied, cut], NOW + 3 * day) is cut


def test_records_are_written_by_the_database_once_for_each_change(item: ConsentItem) -> None:
    (category,) = DataCategory.objects.all()
    known = ConsentItemRecord.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE consent_consentitem SET position = 7")  # nothing a receipt says
        assert ConsentItemRecord.objects.count() == known
        cursor.execute("UPDATE consent_consentitem SET name_ja = '居場所'")
        cursor.execute("DELETE FROM consent_consentitem_categories")
        cursor.execute("DELETE FROM policies_datacategory_purposes")
    records = ConsentItemRecord.objects.order_by("id").values_list("name_ja", "category_ids")
    assert list(records)[known:] == [("居場所", [category.pk]), ("居場所", [])]
    last = DataCategoryRecord.objects.order_by("id").last()
    assert last is not None
    assert (last.category_id, last.purpose_ids) == (category.pk, [])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_consentitemrecord SET name_ja = ''",
        "DELETE FROM policies_datacategoryrecord",
        "TRUNCATE consent_consentitem_categories",
        "TRUNCATE policies_datacategory_purposes",
    ],
)
def test_records_cannot_be_rewritten(statement: str, item: ConsentItem) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
