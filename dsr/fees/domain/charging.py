"""Whether a fee of the kind that is paid before release is owed for a prepared answer. Pure."""

from collections.abc import Iterable

from dsr.fees.domain.refund_rule import KEPT, refund_reason


def is_owed_before_release(*, outcomes: Iterable[str], answer_goes_elsewhere: bool) -> bool:
    """Whether the person is asked to pay before the answer goes out.

    What would be refunded in full is not asked for. Where somebody else receives the answer, the
    one who pays may not learn from a bill whether anything is given: the fee is always asked, and
    the refund rule returns it later.

    Arguments:
        outcomes: of the items that carry the fee, as prepared; none carries nothing.
        answer_goes_elsewhere: whether the answer goes to another than the one who pays.
    """
    answers = list(outcomes)
    if not answers:
        return False
    if answer_goes_elsewhere:
        return True
    return refund_reason(status="", work_started=True, outcomes=answers) == KEPT
