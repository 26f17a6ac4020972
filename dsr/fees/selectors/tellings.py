"""What the one who pays may be told of money that goes back.

Whoever may not receive the answer (an agent whose mandate does not say so) learns nothing of it
from us through the fee: the refund rule follows the outcome, so a refund under it would tell that
nothing was given. The money still goes back to the one who paid, the way it came.
"""

from dsr.cases.enums import AnswerGoesTo, Gate
from dsr.cases.models import Case
from dsr.fees.enums import FeeStatus, RefundReason
from dsr.fees.models import Fee, Refund

UNDONE = (FeeStatus.REFUNDED, FeeStatus.CHARGED_BACK)
BY_OUTCOME = (RefundReason.REFUSED, RefundReason.NOTHING_HELD)


def may_be_told_of(refund: Refund) -> bool:
    """Whether the payer hears of this refund."""
    case = refund.payment.fee.case
    return refund.reason not in BY_OUTCOME or case.answer_goes_to == AnswerGoesTo.REQUESTER


def keeps_outcome_quiet(case: Case) -> bool:
    """Whether pages of the payer say the same of the fee whatever was answered."""
    return case.released_at is not None and case.answer_goes_to == AnswerGoesTo.PRINCIPAL


def waits_for_undone_money(fee: Fee) -> bool:
    """Whether the payment went back before the release, so that the case does not go on."""
    case = fee.case
    open_gate = case.is_open and case.released_at is None and case.fee_gate == Gate.OPEN
    return fee.status in UNDONE and open_gate
