"""Any order of paying, refunding, disputing and hearing of it: in the end both books say the same.

A state machine plays people, Stripe and a network that loses answers, doubles notices and crashes
in the middle. Everything goes over HTTP through stripe-python to the embedded Stripe. When the
noise is over and every promise was kept, what we hold must be what the sandbox's own books say, to
the yen: each fee's payments and refunds, its status, and the clearing account.

FEES_MACHINE_EXAMPLES=200 plays longer than the default.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import pytest
import stripe
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from accounts.domain.actor import requester_actor
from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.enums import CardOutcome, Fault
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services import disputes, payments, refunds
from config.stripe_sandbox.services.clock import book_charges
from config.stripe_sandbox.services.deliveries import deliver_event
from config.stripe_sandbox.services.faults import clear_faults, inject_fault
from dsr.cases.services.endings import withdraw_case
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fees.gateways.stripe_checkout import StripeRefused, StripeUnavailable
from dsr.fees.models import Fee, Payment, PaymentAttempt, Refund, WebhookEvent
from dsr.fees.selectors.journal import balance, status_by_ledger
from dsr.fees.services.checkouts import UnableToBeginCheckout, begin_checkout
from dsr.fees.services.refund_settlement import send_refund
from dsr.fees.services.refunds import UnableToRefundFee, apply_refund_rule, refund_fee
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.sweeping import sweep_payments
from dsr.fees.services.waivers import UnableToWaiveFee, waive_fee
from dsr.fees.services.webhook_events import EventUnmatched, handle_event
from tests.desk import set_up_desk, staff_actor
from tests.dsr.fees.paying import MINUTE, empty_tables, now, owe, ring, work

EXAMPLES = int(os.environ.get("FEES_MACHINE_EXAMPLES", "6"))
FEES = 2
WHICH = st.integers(0, FEES - 1)
YEN = st.sampled_from([1, 300, 700, 1000])
LOST = (Fault.LOST_RESPONSE, Fault.BAD_GATEWAY, Fault.SERVER_ERROR, Fault.RATE_LIMIT)
NOISE = (
    StripeUnavailable, StripeRefused, UnableToBeginCheckout, UnableToRefundFee, UnableToWaiveFee,
    UnableToTakeStep, EventUnmatched, Refused,
)  # fmt: skip


MET = {"payments": 0, "refunds": 0, "disputes": 0}


class Crash(Exception):
    """The process died before it committed."""


class Money(RuleBasedStateMachine):
    """Two people with a fee each, a finance desk, Stripe, and bad luck."""

    @initialize(
        told=st.booleans(), amount=YEN, who=st.sampled_from(["finance", "stripe", "bank", "nobody"])
    )
    def open_the_desk(self, *, told: bool, amount: int, who: str) -> None:
        """Begin where money is: short plays would seldom get there by themselves."""
        empty_tables()
        set_up_desk(now())
        self.finance = staff_actor("finance")
        self.fees = [owe() for _ in range(FEES)]
        for which in range(FEES):
            self.press_pay(which)
        self.pay_by_card(0, CardOutcome.PAYS)
        if told:
            self.come_back(0)
        if who == "finance":
            self.finance_refunds(0, amount)
        elif who == "stripe":
            self.stripe_refunds(0, amount)
        elif who == "bank":
            self.dispute(0, lost=told)

    def teardown(self) -> None:
        if hasattr(self, "fees"):
            calm_down()
            for fee in self.fees:
                check_fee(fee)
            check_clearing()
            MET["payments"] += Payment.objects.count()
            MET["refunds"] += Refund.objects.filter(status="SUCCEEDED").count()
            MET["disputes"] += SandboxObject.objects.filter(kind="dispute").count()

    @rule(which=WHICH)
    def press_pay(self, which: int) -> None:
        with suppress(*NOISE):
            begin_checkout(fee_id=self.fees[which].pk, locale="ja", now=now())

    @rule(which=WHICH, outcome=st.sampled_from([CardOutcome.PAYS, CardOutcome.PAYS, "DECLINED"]))
    def pay_by_card(self, which: int, outcome: str) -> None:
        """On any page that is open at Stripe, also one whose address nobody was told."""
        for session in pages(self.fees[which])[:1]:
            with suppress(*NOISE):
                payments.pay_by_card(
                    session_id=session, outcome=CardOutcome(outcome), now=now()
                )  # fmt: skip

    @rule(which=WHICH)
    def take_a_voucher(self, which: int) -> None:
        for session in pages(self.fees[which])[:1]:
            with suppress(*NOISE):
                payments.issue_voucher(session_id=session, now=now())

    @rule(which=WHICH, paid=st.booleans())
    def end_the_voucher(self, which: int, *, paid: bool) -> None:
        verb = payments.settle_voucher if paid else payments.lapse_voucher
        for session in pages(self.fees[which]):
            with suppress(*NOISE):
                verb(session_id=session, now=now())

    @rule(which=WHICH)
    def come_back(self, which: int) -> None:
        for attempt in self.fees[which].attempts.order_by("created_at"):
            with suppress(*NOISE):
                sync_attempt(attempt_id=attempt.pk, now=now())

    @rule()
    def ring_the_bell(self) -> None:
        ring()

    @rule(pick=st.integers(0, 30))
    def ring_twice(self, pick: int) -> None:
        events = list(SandboxObject.objects.filter(kind="event").order_by("number"))
        if events:
            deliver_event(event_id=events[pick % len(events)].stripe_id, now=now())

    @rule(backwards=st.booleans())
    def handle_what_rang(self, *, backwards: bool) -> None:
        waiting = WebhookEvent.objects.filter(outcome__in=["WAITING", "UNMATCHED"])
        for event in waiting.order_by("-pk" if backwards else "pk")[:4]:
            with suppress(*NOISE):
                handle_event(event_id=event.event_id, now=now())

    @rule(which=WHICH)
    def crash_while_settling(self, which: int) -> None:
        for attempt in self.fees[which].attempts.all():
            crash(partial(sync_attempt, attempt_id=attempt.pk, now=now()))

    @rule()
    def crash_while_refunding(self) -> None:
        """Stripe made the refund, we forgot that we asked."""
        for refund in Refund.objects.filter(status="REQUESTED"):
            crash(partial(send_refund, refund_id=refund.pk, now=now()))

    @rule()
    def send_refunds(self) -> None:
        for refund in Refund.objects.filter(status="REQUESTED"):
            with suppress(*NOISE):
                send_refund(refund_id=refund.pk, now=now())

    @rule(which=WHICH, amount=YEN)
    def finance_refunds(self, which: int, amount: int) -> None:
        for payment in self.fees[which].payments.all():
            with suppress(*NOISE):
                refund_fee(
                    fee_id=payment.fee_id, payment_id=payment.pk, amount=amount, reason="申出",
                    actor=self.finance, now=now(),
                )  # fmt: skip

    @rule(which=WHICH, amount=YEN)
    def stripe_refunds(self, which: int, amount: int) -> None:
        for intent in intents(self.fees[which]):
            with suppress(*NOISE):
                refunds.refund_payment(payment_intent_id=intent, amount=amount, now=now())

    @rule(fails=st.booleans())
    def days_later(self, *, fails: bool) -> None:
        """A refund fails days later; a konbini refund finds its account."""
        for row in SandboxObject.objects.filter(kind="refund"):
            verb = refunds.fail_refund if fails else refunds.supply_refund_account
            with suppress(*NOISE):
                verb(refund_id=row.stripe_id, now=now())

    @rule(which=WHICH, lost=st.booleans())
    def dispute(self, which: int, *, lost: bool) -> None:
        for intent in intents(self.fees[which]):
            with suppress(*NOISE):
                row = disputes.open_dispute(payment_intent_id=intent, now=now())
                if lost:
                    disputes.lose_dispute(dispute_id=row.stripe_id, now=now())

    @rule()
    def win_disputes(self) -> None:
        for row in SandboxObject.objects.filter(kind="dispute"):
            with suppress(*NOISE):
                disputes.win_dispute(dispute_id=row.stripe_id, now=now())

    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        case = self.fees[which].case
        with suppress(*NOISE):
            withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=now())
            apply_refund_rule(case_id=case.pk, now=now())

    @rule(which=WHICH)
    def waive(self, which: int) -> None:
        with suppress(*NOISE):
            waive_fee(fee_id=self.fees[which].pk, reason="免除", actor=self.finance, now=now())

    @rule(fault=st.sampled_from(LOST), times=st.integers(1, 4))
    def bad_luck(self, fault: Fault, times: int) -> None:
        inject_fault(fault=fault, times=times)

    @rule()
    def good_luck(self) -> None:
        clear_faults()


def crash(verb: Callable[[], Any]) -> None:
    with suppress(Crash, *NOISE), transaction.atomic():
        verb()
        raise Crash


def calm_down() -> None:
    """The network is well again; every notice arrives, every promise is kept, the sweeper looks."""
    clear_faults()
    book_charges(now=now())
    for round_ in range(3):
        ring()
        work()
        sweep_payments(now=now() + (round_ + 1) * 11 * MINUTE)
        work()


def pages(fee: Fee) -> list[str]:
    rows = SandboxObject.objects.filter(
        kind="checkout.session", body__client_reference_id=fee.reference
    )
    return [row.stripe_id for row in rows.order_by("-number")]


def intents(fee: Fee) -> list[str]:
    rows = SandboxObject.objects.filter(
        kind="payment_intent", body__metadata__fee=fee.reference, body__status="succeeded"
    )
    return [row.stripe_id for row in rows.order_by("number")]


def by_intent(kind: str, intent: str, **body: Any) -> list[dict[str, Any]]:
    rows = SandboxObject.objects.filter(kind=kind, body__payment_intent=intent, **body)
    return [row.body for row in rows.order_by("number")]


def check_fee(fee: Fee) -> None:
    fee.refresh_from_db()
    ours = {
        payment.payment_intent_id: (
            payment.amount,
            sorted((r.stripe_refund_id, r.amount, r.status) for r in payment.refunds.all()
                   if r.stripe_refund_id),
        )
        for payment in fee.payments.all()
    }  # fmt: skip
    theirs = {
        intent: (
            sum(c["amount"] for c in by_intent("charge", intent, body__status="succeeded")),
            sorted((r["id"], r["amount"], r["status"].upper())
                   for r in by_intent("refund", intent)),
        )
        for intent in intents(fee)
    }  # fmt: skip
    assert ours == theirs
    assert not Refund.objects.filter(payment__fee=fee, status="REQUESTED").exists()
    settling = Payment.objects.filter(fee=fee, standing="SETTLES_FEE")
    assert settling.count() <= 1
    if settling:
        assert fee.status == expected_status(settling.get())
        assert fee.status == status_by_ledger(fee)
    else:
        assert fee.status in ("DUE", "PENDING", "WAIVED", "CANCELLED")
    assert not PaymentAttempt.objects.filter(fee=fee, status="CREATING", session_id__gt="").exists()


def expected_status(payment: Payment) -> str:
    """From Stripe's own objects alone."""
    intent = payment.payment_intent_id
    states = [row["status"] for row in by_intent("dispute", intent)]
    if "lost" in states:
        return "CHARGED_BACK"
    if "needs_response" in states:
        return "DISPUTED"
    back = sum(r["amount"] for r in by_intent("refund", intent, body__status="succeeded"))
    if back >= payment.amount:
        return "REFUNDED"
    return "PARTIALLY_REFUNDED" if back else "PAID"


def check_clearing() -> None:
    """What Stripe moved, before its own fees: those and payouts are pulled, not told by events."""
    moved = SandboxObject.objects.filter(kind="balance_transaction")
    assert balance("CLEARING", date.max) == sum(row.body["amount"] for row in moved)


def test_any_order_of_events_ends_in_the_sandboxs_own_books(
    till: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.01)
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=18,
            deadline=None,
            database=None,
            derandomize=EXAMPLES < 10,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert MET["payments"] >= EXAMPLES, MET  # it played with money, not with empty pages
    assert MET["refunds"], MET
