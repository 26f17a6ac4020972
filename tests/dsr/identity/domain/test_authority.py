"""Who may ask for whom, and the first day as an adult (Civil Code Art 4, 143)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.cases.enums import RequesterKind
from dsr.identity.domain.authority import (
    BASES,
    MASK,
    accepted_documents,
    answer_goes_to,
    comes_of_age_on,
    fits,
    is_minor,
    needs_two,
    outcome_of,
    uncovered,
)
from dsr.identity.enums import AuthorityBasis, AuthorityClass, AuthorityPoint


def test_table_knows_every_code() -> None:
    assert set(BASES) == set(AuthorityBasis.values)
    documents = {code for basis in BASES for code in accepted_documents(basis)}
    assert documents == set(AuthorityClass.values) == set(MASK)
    points = {point for rule in BASES.values() for point in rule.points}
    assert points <= set(AuthorityPoint.values)
    assert {rule.requester_kind for rule in BASES.values()} == set(RequesterKind.values) - {"SELF"}


@pytest.mark.parametrize(
    ("basis", "documents"),
    [
        ("PARENT", ("FAMILY_REGISTER", "RESIDENT_RECORD")),
        ("MINOR_GUARDIAN", ("FAMILY_REGISTER",)),
        ("ADULT_GUARDIAN", ("GUARDIAN_REGISTRATION",)),
        ("MANDATE", ("MANDATE", "LAWYER_ID")),
    ],
)
def test_each_basis_has_its_documents(basis: str, documents: tuple[str, ...]) -> None:
    assert accepted_documents(basis) == documents


@pytest.mark.parametrize(
    ("born", "first_day"),
    [
        (date(2008, 4, 1), date(2026, 4, 1)),
        (date(2008, 4, 2), date(2026, 4, 2)),
        (date(2008, 12, 31), date(2026, 12, 31)),
        (date(2008, 2, 28), date(2026, 2, 28)),
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2008, 3, 1), date(2026, 3, 1)),
        (date(2010, 2, 28), date(2028, 2, 28)),
    ],
)
def test_adult_from_the_birthday_on(born: date, first_day: date) -> None:
    assert comes_of_age_on(born) == first_day
    assert is_minor(born, on=first_day - timedelta(days=1))
    assert not is_minor(born, on=first_day)


@given(born=st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_nobody_is_a_minor_at_nineteen_nor_an_adult_at_seventeen(born: date) -> None:
    first = comes_of_age_on(born)
    assert timedelta(days=18 * 365 + 3) <= first - born <= timedelta(days=18 * 365 + 6)


@pytest.mark.parametrize(
    ("basis", "kind", "held"),
    [
        ("PARENT", "STATUTORY", True),
        ("MANDATE", "MANDATED", True),
        ("MANDATE", "STATUTORY", False),
        ("PARENT", "MANDATED", False),
        ("SPOUSE", "STATUTORY", False),
        ("CURATOR", "STATUTORY", False),
        ("HEIR", "STATUTORY", False),
        ("", "STATUTORY", False),
    ],
)
def test_only_parents_and_guardians_represent_by_law(basis: str, kind: str, held: bool) -> None:
    assert fits(basis, requester_kind=kind) is held


def test_mandate_must_name_every_kind_but_an_inquiry() -> None:
    assert uncovered(["DISCLOSURE", "ERASURE", "INQUIRY"], stated=["DISCLOSURE"]) == {"ERASURE"}
    assert uncovered(["DISCLOSURE"], stated=["DISCLOSURE", "ERASURE"]) == set()


@pytest.mark.parametrize("point", ["RELATION", "SIGNED", "SCOPE"])
def test_point_that_is_not_shown_leaves_authority_unconfirmed(point: str) -> None:
    findings = dict.fromkeys(BASES["MANDATE"].points, "SHOWN")
    assert outcome_of("MANDATE", findings) == "CONFIRMED"
    assert outcome_of("MANDATE", findings | {point: "NOT_SHOWN"}) == "NOT_CONFIRMED"
    del findings[point]
    assert outcome_of("MANDATE", findings) == "NOT_CONFIRMED"


@pytest.mark.parametrize(
    ("found", "claimed", "goes_to"),
    [
        ("SHOWN", True, "REPRESENTATIVE"),
        ("SHOWN", False, "PRINCIPAL"),
        ("NOT_SHOWN", True, "PRINCIPAL"),
        ("DIFFERS", True, "PRINCIPAL"),
    ],
)
def test_agent_receives_only_what_mandate_and_filing_both_say(
    found: str, claimed: bool, goes_to: str
) -> None:  # fmt: skip
    findings = dict.fromkeys(BASES["MANDATE"].points, "SHOWN") | {"RECEIVE": found}
    assert outcome_of("MANDATE", findings) == "CONFIRMED"
    assert answer_goes_to("MANDATE", findings, claimed=claimed) == goes_to
    assert answer_goes_to("PARENT", {"RELATION": "SHOWN"}, claimed=False) == "REPRESENTATIVE"


def test_difference_needs_two() -> None:
    assert needs_two({"RELATION": "DIFFERS"})
    assert not needs_two({"RELATION": "NOT_SHOWN", "SCOPE": "SHOWN"})
