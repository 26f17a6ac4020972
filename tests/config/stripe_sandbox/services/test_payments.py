"""What every control leaves behind: states, and the events in the order Stripe sends them."""

from datetime import UTC, datetime, timedelta

import pytest

from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services.clock import (
    book_charges,
    catch_up,
    delay_booking,
    move_clock,
    reset_clock,
    sandbox_time,
)
from config.stripe_sandbox.services.disputes import lose_dispute, open_dispute, win_dispute
from config.stripe_sandbox.services.objects import misreport_object
from config.stripe_sandbox.services.payments import (
    issue_voucher,
    lapse_voucher,
    pay_by_card,
    settle_voucher,
)
from config.stripe_sandbox.services.payouts import (
    fail_payout,
    land_payout,
    pay_out,
    release_balance,
)
from config.stripe_sandbox.services.refunds import (
    fail_refund,
    refund_payment,
    supply_refund_account,
)
from tests.config.stripe_sandbox.stripe_over_http import call, now, session_form


def session_id(base: str, **changes: str) -> str:
    form = session_form(**changes)
    return str(call(base, "POST", "/v1/checkout/sessions", data=form).json()["id"])


def told() -> list[str]:
    """The types of all events, oldest first; forgotten once told."""
    rows = SandboxObject.objects.filter(kind="event").order_by("number")
    types = [row.body["type"] for row in rows]
    rows.delete()
    return types


def test_card_that_pays_tells_charge_intent_session_and_later_the_booking(sandbox: str) -> None:
    pay_by_card(session_id=session_id(sandbox), outcome=CardOutcome.PAYS, now=now())
    assert told() == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    assert book_charges(now=now()) == 1
    assert told() == ["charge.updated"]
    assert book_charges(now=now()) == 0


@pytest.mark.parametrize(
    ("outcome", "decline_code"),
    [
        (CardOutcome.DECLINED, "generic_decline"),
        (CardOutcome.INSUFFICIENT_FUNDS, "insufficient_funds"),
    ],
)
def test_card_that_is_declined_says_why_and_books_nothing(
    sandbox: str, outcome: CardOutcome, decline_code: str
) -> None:
    charge = pay_by_card(session_id=session_id(sandbox), outcome=outcome, now=now())
    assert told() == [
        "payment_intent.created",
        "charge.failed",
        "payment_intent.payment_failed",
    ]
    assert (charge.body["status"], charge.body["outcome"]["reason"]) == ("failed", decline_code)
    assert book_charges(now=now()) == 0


def test_page_is_paid_once_however_it_is_tried_again(sandbox: str) -> None:
    page = session_id(sandbox)
    pay_by_card(session_id=page, outcome=CardOutcome.PAYS, now=now())
    with pytest.raises(Refused):
        pay_by_card(session_id=page, outcome=CardOutcome.PAYS, now=now())
    with pytest.raises(Refused):
        issue_voucher(session_id=page, now=now())
    assert SandboxObject.objects.filter(kind="charge").count() == 1


def test_page_offers_only_the_methods_it_was_asked_for(sandbox: str) -> None:
    page = session_id(sandbox, **{"allowed_payment_method_types[1]": "-"})
    with pytest.raises(Refused):
        issue_voucher(session_id=page, now=now())


def test_voucher_tells_completed_then_async_success(sandbox: str) -> None:
    page = session_id(sandbox)
    issue_voucher(session_id=page, now=now())
    assert told() == [
        "payment_intent.created",
        "payment_intent.requires_action",
        "checkout.session.completed",
    ]
    settle_voucher(session_id=page, now=now())
    assert told() == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]
    for verb in (settle_voucher, lapse_voucher):
        with pytest.raises(Refused):
            verb(session_id=page, now=now())


def test_voucher_that_lapses_tells_failure_once(sandbox: str) -> None:
    page = session_id(sandbox)
    issue_voucher(session_id=page, now=now())
    told()
    lapse_voucher(session_id=page, now=now())
    assert told() == ["payment_intent.payment_failed", "checkout.session.async_payment_failed"]
    move_clock(by=timedelta(days=10), now=now())
    assert told() == []


@pytest.mark.parametrize(
    ("issued", "deadline"),
    [
        # the last minute of a Japanese day, and the first of the next
        (datetime(2026, 3, 31, 14, 59, tzinfo=UTC), datetime(2026, 4, 3, 14, 59, 59, tzinfo=UTC)),
        (datetime(2026, 3, 31, 15, 0, tzinfo=UTC), datetime(2026, 4, 4, 14, 59, 59, tzinfo=UTC)),
    ],
)
def test_voucher_runs_until_the_end_of_the_third_day_in_japan(
    sandbox: str, issued: datetime, deadline: datetime
) -> None:
    intent = issue_voucher(session_id=session_id(sandbox), now=issued)
    details = intent.body["next_action"]["konbini_display_details"]
    assert datetime.fromtimestamp(details["expires_at"], tz=UTC) == deadline
    catch_up(now=deadline - timedelta(seconds=1))
    intent.refresh_from_db()
    assert intent.body["status"] == "requires_action"
    catch_up(now=deadline)
    intent.refresh_from_db()
    assert intent.body["status"] == "requires_payment_method"


def test_page_expires_after_a_day_and_cancels_what_was_begun(sandbox: str) -> None:
    page = session_id(sandbox)
    pay_by_card(session_id=page, outcome=CardOutcome.DECLINED, now=now())
    told()
    move_clock(by=timedelta(hours=24), now=now())
    assert told() == ["payment_intent.canceled", "checkout.session.expired"]


def test_booking_waits_as_long_as_it_is_told(sandbox: str) -> None:
    delay_booking(seconds=3600, now=now())
    charge = pay_by_card(session_id=session_id(sandbox), outcome=CardOutcome.PAYS, now=now())
    move_clock(by=timedelta(minutes=59), now=now())
    charge.refresh_from_db()
    assert charge.body["balance_transaction"] is None
    move_clock(by=timedelta(minutes=2), now=now())
    charge.refresh_from_db()
    line = SandboxObject.objects.get(stripe_id=charge.body["balance_transaction"])
    assert line.created == charge.created + 3600
    assert line.body["status"] == "pending"
    move_clock(by=timedelta(days=5), now=now())
    line.refresh_from_db()
    assert line.body["status"] == "available"


def test_clock_moves_and_comes_back(sandbox: str) -> None:
    moment = datetime(2026, 4, 1, tzinfo=UTC)
    assert move_clock(by=timedelta(days=2), now=moment) == datetime(2026, 4, 3, tzinfo=UTC)
    reset_clock(now=moment)
    assert sandbox_time(now=moment) == moment


def test_refunds_disputes_and_payouts_tell_their_events(sandbox: str) -> None:
    charge = pay_by_card(session_id=session_id(sandbox), outcome=CardOutcome.PAYS, now=now())
    intent = charge.body["payment_intent"]
    book_charges(now=now())
    told()
    refund = refund_payment(payment_intent_id=intent, amount=400, now=now())
    assert told() == ["refund.created", "charge.refunded"]
    fail_refund(refund_id=refund.stripe_id, now=now())
    assert told() == ["refund.failed", "refund.updated", "charge.refund.updated", "charge.updated"]
    dispute = open_dispute(payment_intent_id=intent, now=now())
    assert told() == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
    lose_dispute(dispute_id=dispute.stripe_id, now=now())
    assert told() == ["charge.dispute.closed"]
    win_dispute(dispute_id=dispute.stripe_id, now=now())
    assert told() == ["charge.dispute.closed", "charge.dispute.funds_reinstated"]
    with pytest.raises(Refused, match="no available yen"):
        pay_out(now=now())  # 964 − 400 + 400 − 2500 + 1000 is less than nothing


def test_payout_waits_for_the_balance_and_tells_its_way(sandbox: str) -> None:
    pay_by_card(session_id=session_id(sandbox), outcome=CardOutcome.PAYS, now=now())
    book_charges(now=now())
    with pytest.raises(Refused):
        pay_out(now=now())
    assert release_balance(now=now()) == 1
    told()
    payout = pay_out(now=now())
    land_payout(payout_id=payout.stripe_id, now=now())
    fail_payout(payout_id=payout.stripe_id, now=now())
    assert told() == [
        "payout.created",
        "payout.paid",
        "payout.reconciliation_completed",
        "payout.failed",
    ]
    for verb in (land_payout, fail_payout):
        with pytest.raises(Refused):
            verb(payout_id=payout.stripe_id, now=now())


def test_konbini_refund_tells_that_it_waits_and_then_that_it_is_paid(sandbox: str) -> None:
    page = session_id(sandbox)
    issue_voucher(session_id=page, now=now())
    charge = settle_voucher(session_id=page, now=now())
    told()
    intent = charge.body["payment_intent"]
    refund = refund_payment(payment_intent_id=intent, amount=1000, now=now())
    assert told() == ["refund.created", "charge.refunded"]
    supply_refund_account(refund_id=refund.stripe_id, now=now())
    assert told() == ["refund.updated", "charge.refund.updated"]
    with pytest.raises(Refused):
        supply_refund_account(refund_id=refund.stripe_id, now=now())


def test_konbini_payment_cannot_be_disputed(sandbox: str) -> None:
    page = session_id(sandbox)
    issue_voucher(session_id=page, now=now())
    charge = settle_voucher(session_id=page, now=now())
    with pytest.raises(Refused):
        open_dispute(payment_intent_id=charge.body["payment_intent"], now=now())


def test_misreport_must_still_be_something_stripe_could_say(sandbox: str) -> None:
    page = session_id(sandbox)
    with pytest.raises(Exception, match="status"):
        misreport_object(stripe_id=page, changes={"status": "lost"}, now=now())
    misreport_object(stripe_id=page, changes={"status": "complete"}, now=now())
    move_clock(by=timedelta(days=2), now=now())  # and nothing is left to expire
