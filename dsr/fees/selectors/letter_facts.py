"""What the letters of the case file tell about the fee."""

from dsr.cases.letters.fee_facts import NO_FEE, FeeFacts
from dsr.cases.letters.refund import RefundNotice, RefundRoute
from dsr.cases.models import Case
from dsr.fees.domain.refund_rule import KEPT, refund_reason
from dsr.fees.enums import FeeStatus, PaymentMethod, PaymentStanding
from dsr.fees.models import Payment
from dsr.fees.selectors.fees import fee_of
from policies.domain.calendar import jst_date

ROUTES = {
    PaymentMethod.CARD: RefundRoute.CARD,
    PaymentMethod.KONBINI: RefundRoute.ACCOUNT,
    PaymentMethod.BANK_TRANSFER: RefundRoute.ACCOUNT,
}


def letter_fee(case: Case) -> FeeFacts:
    """Amount, day of payment, and what the published rule returns for how the case ended."""
    fee = fee_of(case)
    if fee is None or fee.status == FeeStatus.WAIVED:
        return NO_FEE
    payment = Payment.objects.filter(fee=fee, standing=PaymentStanding.SETTLES_FEE).first()
    if payment is None:
        return FeeFacts(amount=fee.amount)
    paid_on = jst_date(payment.paid_at)
    return FeeFacts(amount=fee.amount, paid_on=paid_on, refund=_refund(case, payment))


def _refund(case: Case, payment: Payment) -> RefundNotice | None:
    """Only an ending without an answer is asked for here: letters of a decision say their own."""
    if case.closed_at is None or case.released_at is not None:
        return None
    started = case.work_started_at is not None
    if refund_reason(status=case.status, work_started=started, outcomes=()) == KEPT:
        return None
    route = ROUTES.get(PaymentMethod(payment.method), RefundRoute.OTHER)
    return RefundNotice(amount=payment.amount, route=route)
