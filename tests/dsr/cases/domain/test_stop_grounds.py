"""Which ground supports which kind: Art 35(1), (3), (5) and the policy, written out by hand."""

import pytest

from dsr.cases.domain.stop_grounds import GROUNDS, STOP_KINDS, grounds_for, is_ground_for
from dsr.cases.enums import StopGround
from policies.enums import RequestKind

# ground: suspension, erasure, provision stop
TABLE = {
    "BEYOND_PURPOSE": (True, True, False),  # 35(1), Art 18
    "IMPROPER_USE": (True, True, False),  # 35(1), Art 19
    "DECEITFUL_ACQUISITION": (True, True, False),  # 35(1), Art 20(1)
    "SENSITIVE_WITHOUT_CONSENT": (True, True, False),  # 35(1), Art 20(2)
    "PROVIDED_WITHOUT_CONSENT": (False, False, True),  # 35(3), Arts 27(1), 28
    "NO_LONGER_NEEDED": (True, True, True),  # 35(5)
    "REPORTABLE_BREACH": (True, True, True),  # 35(5)
    "INTERESTS_AT_RISK": (True, True, True),  # 35(5)
    "POLICY": (True, True, True),  # the policy, Art 10(2)
}


def test_table_names_every_ground() -> None:
    assert set(TABLE) == set(StopGround.values)


@pytest.mark.parametrize("ground", TABLE)
def test_ground_supports_the_kinds_of_its_paragraph(ground: str) -> None:
    assert tuple(is_ground_for(kind, ground) for kind in STOP_KINDS) == TABLE[ground]


@pytest.mark.parametrize("kind", [kind for kind in RequestKind if kind not in STOP_KINDS])
def test_other_kinds_ask_for_no_ground(kind: RequestKind) -> None:
    assert grounds_for(kind) == ()


def test_every_stopping_kind_has_grounds_each_once() -> None:
    assert set(GROUNDS) == set(STOP_KINDS)
    assert all(len(set(grounds)) == len(grounds) for grounds in GROUNDS.values())
