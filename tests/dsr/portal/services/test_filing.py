"""Filing: a complete draft becomes one case with its check and fee, whole or not at all."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import DataKey, OutboxMessage, User
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of, item_detail
from dsr.fees.models import Fee
from dsr.identity.models import IdentityCheck
from dsr.portal.enums import Page
from dsr.portal.models import Draft
from dsr.portal.services.drafts import save_page, start_draft
from dsr.portal.services.filing import UnableToSubmitDraft, submit_draft
from policies.enums import DeliveryMethod
from tests.desk import NOW, make_requester, set_up_desk
from tests.dsr.portal.walk import OF_A_DISCLOSURE, save_all


@pytest.fixture
def person(db: None) -> User:
    set_up_desk()
    return make_requester()


@pytest.fixture
def draft(person: User) -> Draft:
    draft = start_draft(user=person, now=NOW)
    save_all(draft)
    return draft


def submit(draft: Draft) -> Case:
    return submit_draft(draft_id=draft.pk, user_id=draft.user_id, language="ja", now=NOW)


def test_filed_case_has_claims_items_check_and_fee(draft: Draft) -> None:
    case = submit(draft)
    assert claims_of(case) == {
        "family_name": "𠮷野",
        "given_name": "花子",
        "family_name_kana": "ヨシノ",
        "given_name_kana": "ハナコ",
        "former_name": "",
        "birth_date": "1990-04-01",
        "postal_code": "150-0001",
        "address": "東京都渋谷区見本町1-2-3",
        "registered_address": "",
        "phone": "03-0000-0000",
        "email": "hanako@mail.example",
        "member_id": "M-000042",
        "registered_email": "",
    }
    assert [(item.kind, item.scope, item_detail(item)) for item in case.items.all()] == [
        ("DISCLOSURE", ["ALL"], {})
    ]
    assert (case.fee_gate, case.identity_gate) == (Gate.OPEN, Gate.OPEN)
    assert case.formats == ["PDF", "CSV", "JSON"]
    assert case.arrival_date.isoformat() == "2026-04-01"
    assert IdentityCheck.objects.get(case=case).method == "MEMBER_MATCH"
    assert Fee.objects.get(case=case).amount == 1000
    assert [row.template for row in OutboxMessage.objects.all()] == ["REQUEST_RECEIVED"]


def test_filed_draft_keeps_nothing_typed(draft: Draft) -> None:
    submit(draft)
    row = Draft.objects.get(pk=draft.pk)
    assert bytes(row.answers_sealed) == b""
    assert DataKey.objects.get(pk=row.data_key_id).destroyed_at == NOW


def test_second_submit_gives_the_same_case(draft: Draft) -> None:
    assert submit(draft) == submit(draft)
    assert (Case.objects.count(), Fee.objects.count(), OutboxMessage.objects.count()) == (1, 1, 1)


def test_draft_of_somebody_else_is_not_filed(draft: Draft) -> None:
    other = make_requester("taro@mail.example")
    with pytest.raises(Draft.DoesNotExist):
        submit_draft(draft_id=draft.pk, user_id=other.pk, language="ja", now=NOW)


def test_incomplete_draft_names_the_missing_pages(person: User) -> None:
    draft = start_draft(user=person, now=NOW)
    save_page(draft_id=draft.pk, user_id=person.pk, page=Page.FEE, answers={}, revision=0, now=NOW)
    with pytest.raises(UnableToSubmitDraft) as refusal:
        submit(draft)
    assert refusal.value.pages == [page for page in OF_A_DISCLOSURE if page != Page.FEE]
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "sent_to"), [("", "150-0001 東京都渋谷区見本町1-2-3"), ("大阪市見本", "大阪市見本")]
)
def test_paper_is_sent_to_the_address_given_or_the_home(
    person: User, typed: str, sent_to: str
) -> None:
    draft = start_draft(user=person, now=NOW)
    save_all(draft, delivery_method="PAPER", delivery_address=typed)
    case = submit(draft)
    assert (case.delivery_method, case.formats) == (DeliveryMethod.PAPER, [])
    assert item_detail(case.items.get()) == {"delivery_address": sent_to}


def test_failure_halfway_leaves_no_case_and_an_open_draft(person: User) -> None:
    draft = start_draft(user=person, now=NOW)
    save_all(draft)
    with connection.cursor() as cursor:  # the last thing written refuses
        cursor.execute("ALTER TABLE dsr_fees_fee ADD CONSTRAINT no_more CHECK (amount < 0)")
    with pytest.raises(Exception, match="no_more"):
        submit(draft)
    assert (Case.objects.count(), OutboxMessage.objects.count()) == (0, 0)
    assert Draft.objects.get().case is None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_windows_sending_at_once_file_one_case() -> None:
    set_up_desk()
    draft = start_draft(user=make_requester(), now=NOW)
    save_all(draft)
    ready = Barrier(2, timeout=20)

    def send(_: int) -> str:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")  # connected before the start
            ready.wait()
            return submit(draft).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        references = list(pool.map(send, range(2)))
    assert len(set(references)) == 1
    assert (Case.objects.count(), Fee.objects.count(), IdentityCheck.objects.count()) == (1, 1, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_windows_starting_at_once_share_one_draft() -> None:
    user = make_requester()
    ready = Barrier(2, timeout=20)

    def begin(_: int) -> str:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            ready.wait()
            return str(start_draft(user=user, now=NOW).pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        assert len(set(pool.map(begin, range(2)))) == 1
    assert Draft.objects.count() == 1
