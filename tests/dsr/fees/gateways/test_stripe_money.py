"""Refunds, disputes, payouts and the balance through the gateway, over real HTTP."""

from datetime import timedelta
from uuid import uuid4

import pytest

from config.stripe_sandbox.enums import CardOutcome, Fault
from config.stripe_sandbox.services import disputes, payouts, refunds
from config.stripe_sandbox.services.clock import book_charges, move_clock
from config.stripe_sandbox.services.faults import inject_fault
from config.stripe_sandbox.services.objects import misreport_object
from config.stripe_sandbox.services.payments import (
    issue_voucher,
    pay_by_card,
    settle_voucher,
    take_outside_payment,
)
from dsr.fees.gateways.stripe_checkout import (
    Refund,
    StripeRefused,
    create_refund,
    fetch_balance_transaction,
    fetch_charge,
    fetch_checkout,
    fetch_dispute,
    fetch_payment,
    fetch_payout,
    fetch_refund,
    list_payout_lines,
    list_refunds,
)
from dsr.fees.gateways.stripe_lists import Window, balance_page, payout_page
from tests.config.stripe_sandbox.stripe_over_http import now
from tests.dsr.fees.gateways.test_stripe_checkout import open_page


def paid_by_card() -> str:
    """The PaymentIntent of a page that was paid by card."""
    page = open_page()
    charge = pay_by_card(session_id=page.id, outcome=CardOutcome.PAYS, now=now())
    return str(charge.body["payment_intent"])


def paid_at_the_shop() -> str:
    """The PaymentIntent of a voucher that was paid."""
    page = open_page()
    issue_voucher(session_id=page.id, now=now())
    charge = settle_voucher(session_id=page.id, now=now())
    return str(charge.body["payment_intent"])


def refund(payment_intent_id: str, amount: int, *, key: str | None = None) -> Refund:
    return create_refund(
        payment_intent_id=payment_intent_id,
        amount=amount,
        refund_id="refund-1",
        idempotency_key=key or f"refund:{uuid4()}",
    )


def test_refund_of_a_card_succeeds_at_once_and_leaves_the_balance(sandbox: str) -> None:
    payment = paid_by_card()
    made = refund(payment, 1000)
    assert (made.status, made.amount, made.currency) == ("succeeded", 1000, "jpy")
    assert made.metadata == {"refund": "refund-1"}
    assert made.balance_transaction_id is not None
    line = fetch_balance_transaction(made.balance_transaction_id)
    assert (line.type, line.amount, line.fee, line.net) == ("refund", -1000, 0, -1000)
    assert line.source_id == made.id
    assert made.charge_id is not None
    charge = fetch_charge(made.charge_id)
    assert (charge.refunded, charge.amount_refunded) == (True, 1000)
    assert fetch_refund(made.id) == made


def test_refund_partial_then_rest_then_nothing_more(sandbox: str) -> None:
    payment = paid_by_card()
    refund(payment, 400)
    with pytest.raises(StripeRefused) as too_much:
        refund(payment, 601)
    assert (too_much.value.code, too_much.value.param) == ("invalid_request", "amount")
    refund(payment, 600)
    with pytest.raises(StripeRefused) as again:
        refund(payment, 1)
    assert again.value.code == "charge_already_refunded"
    assert [item.amount for item in list_refunds(payment_intent_id=payment)] == [600, 400]


def test_refund_retried_with_its_key_refunds_once(sandbox: str) -> None:
    payment = paid_by_card()
    inject_fault(fault=Fault.BAD_GATEWAY, path_contains="/refunds")
    first = refund(payment, 500, key="refund:a")
    assert refund(payment, 500, key="refund:a") == first
    assert [item.id for item in list_refunds(payment_intent_id=payment)] == [first.id]


def test_refund_of_a_konbini_waits_for_a_bank_account(sandbox: str) -> None:
    payment = paid_at_the_shop()
    waiting = refund(payment, 1000)
    assert waiting.status == "requires_action"
    assert waiting.balance_transaction_id is None
    assert waiting.action_expires_at is not None
    assert abs(waiting.action_expires_at - now() - timedelta(days=45)) < timedelta(minutes=1)
    refunds.supply_refund_account(refund_id=waiting.id, now=now())
    done = fetch_refund(waiting.id)
    assert (done.status, done.action_expires_at) == ("succeeded", None)
    assert done.balance_transaction_id is not None
    assert fetch_balance_transaction(done.balance_transaction_id).type == "payment_refund"


def test_refund_of_a_konbini_fails_when_no_account_is_named_in_time(sandbox: str) -> None:
    waiting = refund(paid_at_the_shop(), 1000)
    move_clock(by=timedelta(days=46), now=now())
    failed = fetch_refund(waiting.id)
    assert (failed.status, failed.failure_reason) == ("failed", "unknown")
    assert failed.failure_balance_transaction_id is None  # nothing had left the balance


def test_refund_that_fails_later_returns_to_the_balance_and_can_be_repeated(sandbox: str) -> None:
    payment = paid_by_card()
    made = refund(payment, 1000)
    refunds.fail_refund(refund_id=made.id, reason="lost_or_stolen_card", now=now())
    failed = fetch_refund(made.id)
    assert (failed.status, failed.failure_reason) == ("failed", "lost_or_stolen_card")
    assert failed.failure_balance_transaction_id is not None
    back = fetch_balance_transaction(failed.failure_balance_transaction_id)
    assert (back.type, back.net) == ("refund_failure", 1000)
    assert refund(payment, 1000).status == "succeeded"


def test_refund_of_an_unpaid_or_unknown_payment_is_refused(sandbox: str) -> None:
    page = open_page()
    pay_by_card(session_id=page.id, outcome=CardOutcome.DECLINED, now=now())
    unpaid = fetch_checkout(page.id).payment_intent_id
    assert unpaid is not None
    with pytest.raises(StripeRefused) as refused:
        refund(unpaid, 1000)
    assert refused.value.code == "payment_intent_unexpected_state"
    with pytest.raises(StripeRefused) as unknown:
        refund("pi_none", 1000)
    assert (unknown.value.code, unknown.value.param) == ("resource_missing", "payment_intent")


def test_refund_made_in_stripes_dashboard_is_listed_without_our_id(sandbox: str) -> None:
    payment = paid_by_card()
    refunds.refund_payment(payment_intent_id=payment, amount=300, now=now())
    assert [item.metadata for item in list_refunds(payment_intent_id=payment)] == [{}]


def test_dispute_takes_the_sum_and_a_fee_and_blocks_refunds(sandbox: str) -> None:
    payment = paid_by_card()
    opened = disputes.open_dispute(payment_intent_id=payment, now=now())
    seen = fetch_dispute(opened.stripe_id)
    assert (seen.status, seen.amount, seen.payment_intent_id) == ("needs_response", 1000, payment)
    assert [(line.amount, line.fee, line.net) for line in seen.balance_transactions] == [
        (-1000, 1500, -2500)
    ]
    assert fetch_charge(seen.charge_id).disputed is True
    with pytest.raises(StripeRefused) as refused:
        refund(payment, 1000)
    assert refused.value.code == "charge_disputed"


def test_dispute_lost_then_won_brings_the_sum_back_without_the_fee(sandbox: str) -> None:
    opened = disputes.open_dispute(payment_intent_id=paid_by_card(), now=now())
    disputes.lose_dispute(dispute_id=opened.stripe_id, now=now())
    assert fetch_dispute(opened.stripe_id).status == "lost"
    disputes.win_dispute(dispute_id=opened.stripe_id, now=now())
    won = fetch_dispute(opened.stripe_id)
    assert won.status == "won"
    assert [line.net for line in won.balance_transactions] == [-2500, 1000]


def test_payout_sums_its_lines_and_is_final_when_it_arrives(sandbox: str) -> None:
    paid_by_card()
    paid_at_the_shop()
    book_charges(now=now())
    payouts.release_balance(now=now())
    sent = payouts.pay_out(now=now())
    on_its_way = fetch_payout(sent.stripe_id)
    assert (on_its_way.status, on_its_way.reconciled) == ("in_transit", False)
    lines = list_payout_lines(payout_id=sent.stripe_id)
    assert sorted(line.net for line in lines) == [868, 964]
    assert on_its_way.amount == sum(line.net for line in lines) == 1832
    move_clock(by=timedelta(days=2), now=now())
    landed = fetch_payout(sent.stripe_id)
    assert (landed.status, landed.reconciled) == ("paid", True)
    window = Window(since=now() - timedelta(days=1), until=now() + timedelta(days=1), after="")
    assert payout_page(window).rows == (landed,)


def test_payout_that_was_paid_may_still_fail_and_the_next_carries_its_sum(sandbox: str) -> None:
    paid_by_card()
    book_charges(now=now())
    payouts.release_balance(now=now())
    first = payouts.pay_out(now=now())
    payouts.land_payout(payout_id=first.stripe_id, now=now())
    payouts.fail_payout(payout_id=first.stripe_id, now=now())
    failed = fetch_payout(first.stripe_id)
    assert (failed.status, failed.failure_code) == ("failed", "account_closed")
    second = payouts.pay_out(now=now())
    assert [(line.type, line.net) for line in list_payout_lines(payout_id=second.stripe_id)] == [
        ("payout_failure", 964)
    ]


def test_balance_is_listed_page_by_page_within_its_time(sandbox: str) -> None:
    start = now()
    made = [take_outside_payment(amount=1000 + number, now=start) for number in range(103)]
    book_charges(now=start)
    window = Window(since=start, until=start + timedelta(hours=1), after="")
    first = balance_page(window)
    last = balance_page({**window, "after": first.rows[-1].id})
    assert ([len(first.rows), first.more], [len(last.rows), last.more]) == ([100, True], [3, False])
    lines = [line.source_id for line in (*first.rows, *last.rows)]
    assert lines == [charge.stripe_id for charge in reversed(made)]
    before = Window(since=start - timedelta(1), until=start, after="")
    assert balance_page(before).rows == ()


def test_payment_outside_the_portal_carries_no_reference(sandbox: str) -> None:
    charge = take_outside_payment(amount=5000, now=now())
    payment = fetch_payment(str(charge.body["payment_intent"]))
    assert (payment.status, payment.metadata) == ("succeeded", {})


@pytest.mark.parametrize(
    ("changes", "seen"),
    [
        ({"amount_total": 100_000}, (100_000, "jpy", False)),
        ({"currency": "usd"}, (1000, "usd", False)),
        ({"livemode": True}, (1000, "jpy", True)),
    ],
)
def test_misreported_session_is_reported_as_it_stands(
    sandbox: str, changes: dict[str, object], seen: tuple[int, str, bool]
) -> None:
    page = open_page()
    misreport_object(stripe_id=page.id, changes=changes, now=now())
    told = fetch_checkout(page.id)
    assert (told.amount_total, told.currency, told.livemode) == seen


def test_amount_that_is_no_integer_is_refused_and_never_becomes_money(sandbox: str) -> None:
    page = open_page()
    misreport_object(stripe_id=page.id, changes={"amount_total": 1000.0}, now=now())
    with pytest.raises(StripeRefused) as refused:
        fetch_checkout(page.id)
    assert refused.value.code == "unexpected_answer"
