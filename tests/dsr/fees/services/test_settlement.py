"""How a payment stands: the same end, whoever asks, however often, in whatever order."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from accounts.domain.actor import requester_actor
from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services.clock import book_charges, delay_booking, move_clock
from config.stripe_sandbox.services.objects import misreport_object
from config.stripe_sandbox.services.payments import lapse_voucher
from dsr.cases.models import Case, CaseEvent
from dsr.cases.services.endings import withdraw_case
from dsr.cases.services.gates import pass_identity
from dsr.fees.gateways.stripe_checkout import (
    StripeRefused,
    StripeUnavailable,
    fetch_checkout,
)
from dsr.fees.models import Fee, Payment, PaymentAttempt, Refund
from dsr.fees.services.checkouts import UnableToBeginCheckout, begin_checkout
from dsr.fees.services.refunds import apply_refund_rule
from dsr.fees.services.settlement import settle_session, sync_attempt
from dsr.fees.services.sweeping import sweep_payments
from tests.desk import staff_actor
from tests.dsr.fees.paying import (
    HOUR,
    MINUTE,
    OWED,
    SETTLED,
    at_once,
    mails,
    now,
    open_page,
    owe,
    pay_card,
    pay_voucher,
    stands,
    take_voucher,
    work,
)

pytestmark = pytest.mark.usefixtures("till")


def sync(attempt: PaymentAttempt) -> PaymentAttempt:
    return sync_attempt(attempt_id=attempt.pk, now=now())


def test_card_payment_settles_fee_gate_and_mail_once() -> None:
    fee = owe()
    attempt = open_page(fee)
    charge = pay_card(attempt)
    assert stands(fee) == OWED  # nobody told us yet
    for _ in range(3):
        assert sync(attempt).status == "PAID"
    assert stands(fee) == SETTLED
    payment = fee.payments.get()
    assert (payment.method, payment.amount, payment.standing) == ("CARD", 1000, "SETTLES_FEE")
    assert payment.charge_id == charge.stripe_id
    assert (fee.overpaid, fee.needs_review, fee.refund_pending) == (False, False, False)
    events = CaseEvent.objects.filter(case=fee.case, step="PASS_FEE")
    assert [event.facts["fee"] for event in events] == [fee.reference]


def test_payment_after_identity_accepts_the_request() -> None:
    fee = owe()
    actor = staff_actor("reviewer")
    pass_identity(case_id=fee.case_id, facts={}, actor=actor, now=now())
    attempt = open_page(fee)
    pay_card(attempt)
    sync(attempt)
    assert Case.objects.get(pk=fee.case_id).status == "ACCEPTED"


def test_open_page_settles_nothing() -> None:
    fee = owe()
    assert sync(open_page(fee)).status == "OPEN"
    assert stands(fee) == OWED


@pytest.mark.parametrize("outcome", [CardOutcome.DECLINED, CardOutcome.INSUFFICIENT_FUNDS])
def test_declined_card_leaves_the_page_open_for_another(outcome: CardOutcome) -> None:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt, outcome)
    assert sync(attempt).status == "OPEN"
    assert stands(fee) == OWED
    pay_card(attempt)
    sync(attempt)
    assert stands(fee) == SETTLED


@pytest.mark.race
def test_return_webhook_and_sweeper_at_once_settle_once_and_mail_once() -> None:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    later = now() + 11 * MINUTE
    asking: list[Callable[[], Any]] = [
        lambda: sync(attempt),
        lambda: sync(attempt),
        lambda: sync(attempt),
        lambda: sweep_payments(now=later),
    ]
    results = at_once(asking)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert stands(fee) == SETTLED


def test_konbini_completed_is_not_paid_until_the_store_says_so() -> None:
    fee = owe()
    attempt = open_page(fee)
    take_voucher(attempt)
    attempt = sync(attempt)
    assert attempt.status == "PENDING"
    assert attempt.voucher_url.startswith("http")
    assert attempt.voucher_expires_at is not None
    assert stands(fee) == ("PENDING", 0, "OPEN", 0)
    pay_voucher(attempt)
    assert sync(attempt).status == "PAID"
    assert stands(fee) == SETTLED
    assert fee.payments.get().method == "KONBINI"


def test_konbini_lapsed_makes_the_fee_due_again_and_payable() -> None:
    fee = owe()
    attempt = open_page(fee)
    take_voucher(attempt)
    sync(attempt)
    lapse_voucher(session_id=attempt.session_id, now=now())
    for _ in range(2):
        assert sync(attempt).status == "FAILED"
    assert stands(fee) == OWED
    second = open_page(fee)
    assert second.pk != attempt.pk
    pay_card(second)
    sync(second)
    sync(attempt)
    assert stands(fee) == SETTLED


def test_konbini_voucher_lapses_by_itself_and_the_sweeper_sees_it() -> None:
    fee = owe()
    attempt = open_page(fee)
    take_voucher(attempt)
    sync(attempt)
    move_clock(by=96 * HOUR, now=now())
    sweep_payments(now=now() + 96 * HOUR)
    assert stands(fee) == OWED


@pytest.mark.parametrize(
    ("changes", "mismatch"),
    [
        ({"amount_total": 100_000}, "amount"),
        ({"amount_total": 999}, "amount"),
        ({"currency": "usd"}, "currency"),
        ({"livemode": True}, "livemode"),
        ({"metadata": {}}, "metadata"),
        ({"metadata": {"fee": "FEE-2020-000001", "attempt": "x"}}, "metadata"),
    ],
    ids=["times-hundred", "short", "other-currency", "live", "no-metadata", "fee-of-another"],
)
def test_money_that_does_not_match_is_suspense_and_reviewed(
    changes: dict[str, Any], mismatch: str
) -> None:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    misreport_object(stripe_id=attempt.session_id, changes=changes, now=now())
    sync(attempt)
    sync(attempt)
    payment = fee.payments.get()
    assert (payment.standing, payment.mismatch) == ("SUSPENSE", mismatch)
    assert stands(fee) == ("DUE", 1, "OPEN", 0)
    assert fee.needs_review is True
    with pytest.raises(UnableToBeginCheckout) as raised:
        begin_checkout(fee_id=fee.pk, locale="ja", now=now())
    assert raised.value.code == "UNDER_REVIEW"


def test_amount_with_a_fraction_is_refused_not_rounded() -> None:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    row = SandboxObject.objects.get(stripe_id=attempt.session_id)
    row.body["amount_total"] = 1000.5
    row.save()
    with pytest.raises((StripeRefused, StripeUnavailable)):
        sync(attempt)
    assert stands(fee) == OWED


def test_paid_session_of_another_attempt_never_settles_this_fee() -> None:
    mine, other = owe(), owe()
    my_attempt, other_attempt = open_page(mine), open_page(other)
    pay_card(other_attempt)
    session = fetch_checkout(other_attempt.session_id)
    settle_session(attempt_id=my_attempt.pk, session=session, now=now())
    assert mine.payments.get().mismatch == "metadata,session"
    assert stands(mine) == ("DUE", 1, "OPEN", 0)


def test_test_money_never_settles_in_live_mode(settings: Settings) -> None:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    session = fetch_checkout(attempt.session_id)
    settings.STRIPE_LIVE_MODE = True
    settle_session(attempt_id=attempt.pk, session=session, now=now())
    assert fee.payments.get().mismatch == "livemode"


def test_expiry_of_an_old_attempt_after_payment_touches_only_itself() -> None:
    fee = owe()
    first = open_page(fee)
    move_clock(by=24 * HOUR, now=now())
    second_url = begin_checkout(fee_id=fee.pk, locale="ja", now=now() + 24 * HOUR)
    second = PaymentAttempt.objects.get(page_url=second_url)
    pay_card(second)
    sync(second)
    assert sync(first).status == "EXPIRED"
    assert stands(fee) == SETTLED


def test_second_payment_is_flagged_and_goes_back_by_itself() -> None:
    """The store's voucher is paid although the request was withdrawn: nothing is owed."""
    fee = owe()
    attempt = open_page(fee)
    take_voucher(attempt)
    sync(attempt)
    withdraw_case(case_id=fee.case_id, actor=requester_actor(fee.case.requester_id), now=now())
    apply_refund_rule(case_id=fee.case_id, now=now())
    assert stands(fee) == ("CANCELLED", 0, "OPEN", 0)
    pay_voucher(attempt)
    sync(attempt)
    fee.refresh_from_db()
    assert (fee.status, fee.overpaid, fee.refund_pending) == ("CANCELLED", True, True)
    assert Payment.objects.get().standing == "OVERPAYMENT"
    work()
    refund = Refund.objects.get()
    assert (refund.amount, refund.reason, refund.status) == (1000, "PAID_TWICE", "REQUIRES_ACTION")
    assert mails(fee.case, "FEE_SETTLED") == 0


def test_payment_as_the_request_ends_is_refunded_by_the_rule() -> None:
    fee = owe()
    attempt = open_page(fee)
    withdraw_case(case_id=fee.case_id, actor=requester_actor(fee.case.requester_id), now=now())
    pay_card(attempt)
    sync(attempt)  # the money is known before the rule's job ran
    assert Fee.objects.get(pk=fee.pk).status == "PAID"
    work()
    fee.refresh_from_db()
    assert (fee.status, fee.refund_pending) == ("REFUNDED", False)
    assert mails(fee.case, "FEE_REFUNDED") == 1


def test_null_balance_transaction_is_filled_later() -> None:
    delay_booking(seconds=3600, now=now())
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    sync(attempt)
    assert fee.payments.get().stripe_fee is None
    book_charges(now=now())
    sweep_payments(now=now() + 11 * MINUTE)
    payment = fee.payments.get()
    assert payment.stripe_fee == 36
    assert payment.balance_transaction_id.startswith("txn_")
    assert stands(fee) == SETTLED
