"""The fee gate of a case follows its money until the answer is released."""

from datetime import datetime

from accounts.domain.actor import system_actor
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.cases.services.gates import pass_fee, reopen_fee
from dsr.fees.enums import FeeStatus, FeeStep
from dsr.fees.models import Fee
from dsr.fees.selectors.tellings import UNDONE
from dsr.fees.services.fee_mails import tell_fee_due

FOLLOWING = system_actor("fees.follow_money")
STANDING = (FeeStatus.PAID, FeeStatus.PARTIALLY_REFUNDED)


def follow_money(*, fee: Fee, now: datetime) -> None:
    """Close the gate where the payment was undone, open it where it stands again.

    In the caller's transaction and under its lock of the fee. A released or ended case is left
    alone. What was waived stays waived, also where a payment went back before.
    """
    case = Case.objects.select_for_update(of=("self",)).get(pk=fee.case_id)
    if not case.is_open or case.released_at is not None:
        return
    facts = {"fee": fee.reference, "status": str(fee.status)}
    if fee.status in UNDONE and case.fee_gate == Gate.PASSED and not was_waived(fee):
        reopen_fee(case_id=case.pk, facts=facts, actor=FOLLOWING, now=now)
        tell_fee_due(fee=fee, now=now)
    elif fee.status in STANDING and case.fee_gate == Gate.OPEN:
        pass_fee(case_id=case.pk, facts=facts, actor=FOLLOWING, now=now)


def was_waived(fee: Fee) -> bool:
    """Whether somebody decided that nothing is asked for it."""
    return bool(fee.events.filter(step=FeeStep.WAIVE).exists())
