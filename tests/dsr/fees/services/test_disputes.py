"""Disputes: a fee is paid, disputed, charged back or won again, in whatever order we hear of it."""

import pytest

from config.stripe_sandbox.services.disputes import lose_dispute, open_dispute, win_dispute
from dsr.cases.models import Case
from dsr.fees.models import Fee, Refund
from dsr.fees.services.refunds import refund_fee
from tests.desk import staff_actor
from tests.dsr.fees.paying import mails, now, paid_fee, ring, work

pytestmark = pytest.mark.usefixtures("till")


def flags(fee: Fee) -> tuple[str, bool, bool, bool]:
    fee.refresh_from_db()
    return (fee.status, fee.refund_pending, fee.needs_review, fee.overpaid)


def gate(fee: Fee) -> str:
    return Case.objects.get(pk=fee.case_id).fee_gate


def test_refund_while_disputed_is_refused_by_stripe_and_reviewed() -> None:
    fee = paid_fee()
    open_dispute(payment_intent_id=fee.payments.get().payment_intent_id, now=now())
    refund_fee(
        fee_id=fee.pk, payment_id=fee.payments.get().pk, amount=1000, reason="申出による",
        actor=staff_actor("finance"), now=now(),
    )  # fmt: skip
    ring()
    work()
    assert Refund.objects.get().status == "FAILED"
    assert flags(fee) == ("DISPUTED", False, True, False)


def test_dispute_lost_and_then_won_ends_paid_whatever_the_order() -> None:
    fee = paid_fee()
    dispute = open_dispute(payment_intent_id=fee.payments.get().payment_intent_id, now=now())
    ring()
    work()
    assert flags(fee) == ("DISPUTED", False, True, False)
    lose_dispute(dispute_id=dispute.stripe_id, now=now())
    ring()
    work()
    assert flags(fee) == ("CHARGED_BACK", False, True, False)
    assert (gate(fee), mails(fee.case, "FEE_DUE")) == ("OPEN", 1)  # no answer without the money
    win_dispute(dispute_id=dispute.stripe_id, now=now())
    ring()
    work()
    assert flags(fee) == ("PAID", False, False, False)
    assert gate(fee) == "PASSED"


def test_dispute_closed_before_its_creation_is_heard_ends_charged_back() -> None:
    fee = paid_fee()
    dispute = open_dispute(payment_intent_id=fee.payments.get().payment_intent_id, now=now())
    lose_dispute(dispute_id=dispute.stripe_id, now=now())
    ring()  # created and closed arrive together; each asks how it stands now
    work()
    assert flags(fee) == ("CHARGED_BACK", False, True, False)
