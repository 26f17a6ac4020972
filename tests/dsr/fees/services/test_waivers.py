"""Waivers: permission, reason, an open gate, and nothing to pay any more."""

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.actor import Actor
from accounts.selectors.ledgers import verify_ledgers
from config.stripe_sandbox.models import SandboxObject
from dsr.cases.selectors.notes import note_text
from dsr.fees.models import Fee, FeeEvent, Payment
from dsr.fees.services.checkouts import UnableToBeginCheckout, begin_checkout
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.waivers import UnableToWaiveFee, waive_fee
from tests.desk import staff_actor
from tests.dsr.fees.paying import now, open_page, owe, paid_fee, pay_card, stands, work

pytestmark = pytest.mark.usefixtures("till")


@pytest.fixture
def finance(till: str) -> Actor:
    return staff_actor("finance")


def refusal(fee: Fee, actor: Actor, reason: str = "当社の誤案内のため") -> str:
    with pytest.raises(UnableToWaiveFee) as raised:
        waive_fee(fee_id=fee.pk, reason=reason, actor=actor, now=now())
    return raised.value.code


def test_waived_fee_opens_the_gate_and_keeps_the_reason_sealed(finance: Actor) -> None:
    fee = owe()
    waive_fee(fee_id=fee.pk, reason="当社の誤案内のため", actor=finance, now=now())
    assert stands(fee) == ("WAIVED", 0, "PASSED", 1)
    event = FeeEvent.objects.get()
    assert (event.step, event.actor_id, event.facts) == ("WAIVE", finance.user_id, {})
    assert note_text(event.reason) == "当社の誤案内のため"
    with pytest.raises(UnableToBeginCheckout):
        begin_checkout(fee_id=fee.pk, locale="ja", now=now())


def test_waiver_needs_permission_reason_and_a_due_fee(finance: Actor) -> None:
    fee = owe()
    assert refusal(fee, staff_actor("manager")) == "NOT_PERMITTED"
    assert refusal(fee, finance, reason=" ") == "REASON_MISSING"
    assert stands(fee) == ("DUE", 0, "OPEN", 0)
    assert refusal(paid_fee(), finance) == "NOT_DUE"


def test_waiver_closes_the_page_and_returns_money_that_was_faster(finance: Actor) -> None:
    fee, other = owe(), owe()
    closed, faster = open_page(fee), open_page(other)
    for each in (fee, other):
        waive_fee(fee_id=each.pk, reason="誤案内", actor=finance, now=now())
    pay_card(faster)
    sync_attempt(attempt_id=faster.pk, now=now())
    work()
    assert SandboxObject.objects.get(stripe_id=closed.session_id).body["status"] == "expired"
    assert stands(other) == ("WAIVED", 1, "PASSED", 1)
    assert Payment.objects.get().refunds.get().status == "SUCCEEDED"
    assert (other.overpaid, other.refund_pending) == (False, False)


def test_decision_cannot_be_changed_afterwards(finance: Actor) -> None:
    fee = owe()
    waive_fee(fee_id=fee.pk, reason="誤案内", actor=finance, now=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeEvent.objects.update(step="REFUND")
    with pytest.raises(IntegrityError), transaction.atomic():
        FeeEvent.objects.all().delete()
    assert [report.faults for report in verify_ledgers() if report.faults] == []
