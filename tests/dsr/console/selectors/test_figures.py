"""The figures of a year from real requests: true, complete, and nobody to be seen in them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override

from dsr.cases.enums import Outcome
from dsr.cases.services.filing import AskedItem
from dsr.console.domain.figures import Period
from dsr.console.selectors.figures import YearFigures, figure_lines, periods, year_figures
from policies.enums import RequestKind
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk
from tests.dsr.console.answers import answered_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def figures(period: Period = Period(2026)) -> YearFigures:  # noqa: B008 -- frozen
    with override("en"):
        return year_figures(period)


def answer(count: int, prefix: str, **facts: object) -> None:
    for number in range(count):
        answered_case(f"{prefix}{number}@mail.example", **facts)  # type: ignore[arg-type]


def test_counts_days_and_share_of_one_kind() -> None:
    for number in range(10):
        days = 20 if number >= 5 else number  # half of them late
        answered_case(f"r{number}@mail.example", answered_at=NOW + timedelta(days=days))
    found = figures()
    assert found.rows == [("Disclosure of retained personal data", ["10"], "10")]
    (speed,) = found.speeds
    assert (speed.median, speed.ninetieth, speed.on_time) == ("4", "20", "50%")


def test_few_refusals_are_hidden_and_cannot_be_computed() -> None:
    answer(12, "full")
    answer(8, "part", outcome=Outcome.PARTIAL, code="D1")
    answer(2, "no", outcome=Outcome.REFUSED, code="D2")
    found = figures()
    ((_label, cells, total),) = found.rows
    shown = dict(zip([code for code, _words in found.outcomes], cells, strict=True))
    assert shown["REFUSED"] == "hidden"
    assert [*shown.values(), total, found.total].count("hidden") >= 2
    grounds = dict(found.grounds)
    assert grounds["D2 Serious hindrance to proper business"] == "hidden"
    assert "2" not in [*shown.values(), *grounds.values(), *found.totals]


def test_x1_counts_as_n1() -> None:
    answer(6, "n", outcome=Outcome.DOES_NOT_EXIST, code="N1")
    answer(1, "x", outcome=Outcome.DOES_NOT_EXIST, code="X1")
    found = figures()
    assert found.grounds == [("N1 Does not exist", "7")]
    assert found.totals == ["7"]


def test_fiscal_year_begins_in_april() -> None:
    march = datetime(2026, 3, 31, 14, 59, tzinfo=UTC)  # 23:59 in Tokyo
    for number in range(5):
        file_disclosure(make_requester(f"m{number}@mail.example"), now=march)
        file_disclosure(make_requester(f"a{number}@mail.example"), now=march + timedelta(minutes=1))
    assert (figures().total, figures(Period(2026, fiscal=True)).total) == ("10", "5")
    assert [period.code for period in periods()] == ["FY2026", "2026", "FY2025"]


@pytest.mark.parametrize(
    ("complaints", "questions", "said"),
    [(6, 5, "6"), (6, 0, "6"), (3, 9, "hidden"), (9, 2, "hidden"), (0, 3, "0")],
)
def test_complaints_are_counted_unless_few(complaints: int, questions: int, said: str) -> None:
    natures = ["COMPLAINT"] * complaints + ["QUESTION"] * questions
    for number, nature in enumerate(natures):
        asked = AskedItem(kind=RequestKind.INQUIRY, detail={"nature": nature, "text": "…"})
        file_disclosure(make_requester(f"i{number}@mail.example"), items=[asked])
    assert figures().complaints == said


def test_empty_year_is_empty() -> None:
    found = figures(Period(2020))
    assert (found.rows, found.speeds, found.grounds, found.bars) == ([], [], [], [])


def test_drawing_shows_no_more_than_the_table() -> None:
    answer(12, "full")
    answer(2, "no", outcome=Outcome.REFUSED, code="D2")
    found = figures()
    groups = {segment.group for bar in found.bars for segment in bar.segments}
    assert "refused" not in groups


def test_lines_of_the_file_say_what_the_page_says() -> None:
    answer(6, "full")
    with override("en"):
        lines = figure_lines(figures())
    assert ["Disclosure of retained personal data", "6", "6"] in lines
    assert ["Complaints", "0"] in lines
