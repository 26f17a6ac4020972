"""The published refund rule, every line of it (DOMAIN §8)."""

import pytest

from dsr.cases.enums import Outcome
from dsr.fees.domain.refund_rule import KEPT, refund_reason
from dsr.fees.enums import RefundReason


@pytest.mark.parametrize(
    ("status", "work_started", "outcomes", "expected"),
    [
        ("WITHDRAWN", False, ["WITHDRAWN"], "WITHDRAWN"),
        ("WITHDRAWN", True, ["WITHDRAWN"], KEPT),
        ("NOT_ACCEPTED", False, ["NOT_ACCEPTED"], "NOT_ACCEPTED"),
        ("RELEASED", True, ["REFUSED"], "REFUSED"),
        ("RELEASED", True, ["DOES_NOT_EXIST"], "NOTHING_HELD"),
        ("RELEASED", True, ["NOT_RETAINED"], "NOTHING_HELD"),
        ("RELEASED", True, ["FULL"], KEPT),
        ("RELEASED", True, ["PARTIAL"], KEPT),
        ("RELEASED", True, ["REFUSED", "DOES_NOT_EXIST"], "REFUSED"),
        ("RELEASED", True, ["REFUSED", "PARTIAL"], KEPT),
        ("RELEASED", True, ["DOES_NOT_EXIST", "FULL"], KEPT),
        ("RELEASED", True, [], KEPT),
        ("CLOSED", True, ["REFUSED"], "REFUSED"),
        ("COLLECTING", True, [""], KEPT),
    ],
)
def test_rule_says_what_goes_back(
    status: str, work_started: bool, outcomes: list[str], expected: str
) -> None:
    assert refund_reason(status=status, work_started=work_started, outcomes=outcomes) == expected


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_an_answer_that_is_kept_or_a_reason(outcome: Outcome) -> None:
    reason = refund_reason(status="RELEASED", work_started=True, outcomes=[outcome])
    assert reason == KEPT or reason in RefundReason.values
