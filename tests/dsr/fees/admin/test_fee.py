"""手数料 in the console: references, states and yen; every change a page with a reason."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from config.stripe_sandbox.enums import Fault
from config.stripe_sandbox.services.faults import inject_fault
from dsr.fees.models import Fee, FeeEvent, Refund
from policies.domain.calendar import jst_date
from tests.accounts.console import open_console
from tests.dsr.fees.paying import now, open_page, owe, paid_fee, pay_card, stands, work

pytestmark = pytest.mark.usefixtures("till")
LIST = "/console/dsr_fees/fee/"
LIST_QUERIES = 7
PAGE_QUERIES = 17


@pytest.fixture
def finance(client: Client, till: str) -> User:
    return open_console(client, "finance")


def page_of(fee: Fee) -> str:
    return f"{LIST}{fee.reference}/change/"


def step_of(fee: Fee, slug: str) -> str:
    return f"{LIST}{fee.reference}/step/{slug}/"


def seen(client: Client, fee: Fee, slug: str) -> str:
    """What the page says the person has seen, to be sent back."""
    answer = client.get(step_of(fee, slug))
    assert answer.status_code == 200
    return str(answer.context["form"]["seen"].value())


def take(client: Client, fee: Fee, slug: str, **data: object) -> int:
    data["seen"] = data.get("seen", seen(client, fee, slug))
    return client.post(step_of(fee, slug), data).status_code


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_questions_for_any_number_of_fees(
    client: Client, finance: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        owe()
    client.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        answer = client.get(LIST)
    assert answer.content.decode().count('class="chip chip--warning"') == count


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_questions_for_any_number_of_rows(
    client: Client, finance: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    fee = paid_fee()
    for _ in range(count):
        payment = fee.payments.get()
        take(client, fee, "refund", chosen=payment.pk, amount=100, reason="申出")
    client.get(page_of(fee))
    with django_assert_num_queries(PAGE_QUERIES):
        answer = client.get(page_of(fee))
    assert answer.content.decode().count("経理担当の判断") == count


def test_nothing_in_list_or_page_names_the_person(client: Client, finance: User) -> None:
    fee = paid_fee("hanako@mail.example", addressee="窓口 花子")
    for address in (LIST, page_of(fee), step_of(fee, "refund")):
        shown = client.get(address).content.decode()
        assert fee.reference in shown
        assert "花子" not in shown
        assert "hanako" not in shown


def test_list_is_searched_by_reference_and_filtered_by_state(client: Client, finance: User) -> None:
    due, paid = owe(), paid_fee()

    def found(**query: str) -> list[bool]:
        shown = client.get(LIST, query).content.decode()
        return [page_of(fee) in shown for fee in (due, paid)]

    assert found(q=due.reference) == [True, False]
    assert found(q=paid.case.reference) == [False, True]
    assert found(q="hanako") == [False, False]
    assert found(status__exact="PAID") == [False, True]


def test_nothing_can_be_added_changed_or_deleted(client: Client, finance: User) -> None:
    fee = owe()
    client.post(page_of(fee), {"status": "PAID", "amount": 1})
    assert client.get(f"{LIST}add/").status_code in (403, 404)
    assert client.post(f"{LIST}{fee.reference}/delete/").status_code in (403, 404)
    assert stands(fee) == ("DUE", 0, "OPEN", 0)


@pytest.mark.parametrize("slug", ["waive", "refund", "record-offline-payment", "sync"])
def test_manager_reads_but_takes_no_step(client: Client, slug: str) -> None:
    open_console(client, "manager")
    fee = paid_fee()
    assert client.get(page_of(fee)).status_code == 200
    assert client.get(step_of(fee, slug)).status_code == 403
    assert client.post(step_of(fee, slug), {"reason": "x"}).status_code == 403


def test_reviewer_sees_no_fees(client: Client) -> None:
    open_console(client, "reviewer")
    assert client.get(LIST).status_code == 403


def test_waiver_needs_its_reason_and_shows_it(client: Client, finance: User) -> None:
    fee = owe()
    assert take(client, fee, "waive", reason="") == 422
    assert take(client, fee, "waive", reason="当社の誤案内のため") == 302
    assert stands(fee) == ("WAIVED", 0, "PASSED", 1)
    assert "当社の誤案内のため" in client.get(page_of(fee)).content.decode()
    assert FeeEvent.objects.get().actor_id == finance.pk


def test_offline_payment_is_recorded(client: Client, finance: User) -> None:
    fee = owe()
    facts = {
        "method": "POSTAL_ORDER", "amount": 1000, "paid_on": jst_date(now()).isoformat(),
        "offline_reference": "為替 12", "reason": "到着を確認しました。",
    }  # fmt: skip
    wrong = {**facts, "amount": 500}
    answer = client.post(
        step_of(fee, "record-offline-payment"),
        {**wrong, "seen": seen(client, fee, "record-offline-payment")},
    )
    assert answer.status_code == 409
    assert "手数料の金額と一致しません" in answer.content.decode()
    assert take(client, fee, "record-offline-payment", **facts) == 302
    assert stands(fee) == ("PAID", 1, "PASSED", 1)
    assert fee.payments.get().method == "POSTAL_ORDER"


def test_refund_pressed_twice_refunds_once(client: Client, finance: User) -> None:
    fee = paid_fee()
    facts = {"chosen": str(fee.payments.get().pk), "amount": 400, "reason": "申出による"}
    stale = seen(client, fee, "refund")
    assert take(client, fee, "refund", seen=stale, **facts) == 302
    assert take(client, fee, "refund", seen=stale, **facts) == 409
    assert list(Refund.objects.values_list("amount", flat=True)) == [400]
    work()
    fee.refresh_from_db()
    assert fee.status == "PARTIALLY_REFUNDED"


def test_refund_of_more_than_is_left_is_explained(client: Client, finance: User) -> None:
    fee = paid_fee()
    facts = {"chosen": str(fee.payments.get().pk), "amount": 1001, "reason": "申出による"}
    answer = client.post(step_of(fee, "refund"), {**facts, "seen": seen(client, fee, "refund")})
    assert answer.status_code == 409
    assert "返金できる残額を超えています" in answer.content.decode()


def test_refund_of_an_offline_payment_is_recorded_once_sent(client: Client, finance: User) -> None:
    fee = owe()
    take(
        client, fee, "record-offline-payment", method="BANK_TRANSFER", amount=1000,
        paid_on=jst_date(now()).isoformat(), offline_reference="通帳 3", reason="入金確認",
    )  # fmt: skip
    take(client, fee, "refund", chosen=str(fee.payments.get().pk), amount=1000, reason="申出")
    refund = Refund.objects.get()
    assert take(
        client, fee, "record-offline-refund", chosen=str(refund.pk), offline_reference="振込 9",
        reason="送金済み",
    ) == 302  # fmt: skip
    fee.refresh_from_db()
    assert fee.status == "REFUNDED"


def test_button_asks_stripe_now(client: Client, finance: User) -> None:
    fee = owe()
    pay_card(open_page(fee))
    inject_fault(fault=Fault.SERVER_ERROR, times=3, method="GET")
    answer = client.post(step_of(fee, "sync"), {"seen": seen(client, fee, "sync")})
    assert answer.status_code == 409
    assert "Stripeから応答がありませんでした" in answer.content.decode()
    assert take(client, fee, "sync") == 302
    assert stands(fee) == ("PAID", 1, "PASSED", 1)


def test_page_offers_only_the_steps_that_make_sense(client: Client, finance: User) -> None:
    def offered(fee: Fee) -> set[str]:
        shown = client.get(page_of(fee)).content.decode()
        slugs = ("sync", "waive", "refund", "record-offline-payment", "record-offline-refund")
        return {slug for slug in slugs if step_of(fee, slug) in shown}

    assert offered(owe()) == {"waive", "record-offline-payment"}
    assert offered(paid_fee()) == {"sync", "refund"}
