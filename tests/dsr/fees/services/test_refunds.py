"""Money on its way back: by the published rule, by finance, at Stripe; once, whatever fails."""

from datetime import timedelta

import pytest

from accounts.domain.actor import Actor, requester_actor
from config.stripe_sandbox.enums import Fault
from config.stripe_sandbox.models import IdempotentRequest, SandboxObject
from config.stripe_sandbox.services import refunds as at_stripe
from config.stripe_sandbox.services.faults import clear_faults, inject_fault
from dsr.cases.enums import OutcomeCode
from dsr.cases.services.endings import decline_case, withdraw_case
from dsr.fees.gateways.stripe_checkout import StripeUnavailable
from dsr.fees.models import Fee, FeeEvent, Refund
from dsr.fees.services.refund_settlement import send_refund
from dsr.fees.services.refunds import UnableToRefundFee, apply_refund_rule, refund_fee
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.sweeping import sweep_payments
from tests.corrections import correct_in_vain
from tests.desk import staff_actor
from tests.dsr.fees.paying import (
    HOUR,
    MINUTE,
    at_once,
    mails,
    now,
    open_page,
    owe,
    paid_fee,
    pay_card,
    pay_voucher,
    ring,
    take_voucher,
    work,
)

pytestmark = pytest.mark.usefixtures("till")


@pytest.fixture
def finance(till: str) -> Actor:
    return staff_actor("finance")


def ask(fee: Fee, amount: int, actor: Actor, reason: str = "申出による") -> Refund:
    return refund_fee(
        fee_id=fee.pk, payment_id=fee.payments.get().pk, amount=amount, reason=reason,
        actor=actor, now=now(),
    )  # fmt: skip


def refusal(fee: Fee, amount: int, actor: Actor, reason: str = "申出による") -> str:
    with pytest.raises(UnableToRefundFee) as raised:
        ask(fee, amount, actor, reason)
    return raised.value.code


def made_at_stripe() -> list[int]:
    rows = SandboxObject.objects.filter(kind="refund").order_by("number")
    return [row.body["amount"] for row in rows]


def withdraw(fee: Fee) -> None:
    withdraw_case(case_id=fee.case_id, actor=requester_actor(fee.case.requester_id), now=now())


def flags(fee: Fee) -> tuple[str, bool, bool, bool]:
    fee.refresh_from_db()
    return (fee.status, fee.refund_pending, fee.needs_review, fee.overpaid)


def test_withdrawal_before_work_refunds_in_full_once() -> None:
    fee = paid_fee()
    withdraw(fee)
    work()
    for _ in range(2):
        apply_refund_rule(case_id=fee.case_id, now=now())
    work()
    assert flags(fee) == ("REFUNDED", False, False, False)
    assert made_at_stripe() == [1000]
    assert Refund.objects.get().reason == "WITHDRAWN"
    assert mails(fee.case, "FEE_REFUNDED") == 1


def test_not_accepted_refunds_in_full() -> None:
    fee = paid_fee()
    manager = staff_actor("manager")
    correct_in_vain(case_id=fee.case_id, code=OutcomeCode.F1, actor=manager, now=now())
    decline_case(
        case_id=fee.case_id, code=OutcomeCode.F1, reason="本人確認ができません。",
        actor=manager, now=now(),
    )  # fmt: skip
    work()
    assert flags(fee) == ("REFUNDED", False, False, False)
    assert Refund.objects.get().reason == "NOT_ACCEPTED"


def test_unpaid_fee_of_an_ended_request_is_cancelled_and_its_page_closed() -> None:
    fee = owe()
    attempt = open_page(fee)
    withdraw(fee)
    work()
    assert flags(fee) == ("CANCELLED", False, False, False)
    attempt.refresh_from_db()
    assert attempt.status == "EXPIRED"
    assert SandboxObject.objects.get(stripe_id=attempt.session_id).body["status"] == "expired"


def test_rule_does_nothing_for_a_request_without_a_fee_or_one_that_goes_on() -> None:
    fee = paid_fee()
    apply_refund_rule(case_id=fee.case_id, now=now())
    apply_refund_rule(case_id=-1, now=now())
    assert flags(fee) == ("PAID", False, False, False)
    assert Refund.objects.count() == 0


def test_partial_then_full_refund(finance: Actor) -> None:
    fee = paid_fee()
    ask(fee, 300, finance)
    assert flags(fee) == ("PAID", True, False, False)
    work()
    assert flags(fee) == ("PARTIALLY_REFUNDED", False, False, False)
    ask(fee, 700, finance)
    work()
    assert flags(fee) == ("REFUNDED", False, False, False)
    assert made_at_stripe() == [300, 700]
    events = FeeEvent.objects.order_by("sequence")
    assert [(event.step, event.facts["yen"], event.actor_id) for event in events] == [
        ("REFUND", 300, finance.user_id), ("REFUND", 700, finance.user_id),
    ]  # fmt: skip


def test_rule_returns_what_a_partial_refund_left(finance: Actor) -> None:
    fee = paid_fee()
    ask(fee, 300, finance)
    withdraw(fee)
    work()
    assert flags(fee) == ("REFUNDED", False, False, False)
    assert sorted(made_at_stripe()) == [300, 700]


def test_over_refund_is_refused(finance: Actor) -> None:
    fee = paid_fee()
    assert refusal(fee, 1001, finance) == "TOO_MUCH"
    ask(fee, 600, finance)
    assert refusal(fee, 401, finance) == "TOO_MUCH"
    assert refusal(fee, 0, finance) == "TOO_MUCH"


def test_refund_needs_permission_and_reason(finance: Actor) -> None:
    fee = paid_fee()
    assert refusal(fee, 1000, staff_actor("manager")) == "NOT_PERMITTED"
    assert refusal(fee, 1000, requester_actor(fee.case.requester_id)) == "NOT_PERMITTED"
    assert refusal(fee, 1000, finance, reason="  ") == "REASON_MISSING"
    assert Refund.objects.count() == 0


@pytest.mark.race
def test_double_approval_refunds_once(finance: Actor) -> None:
    fee = paid_fee()
    results = at_once([lambda: ask(fee, 1000, finance)] * 4)
    refused = [result for result in results if isinstance(result, UnableToRefundFee)]
    assert [error.code for error in refused] == ["TOO_MUCH"] * 3
    work()
    assert made_at_stripe() == [1000]


@pytest.mark.race
def test_same_refund_sent_by_many_workers_is_one_refund(finance: Actor) -> None:
    fee = paid_fee()
    refund = ask(fee, 1000, finance)
    at_once([lambda: send_refund(refund_id=refund.pk, now=now())] * 4)
    send_refund(refund_id=refund.pk, now=now())
    assert made_at_stripe() == [1000]
    assert flags(fee) == ("REFUNDED", False, False, False)
    assert mails(fee.case, "FEE_REFUNDED") == 1


def test_lost_answer_to_a_refund_is_found_again_under_the_same_key(finance: Actor) -> None:
    fee = paid_fee()
    refund = ask(fee, 1000, finance)
    inject_fault(fault=Fault.LOST_RESPONSE, times=3, method="POST", path_contains="/refunds")
    with pytest.raises(StripeUnavailable):
        send_refund(refund_id=refund.pk, now=now())
    clear_faults()
    sweep_payments(now=now() + 11 * MINUTE)
    assert made_at_stripe() == [1000]
    assert flags(fee) == ("REFUNDED", False, False, False)


def test_refund_retried_after_stripe_forgot_its_key_pays_once(finance: Actor) -> None:
    fee = paid_fee()
    refund = ask(fee, 400, finance)
    inject_fault(fault=Fault.LOST_RESPONSE, times=3, method="POST", path_contains="/refunds")
    with pytest.raises(StripeUnavailable):
        send_refund(refund_id=refund.pk, now=now())
    clear_faults()
    IdempotentRequest.objects.all().delete()  # a day later
    send_refund(refund_id=refund.pk, now=now() + 25 * HOUR)
    assert made_at_stripe() == [400]
    assert flags(fee) == ("PARTIALLY_REFUNDED", False, False, False)


def test_refund_never_executed_is_made_even_after_a_day(finance: Actor) -> None:
    fee = paid_fee()
    refund = ask(fee, 1000, finance)
    send_refund(refund_id=refund.pk, now=now() + timedelta(days=2))
    assert made_at_stripe() == [1000]
    assert flags(fee) == ("REFUNDED", False, False, False)


def test_refund_made_in_stripes_dashboard_is_taken_into_the_books() -> None:
    fee = paid_fee()
    intent = fee.payments.get().payment_intent_id
    at_stripe.refund_payment(payment_intent_id=intent, amount=250, now=now())
    ring()
    work()
    refund = Refund.objects.get()
    assert (refund.reason, refund.amount, refund.status) == ("AT_STRIPE", 250, "SUCCEEDED")
    assert flags(fee) == ("PARTIALLY_REFUNDED", False, False, False)
    at_stripe.refund_payment(payment_intent_id=intent, amount=750, now=now())
    ring()
    work()
    assert flags(fee) == ("REFUNDED", False, False, False)


def test_refund_event_before_the_payment_is_known_settles_both() -> None:
    fee = owe()
    charge = pay_card(open_page(fee))
    at_stripe.refund_payment(
        payment_intent_id=charge.body["payment_intent"], amount=1000, now=now()
    )
    kinds = SandboxObject.objects.filter(kind="event").exclude(body__type__startswith="refund")
    kinds.delete()  # only the refund's own notices arrive
    ring()
    work()
    assert flags(fee) == ("REFUNDED", False, False, False)


def test_refund_that_fails_days_later_asks_for_a_person_and_can_be_repeated(
    finance: Actor,
) -> None:
    fee = paid_fee()
    ask(fee, 1000, finance)
    work()
    ring()
    work()
    at_stripe.fail_refund(refund_id=Refund.objects.get().stripe_refund_id, now=now())
    ring()
    work()
    assert flags(fee) == ("PAID", False, True, False)
    assert Refund.objects.get().failure_code == "expired_or_canceled_card"
    ask(fee, 1000, finance)
    work()
    assert flags(fee) == ("REFUNDED", False, False, False)


def test_konbini_refund_waits_for_an_account_and_then_succeeds(finance: Actor) -> None:
    fee = owe()
    attempt = open_page(fee)
    take_voucher(attempt)
    pay_voucher(attempt)
    sync_attempt(attempt_id=attempt.pk, now=now())
    refund = ask(fee, 1000, finance)
    work()
    refund.refresh_from_db()
    assert refund.status == "REQUIRES_ACTION"
    assert flags(fee) == ("PAID", True, False, False)
    at_stripe.supply_refund_account(refund_id=refund.stripe_refund_id, now=now())
    ring()
    work()
    assert flags(fee) == ("REFUNDED", False, False, False)
