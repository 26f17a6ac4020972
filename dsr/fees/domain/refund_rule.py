"""The published refund rule (DOMAIN §8), as a table. Pure."""

from collections.abc import Iterable

KEPT = ""
# What the person sees of an ending, and why the fee goes back; anything else is kept.
BY_OUTCOME = {
    "REFUSED": "REFUSED",
    "DOES_NOT_EXIST": "NOTHING_HELD",
    "NOT_RETAINED": "NOTHING_HELD",
}


def refund_reason(*, status: str, work_started: bool, outcomes: Iterable[str]) -> str:
    """Why a prepaid fee is refunded in full, or KEPT.

    Arguments:
        status: of the case (dsr.cases Status).
        work_started: whether collecting had begun when it ended.
        outcomes: of the items that carried the fee; a filing is refunded only when every one of
            them is.
    """
    if status == "NOT_ACCEPTED":
        return "NOT_ACCEPTED"
    if status == "WITHDRAWN":
        return KEPT if work_started else "WITHDRAWN"
    reasons = {BY_OUTCOME.get(outcome, KEPT) for outcome in outcomes}
    if not reasons or KEPT in reasons:
        return KEPT
    return "REFUSED" if "REFUSED" in reasons else "NOTHING_HELD"
