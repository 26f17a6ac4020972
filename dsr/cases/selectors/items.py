"""What became of each item, as the person may read it."""

from django.utils.translation import pgettext

from dsr.cases.enums import AnswerGoesTo, Outcome
from dsr.cases.models import Case, CaseItem
from policies.enums import FEE_BEARING_KINDS, RequestKind


def outcome_told(case: Case, item: CaseItem) -> str:
    """The outcome in words once the person was told of it, else "".

    Never the code: existence that is not revealed (X1) reads exactly as non-existence (N1). An
    agent who does not receive the answer reads no outcome of it either.
    """
    if item.notified_at is None or case.answer_goes_to != AnswerGoesTo.REQUESTER:
        return ""
    if item.outcome == Outcome.REFUSED:
        return _refused(item)
    return str(item.get_outcome_display())


def _refused(item: CaseItem) -> str:
    if item.kind == RequestKind.PURPOSE_NOTICE:
        return pgettext("outcome told", "Not notified")
    if item.kind in FEE_BEARING_KINDS:
        return pgettext("outcome told", "Not disclosed")
    return pgettext("outcome told", "Not done")
