"""Refunds above the limit: one person proposes, another approves or declines."""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.fees.enums import FeeStep, ProposalStatus
from dsr.fees.models import Fee, Payment, Refund, RefundProposal
from dsr.fees.services.fee_events import write_event
from dsr.fees.services.refunds import refundable, request_by_finance


class UnableToProposeRefund(Exception):
    """Nothing was proposed.

    `code`: NOT_PERMITTED, REASON_MISSING, NOTHING_PAID, TOO_MUCH or WAITING (one waits already).
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class UnableToDecideRefund(Exception):
    """Nothing was decided.

    `code`: NOT_PERMITTED, REASON_MISSING, DECIDED, OWN_PROPOSAL or TOO_MUCH.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def propose_refund(
    *, fee_id: int, payment_id: uuid.UUID, amount: int, reason: str, actor: Actor, now: datetime
) -> RefundProposal:
    """Propose a refund that one person may not decide alone; no money moves yet.

    Raises UnableToProposeRefund.
    """
    if not actor.may("dsr_fees.refund_fee") or actor.user_id is None:
        raise UnableToProposeRefund("Proposing needs the permission.", code="NOT_PERMITTED")
    if not reason.strip():
        raise UnableToProposeRefund("A refund needs its reason.", code="REASON_MISSING")
    fee = _locked(fee_id)
    payment = fee.payments.filter(pk=payment_id).first()
    if payment is None:
        raise UnableToProposeRefund("This fee has no such payment.", code="NOTHING_PAID")
    waiting = RefundProposal.objects.filter(payment=payment, status=ProposalStatus.WAITING)
    if waiting.exists():
        raise UnableToProposeRefund("A proposal waits already.", code="WAITING")
    if not 0 < amount <= refundable(payment):
        raise UnableToProposeRefund("That is more than is left.", code="TOO_MUCH")
    proposal: RefundProposal = RefundProposal.objects.create(
        payment=payment, amount=amount, proposed_by_id=actor.user_id, proposed_at=now
    )
    write_event(
        fee=fee, step=FeeStep.PROPOSE_REFUND, reason=reason, actor=actor, now=now,
        facts={"proposal": str(proposal.pk), "yen": amount},
    )  # fmt: skip
    return proposal


@transaction.atomic
def approve_refund(
    *, proposal_id: uuid.UUID, reason: str, actor: Actor, now: datetime
) -> Refund:  # fmt: skip
    """A second person approves: the refund is claimed and sent as any other.

    Raises UnableToDecideRefund.
    """
    fee, proposal = _to_decide(proposal_id, reason, actor)
    if proposal.proposed_by_id == actor.user_id:
        raise UnableToDecideRefund("Who proposes does not approve.", code="OWN_PROPOSAL")
    payment = Payment.objects.get(pk=proposal.payment_id)
    if proposal.amount > refundable(payment):
        raise UnableToDecideRefund("Less than that is left by now.", code="TOO_MUCH")
    refund = request_by_finance(
        fee=fee, payment=payment, amount=proposal.amount, actor=actor, now=now
    )
    _decide(proposal, ProposalStatus.APPROVED, actor, now, refund=refund)
    write_event(
        fee=fee, step=FeeStep.APPROVE_REFUND, reason=reason, actor=actor, now=now,
        facts={"proposal": str(proposal.pk), "refund": str(refund.pk), "yen": refund.amount},
    )  # fmt: skip
    return refund


@transaction.atomic
def decline_refund(
    *, proposal_id: uuid.UUID, reason: str, actor: Actor, now: datetime
) -> RefundProposal:
    """Nothing is refunded. Who proposed it may take it back this way.

    Raises UnableToDecideRefund.
    """
    fee, proposal = _to_decide(proposal_id, reason, actor)
    _decide(proposal, ProposalStatus.DECLINED, actor, now)
    write_event(
        fee=fee, step=FeeStep.DECLINE_REFUND, reason=reason, actor=actor, now=now,
        facts={"proposal": str(proposal.pk), "yen": proposal.amount},
    )  # fmt: skip
    return proposal


def _locked(fee_id: int) -> Fee:
    fee: Fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=fee_id)
    return fee


def _to_decide(
    proposal_id: uuid.UUID, reason: str, actor: Actor
) -> tuple[Fee, RefundProposal]:  # fmt: skip
    if not actor.may("dsr_fees.refund_fee") or actor.user_id is None:
        raise UnableToDecideRefund("Deciding needs the permission.", code="NOT_PERMITTED")
    if not reason.strip():
        raise UnableToDecideRefund("A decision needs its reason.", code="REASON_MISSING")
    rows = RefundProposal.objects.filter(pk=proposal_id)
    fee = _locked(rows.values_list("payment__fee_id", flat=True).get())
    proposal = rows.get()
    if proposal.status != ProposalStatus.WAITING:
        raise UnableToDecideRefund("This was decided already.", code="DECIDED")
    return fee, proposal


def _decide(
    proposal: RefundProposal, status: ProposalStatus, actor: Actor, now: datetime,
    refund: Refund | None = None,
) -> None:  # fmt: skip
    proposal.status = status
    proposal.decided_by_id, proposal.decided_at, proposal.refund = actor.user_id, now, refund
    proposal.save()
