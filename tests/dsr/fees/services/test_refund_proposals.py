"""Above the limit two people send money back; many small refunds do not go around it."""

import pytest
from django.db import IntegrityError, transaction

from accounts.domain.actor import Actor
from dsr.fees.models import Fee, FeeEvent, Refund, RefundLimit, RefundProposal
from dsr.fees.services.refund_proposals import (
    UnableToDecideRefund,
    UnableToProposeRefund,
    approve_refund,
    decline_refund,
    propose_refund,
)
from dsr.fees.services.refunds import UnableToRefundFee, refund_fee
from tests.desk import staff_actor
from tests.dsr.fees.paying import at_once, now, paid_fee, work

pytestmark = pytest.mark.usefixtures("till")


@pytest.fixture
def fee(till: str) -> Fee:
    """Paid by card, at a desk where one person refunds up to 500 yen alone."""
    RefundLimit.objects.update_or_create(pk=1, defaults={"alone_up_to": 500})
    return paid_fee()


@pytest.fixture
def first(till: str) -> Actor:
    return staff_actor("finance", email="first@milly.example")


@pytest.fixture
def second(till: str) -> Actor:
    return staff_actor("finance", email="second@milly.example")


def refund(fee: Fee, amount: int, actor: Actor) -> Refund:
    return refund_fee(
        fee_id=fee.pk, payment_id=fee.payments.get().pk, amount=amount, reason="申出",
        actor=actor, now=now(),
    )  # fmt: skip


def propose(fee: Fee, amount: int, actor: Actor) -> RefundProposal:
    return propose_refund(
        fee_id=fee.pk, payment_id=fee.payments.get().pk, amount=amount, reason="申出",
        actor=actor, now=now(),
    )  # fmt: skip


def approve(proposal: RefundProposal, actor: Actor, reason: str = "確認した") -> Refund:
    return approve_refund(proposal_id=proposal.pk, reason=reason, actor=actor, now=now())


def test_refund_above_the_limit_moves_no_money_before_a_second_person_approves(
    fee: Fee, first: Actor, second: Actor
) -> None:
    with pytest.raises(UnableToRefundFee) as alone:
        refund(fee, 501, first)
    assert alone.value.code == "NEEDS_TWO"
    proposal = propose(fee, 1000, first)
    work()
    assert Refund.objects.count() == 0
    with pytest.raises(UnableToDecideRefund) as own:
        approve(proposal, first)
    assert own.value.code == "OWN_PROPOSAL"
    approve(proposal, second)
    work()
    fee.refresh_from_db()
    assert (fee.status, Refund.objects.get().status) == ("REFUNDED", "SUCCEEDED")
    steps = FeeEvent.objects.filter(fee=fee).order_by("sequence")
    assert list(steps.values_list("step", "actor_id")) == [
        ("PROPOSE_REFUND", first.user_id), ("APPROVE_REFUND", second.user_id),
    ]  # fmt: skip


def test_many_small_refunds_do_not_go_around_the_limit(fee: Fee, first: Actor) -> None:
    refund(fee, 300, first)
    with pytest.raises(UnableToRefundFee) as again:
        refund(fee, 201, first)
    assert again.value.code == "NEEDS_TWO"
    assert refund(fee, 200, first).amount == 200


def test_proposal_is_declined_once_and_only_one_waits(
    fee: Fee, first: Actor, second: Actor
) -> None:
    proposal = propose(fee, 800, first)
    with pytest.raises(UnableToProposeRefund) as another:
        propose(fee, 900, second)
    assert another.value.code == "WAITING"
    decline_refund(proposal_id=proposal.pk, reason="根拠がない", actor=second, now=now())
    with pytest.raises(UnableToDecideRefund) as late:
        approve(proposal, second)
    assert late.value.code == "DECIDED"
    assert Refund.objects.count() == 0


def test_double_approval_at_once_refunds_once(fee: Fee, first: Actor, second: Actor) -> None:
    proposal = propose(fee, 1000, first)
    third = staff_actor("finance", email="third@milly.example")
    results = at_once([lambda: approve(proposal, second), lambda: approve(proposal, third)])
    assert sorted(type(result).__name__ for result in results) == ["Refund", "UnableToDecideRefund"]
    assert Refund.objects.count() == 1


def test_database_refuses_that_the_proposer_approved(fee: Fee, first: Actor) -> None:
    proposal = propose(fee, 800, first)
    refunded = Refund.objects.create(
        payment=fee.payments.get(), amount=800, reason="BY_FINANCE", requested_at=now()
    )
    with pytest.raises(IntegrityError, match="who_proposes"), transaction.atomic():
        RefundProposal.objects.filter(pk=proposal.pk).update(
            status="APPROVED", decided_by=first.user_id, decided_at=now(), refund=refunded
        )
