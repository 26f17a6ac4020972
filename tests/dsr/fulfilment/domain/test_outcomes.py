"""Which answer the law knows to which request: every cell by hand, from DOMAIN §2 and §3."""

import itertools

import pytest

from dsr.cases.enums import Outcome, OutcomeCode, StopGround
from dsr.fulfilment.domain.outcomes import (
    allowed_actions,
    allowed_promises,
    is_lawful_answer,
    is_statutory,
    needs_typed_reason,
    told_code,
    unanswered_grounds,
)
from policies.enums import RequestKind

CODES = ("", *(code.value for code in OutcomeCode))
STOPPING = (
    "DONE: | DONE_IN_PART:S6 | MILDER_MEASURE:S6 | ALTERNATIVE:S5 | REFUSED:S1,S2,S3,S4"
    " | DOES_NOT_EXIST:N1,X1 | NOT_RETAINED:N2"
)
LAWFUL = {
    "PURPOSE_NOTICE": "NOTIFIED: | REFUSED:P1,P2,P3,P4 | DOES_NOT_EXIST:N1,X1 | NOT_RETAINED:N2",
    "DISCLOSURE": (
        "FULL: | PARTIAL: | REFUSED:D1,D2,D3,D4 | DOES_NOT_EXIST:N1,X1 | NOT_RETAINED:N2"
    ),
    "PROVISION_RECORDS": (
        "FULL: | PARTIAL: | REFUSED:D1,D2,D3 | DOES_NOT_EXIST:N1,X1 | NOT_RETAINED:N2"
    ),
    "CORRECTION": (
        "DONE: | DONE_IN_PART:C1,C2,C3,C4 | REFUSED:C1,C2,C3,C4 | DOES_NOT_EXIST:N1,X1"
        " | NOT_RETAINED:N2"
    ),
    "SUSPENSION": STOPPING,
    "ERASURE": STOPPING,
    "PROVISION_STOP": STOPPING,
    "INQUIRY": "ANSWERED:",
}


def lawful(kind: str) -> set[tuple[str, str]]:
    cells = (cell.strip().split(":") for cell in LAWFUL[kind].split("|"))
    return {(outcome, code) for outcome, codes in cells for code in codes.split(",")}


def test_the_table_speaks_of_every_kind() -> None:
    assert set(LAWFUL) == set(RequestKind)


@pytest.mark.parametrize("kind", sorted(LAWFUL))
def test_every_cell_is_lawful_or_refused(kind: str) -> None:
    grid = set(itertools.product((outcome.value for outcome in Outcome), CODES))
    assert {cell for cell in grid if is_lawful_answer(kind, *cell)} == lawful(kind)


# What may be done, and promised, under each answer; every pair not named here may do nothing.
ACTIONS = {
    ("CORRECTION", "DONE"): {"CORRECT", "ADD", "DELETE"},
    ("CORRECTION", "DONE_IN_PART"): {"CORRECT", "ADD", "DELETE"},
    ("SUSPENSION", "DONE"): {"SUSPEND"},
    ("SUSPENSION", "DONE_IN_PART"): {"SUSPEND"},
    ("SUSPENSION", "MILDER_MEASURE"): {"SUSPEND", "STOP_PROVISION"},
    ("SUSPENSION", "ALTERNATIVE"): {"STOP_PROVISION"},
    ("ERASURE", "DONE"): {"ERASE", "ANONYMISE"},
    ("ERASURE", "DONE_IN_PART"): {"ERASE", "ANONYMISE", "SUSPEND"},
    ("ERASURE", "MILDER_MEASURE"): {"SUSPEND", "STOP_PROVISION"},
    ("ERASURE", "ALTERNATIVE"): {"SUSPEND", "STOP_PROVISION"},
    ("PROVISION_STOP", "DONE"): {"STOP_PROVISION"},
    ("PROVISION_STOP", "DONE_IN_PART"): {"STOP_PROVISION"},
    ("PROVISION_STOP", "MILDER_MEASURE"): {"STOP_PROVISION"},
}
PROMISES = {
    ("SUSPENSION", "ALTERNATIVE"): {"ALTERNATIVE_MEASURE"},
    ("ERASURE", "ALTERNATIVE"): {"ALTERNATIVE_MEASURE", "ERASE_AFTER_RETENTION"},
    ("ERASURE", "DONE_IN_PART"): {"ERASE_AFTER_RETENTION"},
    ("ERASURE", "MILDER_MEASURE"): {"ERASE_AFTER_RETENTION"},
    ("PROVISION_STOP", "ALTERNATIVE"): {"ALTERNATIVE_MEASURE"},
}
PAIRS = [(kind.value, outcome.value) for kind in RequestKind for outcome in Outcome]


def test_what_each_answer_may_do_to_the_data() -> None:
    done = {pair: set(allowed_actions(*pair)) for pair in PAIRS}
    assert {pair: actions for pair, actions in done.items() if actions} == ACTIONS


def test_what_each_answer_may_promise() -> None:
    promised = {pair: set(allowed_promises(*pair)) for pair in PAIRS}
    assert {pair: kinds for pair, kinds in promised.items() if kinds} == PROMISES


def test_a_stop_may_be_refused_only_by_what_answers_its_ground() -> None:
    """S3 answers only a breach, S4 only interests at risk, S2 only "no longer needed"."""
    answered = {
        ground.value: {
            code for code in ("S1", "S2", "S3", "S4") if not unanswered_grounds([ground], [code])
        }
        for ground in StopGround
    }
    assert answered == {
        "BEYOND_PURPOSE": {"S1"},
        "IMPROPER_USE": {"S1"},
        "DECEITFUL_ACQUISITION": {"S1"},
        "SENSITIVE_WITHOUT_CONSENT": {"S1"},
        "PROVIDED_WITHOUT_CONSENT": {"S1"},
        "NO_LONGER_NEEDED": {"S2"},
        "REPORTABLE_BREACH": {"S3"},
        "INTERESTS_AT_RISK": {"S4"},
        "POLICY": {"S1", "S2", "S4"},
    }


def test_every_ground_needs_its_own_answer() -> None:
    grounds = ["NO_LONGER_NEEDED", "REPORTABLE_BREACH", "IMPROPER_USE"]
    assert unanswered_grounds(grounds, ["S2"]) == ["REPORTABLE_BREACH", "IMPROPER_USE"]
    assert unanswered_grounds(grounds, ["S2", "S3", "S1"]) == []


@pytest.mark.parametrize(
    ("kind", "grounds", "statutory"),
    [
        ("ERASURE", ["POLICY"], False),
        ("ERASURE", ["POLICY", "NO_LONGER_NEEDED"], True),
        ("ERASURE", ["NO_LONGER_NEEDED"], True),
        ("ERASURE", [], True),
        ("SUSPENSION", ["POLICY"], False),
        ("DISCLOSURE", [], True),
        ("CORRECTION", [], True),
    ],
)
def test_the_policy_alone_is_not_the_act(kind: str, grounds: list[str], statutory: bool) -> None:
    assert is_statutory(kind, grounds) == statutory


def test_reasons_are_typed_for_whatever_is_not_done_as_asked() -> None:
    """Art 36, mandatory here (DOMAIN §2); of an inquiry the answer itself."""
    typed = {
        (outcome, code)
        for kind in LAWFUL
        for outcome, code in lawful(kind)
        if needs_typed_reason(outcome, code)
    }
    silent = {
        ("FULL", ""), ("PARTIAL", ""), ("NOTIFIED", ""), ("DONE", ""),
        ("DOES_NOT_EXIST", "N1"), ("DOES_NOT_EXIST", "X1"),
    }  # fmt: skip
    assert typed == {cell for kind in LAWFUL for cell in lawful(kind)} - silent


@pytest.mark.parametrize("code", CODES)
def test_a_person_sees_every_code_but_the_internal_one(code: str) -> None:
    assert told_code(code) == ("N1" if code == "X1" else code)
