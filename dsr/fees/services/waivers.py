"""Waivers: the company gives up a fee, by a person with the permission and with a reason."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from dsr.fees.enums import FeeStatus, FeeStep
from dsr.fees.models import Fee
from dsr.fees.selectors.tellings import waits_for_undone_money
from dsr.fees.services.fee_events import write_event
from dsr.fees.services.payment_pages import close_pages_later
from dsr.fees.services.settlement import SETTLING, tell_settled

UNPAID_STATUSES = (FeeStatus.DUE, FeeStatus.PENDING)


class UnableToWaiveFee(Exception):
    """Nothing was waived. `code`: NOT_PERMITTED, REASON_MISSING or NOT_DUE."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def may_be_waived(fee: Fee) -> bool:
    """Whether the fee keeps its case from going on."""
    return fee.status in UNPAID_STATUSES or waits_for_undone_money(fee)


@transaction.atomic
def waive_fee(*, fee_id: int, reason: str, actor: Actor, now: datetime) -> Fee:
    """Waive an unpaid fee: the gate opens as if it were paid, and open payment pages close.

    One whose payment was undone before the release (refunded, charged back) is waived too: it
    keeps saying what became of its money, and its ledger who decided that nothing is asked again.

    Money that arrives all the same counts as an overpayment and goes back by itself.

    Raises UnableToWaiveFee.
    """
    if not actor.may("dsr_fees.waive_fee"):
        raise UnableToWaiveFee("A waiver needs the permission to waive.", code="NOT_PERMITTED")
    if not reason.strip():
        raise UnableToWaiveFee("A waiver needs its reason.", code="REASON_MISSING")
    fee = Fee.objects.select_for_update(of=("self",)).select_related("case").get(pk=fee_id)
    if not may_be_waived(fee):
        raise UnableToWaiveFee(f"{fee.reference} is {fee.status}, not due.", code="NOT_DUE")
    if fee.status in UNPAID_STATUSES:
        fee.status = FeeStatus.WAIVED
        fee.ended_at = now
        fee.save(update_fields=["status", "ended_at"])
    write_event(fee=fee, step=FeeStep.WAIVE, reason=reason, facts={}, actor=actor, now=now)
    close_pages_later(fee=fee)
    # The ledger of the fee names who; the case's says that its gate opened without money.
    tell_settled(fee=fee, facts={"waived": True}, actor=SETTLING, now=now)
    return fee
