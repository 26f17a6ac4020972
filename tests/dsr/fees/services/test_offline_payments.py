"""Bank transfers and postal orders, in and out, each with who and why."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.actor import Actor, requester_actor
from config.stripe_sandbox.models import SandboxObject
from dsr.cases.models import CaseEvent
from dsr.cases.selectors.notes import note_text
from dsr.cases.services.endings import withdraw_case
from dsr.fees.models import Fee, FeeEvent, Refund
from dsr.fees.services.offline_payments import (
    UnableToRecordPayment,
    UnableToRecordRefund,
    record_offline_payment,
    record_offline_refund,
)
from dsr.fees.services.refunds import refund_fee
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.sweeping import sweep_payments
from policies.domain.calendar import jst_date
from tests.desk import staff_actor
from tests.dsr.fees.paying import (
    HOUR,
    SETTLED,
    mails,
    now,
    open_page,
    owe,
    paid_fee,
    pay_card,
    pay_voucher,
    stands,
    take_voucher,
    work,
)

pytestmark = pytest.mark.usefixtures("till")


@pytest.fixture
def finance(till: str) -> Actor:
    return staff_actor("finance")


def record(fee: Fee, recorder: Actor, **changes: Any) -> Any:
    return record_offline_payment(
        **{
            "fee_id": fee.pk,
            "method": "BANK_TRANSFER",
            "amount": 1000,
            "paid_on": jst_date(now()),
            "offline_reference": "通帳 12行目",
            "reason": "入金を確認しました。",
            "actor": recorder,
            "now": now(),
            **changes,
        }
    )


def test_bank_transfer_settles_the_fee_with_who_and_why_on_record(finance: Actor) -> None:
    fee = owe()
    payment = record(fee, finance)
    assert stands(fee) == SETTLED
    assert (payment.method, payment.amount, payment.recorded_by_id) == (
        "BANK_TRANSFER", 1000, finance.user_id,
    )  # fmt: skip
    assert jst_date(payment.paid_at) == jst_date(now())
    event = FeeEvent.objects.get()
    assert (event.step, event.actor_id) == ("RECORD_OFFLINE_PAYMENT", finance.user_id)
    assert event.facts == {"payment": str(payment.pk), "method": "BANK_TRANSFER", "yen": 1000}
    assert note_text(event.reason) == "入金を確認しました。"
    assert CaseEvent.objects.get(case=fee.case, step="PASS_FEE").actor_id == finance.user_id


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, "REASON_MISSING"),
        ({"method": "CARD"}, "WRONG_METHOD"),
        ({"method": "REVENUE_STAMP"}, "WRONG_METHOD"),
        ({"amount": 999}, "WRONG_AMOUNT"),
        ({"paid_on": jst_date(now()) + timedelta(days=2)}, "IN_FUTURE"),
        ({"actor": Actor(kind="STAFF", user_id=1)}, "NOT_PERMITTED"),
    ],
    ids=["no-reason", "card", "stamp", "short", "tomorrow", "no-permission"],
)
def test_wrong_facts_record_nothing(finance: Actor, changes: dict[str, Any], code: str) -> None:
    fee = owe()
    with pytest.raises(UnableToRecordPayment) as raised:
        record(fee, finance, **changes)
    assert raised.value.code == code
    assert stands(fee) == ("DUE", 0, "OPEN", 0)
    assert FeeEvent.objects.count() == 0


def test_paid_fee_takes_no_second_record(finance: Actor) -> None:
    fee = paid_fee()
    with pytest.raises(UnableToRecordPayment) as raised:
        record(fee, finance)
    assert raised.value.code == "NOT_DUE"


def test_recording_closes_the_open_payment_page(finance: Actor) -> None:
    fee = owe()
    attempt = open_page(fee)
    record(fee, finance)
    work()
    assert SandboxObject.objects.get(stripe_id=attempt.session_id).body["status"] == "expired"
    assert stands(fee) == SETTLED


def test_second_session_paid_after_the_first_money_goes_back(finance: Actor) -> None:
    fee = owe()
    attempt = open_page(fee)
    record(fee, finance)
    pay_card(attempt)  # before the page was closed
    work()  # closing finds it paid
    fee.refresh_from_db()
    assert (fee.status, fee.overpaid, fee.refund_pending) == ("PAID", False, False)
    refund = Refund.objects.get()
    assert (refund.reason, refund.status, refund.amount) == ("PAID_TWICE", "SUCCEEDED", 1000)
    assert refund.payment.standing == "OVERPAYMENT"
    assert mails(fee.case, "FEE_SETTLED") == 1


def test_konbini_and_another_way_both_paid_returns_the_later(finance: Actor) -> None:
    fee = owe()
    attempt = open_page(fee)
    take_voucher(attempt)
    sync_attempt(attempt_id=attempt.pk, now=now())
    record(fee, finance)
    pay_voucher(attempt)
    sync_attempt(attempt_id=attempt.pk, now=now())
    work()
    fee.refresh_from_db()
    assert (fee.status, fee.overpaid, fee.refund_pending) == ("PAID", True, True)
    assert Refund.objects.get().status == "REQUIRES_ACTION"


def test_refund_of_an_offline_payment_waits_until_it_was_sent_by_hand(finance: Actor) -> None:
    fee = owe()
    record(fee, finance)
    withdraw_case(case_id=fee.case_id, actor=requester_actor(fee.case.requester_id), now=now())
    work()
    sweep_payments(now=now() + HOUR)
    refund = Refund.objects.get()
    fee.refresh_from_db()
    assert (refund.status, fee.status, fee.refund_pending) == ("REQUESTED", "PAID", True)
    record_offline_refund(
        refund_id=refund.pk, offline_reference="振込 5", reason="口座に振り込みました。",
        actor=finance, now=now(),
    )  # fmt: skip
    fee.refresh_from_db()
    assert (fee.status, fee.refund_pending) == ("REFUNDED", False)
    assert mails(fee.case, "FEE_REFUNDED") == 1
    with pytest.raises(UnableToRecordRefund) as raised:
        record_offline_refund(
            refund_id=refund.pk, offline_reference="", reason="二度目", actor=finance, now=now()
        )
    assert raised.value.code == "NOT_WAITING"


def test_refund_through_stripe_is_never_recorded_by_hand(finance: Actor) -> None:
    fee = paid_fee()
    refund = refund_fee(
        fee_id=fee.pk, payment_id=fee.payments.get().pk, amount=1000, reason="申出",
        actor=finance, now=now(),
    )  # fmt: skip
    with pytest.raises(UnableToRecordRefund) as raised:
        record_offline_refund(
            refund_id=refund.pk, offline_reference="x", reason="x", actor=finance, now=now()
        )
    assert raised.value.code == "NOT_WAITING"
