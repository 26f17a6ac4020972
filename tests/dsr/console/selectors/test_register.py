"""The register: every item once, as codes and dates, X1 never told apart where it must not be."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from dsr.cases.enums import Outcome
from dsr.cases.services.filing import AskedItem
from dsr.console.selectors.register import (
    COLUMNS,
    RegisterFilter,
    RegisterLine,
    line_cells,
    register_items,
    register_lines,
    register_years,
)
from policies.enums import RequestKind
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk
from tests.dsr.console.answers import answered_case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 30)


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def lines(shows_internal: bool = False, **narrowed: object) -> list[RegisterLine]:
    items = register_items(RegisterFilter(**narrowed))  # type: ignore[arg-type]
    return list(register_lines(items, today=TODAY, shows_internal=shows_internal))


def test_request_of_two_things_is_two_lines() -> None:
    asked = [AskedItem(kind=RequestKind.DISCLOSURE), AskedItem(kind=RequestKind.ERASURE)]
    case = file_disclosure(make_requester(), items=asked)
    assert [(line.reference, line.kind, line.position) for line in lines()] == [
        (case.reference, "DISCLOSURE", 1), (case.reference, "ERASURE", 2),
    ]  # fmt: skip


def test_answered_line_says_days_and_whether_on_time() -> None:
    case = answered_case("hanako@mail.example", answered_at=NOW + timedelta(days=14))
    late = answered_case("taro@mail.example", answered_at=NOW + timedelta(days=15))
    found = {line.reference: line for line in lines()}
    said = {ref: (line.days, line.on_time, line.outcome) for ref, line in found.items()}
    assert said == {case.reference: (14, True, "FULL"), late.reference: (15, False, "FULL")}
    assert found[case.reference].notified_on == date(2026, 4, 15)


def test_open_line_is_late_only_past_its_target() -> None:
    file_disclosure(make_requester(), now=NOW)
    file_disclosure(make_requester("t@mail.example"), now=NOW + timedelta(days=20))
    assert [line.on_time for line in lines()] == [None, False]


def test_days_are_counted_in_japan() -> None:
    case = answered_case(
        "hanako@mail.example", answered_at=datetime(2026, 4, 1, 15, 30, tzinfo=UTC)
    )
    assert [(line.reference, line.days) for line in lines()] == [(case.reference, 1)]


def test_x1_is_n1_for_whoever_must_not_know() -> None:
    answered_case("hanako@mail.example", outcome=Outcome.DOES_NOT_EXIST, code="X1")
    answered_case("taro@mail.example", outcome=Outcome.DOES_NOT_EXIST, code="N1")
    assert [(line.outcome, line.code) for line in lines()] == [("DOES_NOT_EXIST", "N1")] * 2
    assert {line.code for line in lines(shows_internal=True)} == {"X1", "N1"}


@pytest.mark.parametrize("outcome", ["REFUSED", "DOES_NOT_EXIST"])
def test_no_filter_tells_x1_from_n1(outcome: str) -> None:
    answered_case("hanako@mail.example", outcome=Outcome.DOES_NOT_EXIST, code="X1")
    answered_case("taro@mail.example", outcome=Outcome.DOES_NOT_EXIST, code="N1")
    assert len(lines(outcome=outcome)) == (2 if outcome == "DOES_NOT_EXIST" else 0)


FILTERS: dict[str, dict[str, Any]] = {
    "year": {"year": 2025},
    "kind": {"kind": "ERASURE"},
    "outcome": {"outcome": "FULL"},
    "undecided": {"outcome": "UNDECIDED"},
    "status": {"status": "RECEIVED"},
    "both": {"year": 2026, "outcome": "UNDECIDED"},
}


def test_filters_narrow_by_year_kind_status_and_outcome() -> None:
    old = file_disclosure(make_requester("a@mail.example"), now=NOW - timedelta(days=200))
    erasure = file_disclosure(
        make_requester("b@mail.example"), items=[AskedItem(kind=RequestKind.ERASURE)]
    )
    full = answered_case("c@mail.example")
    found = {
        name: sorted(line.reference for line in lines(**narrowed))
        for name, narrowed in FILTERS.items()
    }
    assert found == {
        "year": [old.reference],
        "kind": [erasure.reference],
        "outcome": [full.reference],
        "undecided": sorted([old.reference, erasure.reference]),
        "status": sorted([old.reference, erasure.reference, full.reference]),
        "both": [erasure.reference],
    }
    assert register_years() == [2026, 2025]


def test_cells_fit_the_columns_in_both_languages() -> None:
    case = answered_case("hanako@mail.example")
    (line,) = lines()
    with override("ja"):
        japanese = line_cells(line)
    with override("en"):
        english = line_cells(line)
    assert len(japanese) == len(english) == len(COLUMNS)
    assert japanese[0] == english[0] == case.reference
    assert (japanese[3], english[3]) == (
        "保有個人データの開示", "Disclosure of retained personal data",
    )  # fmt: skip
    assert (japanese[13], english[13]) == ("はい", "yes")


def test_refusal_shows_its_ground() -> None:
    answered_case("hanako@mail.example", outcome=Outcome.REFUSED, code="D1")
    (line,) = lines()
    assert (line.outcome, line.code, line.decided_on) == ("REFUSED", "D1", date(2026, 4, 1))
