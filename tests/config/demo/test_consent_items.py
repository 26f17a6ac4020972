"""The demo's consent items: each names data of the register, in both languages, with a receipt."""

from datetime import UTC, datetime

import pytest

from config.demo.company import set_up_company
from config.demo.consent_items import ITEMS, TEXT_VERSION
from consent.models import ConsentItem
from consent.selectors.receipts import receipt_of
from consent.services.consents import give_consent
from tests.consent.people import make_subject

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def test_every_item_names_its_data_and_gives_a_receipt() -> None:
    set_up_company(now=NOW)
    set_up_company(now=NOW)  # adds nothing the second time
    subject = make_subject()
    for sequence, item in enumerate(ITEMS, start=1):
        give_consent(
            subject_id=subject.pk, item_code=item.code, text_version=TEXT_VERSION, language="ja",
            source="PREFERENCE_CENTRE", now=NOW,
        )  # fmt: skip
        receipt = receipt_of(subject_id=subject.pk, sequence=sequence, language="en")
        assert receipt is not None
        assert {code for code, _ in receipt.facts.categories} == set(item.categories)
        assert [party.id.rpartition("#")[2] for party in receipt.facts.recipients] == (
            [item.recipient] if item.recipient else []
        )
    assert ConsentItem.objects.count() == len(ITEMS)
