"""iCalendar text as RFC 5545 wants it: CRLF, 75 octets, whole characters, escapes."""

from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.console.domain.icalendar import CalendarEntry, calendar_text, escaped, folded
from tests.dsr.console.ics import content_lines, events_of, unescaped

STAMP = datetime(2026, 4, 1, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)


def written(summary: str) -> str:
    entry = CalendarEntry(
        uid="DSR-2026-000001-TARGET-20261231@madoguchi", on=date(2026, 12, 31), summary=summary,
        url="https://desk.example/console/",
    )  # fmt: skip
    return calendar_text(name="窓口", entries=[entry], stamp=STAMP)


def test_event_is_a_whole_day_that_ends_on_the_next() -> None:
    (event,) = events_of(written("回答（目安）"))
    assert event == {
        "UID": "DSR-2026-000001-TARGET-20261231@madoguchi", "DTSTAMP": "20260401T000000Z",
        "DTSTART": "20261231", "DTEND": "20270101", "SUMMARY": "回答（目安）",
        "URL": "https://desk.example/console/", "TRANSP": "TRANSPARENT",
    }  # fmt: skip


def test_special_characters_are_escaped() -> None:
    assert escaped("a\\b;c,d\r\ne") == "a\\\\b\\;c\\,d\\ne"


@settings(deadline=None)
@given(TEXT)
def test_any_summary_is_read_back_as_it_was(summary: str) -> None:
    assert events_of(written(summary))[0]["SUMMARY"] == summary


@settings(deadline=None)
@given(TEXT)
def test_folding_cuts_no_character_and_loses_none(text: str) -> None:
    lines = folded(f"X:{text}").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[0] + "".join(line[1:] for line in lines[1:]) == f"X:{text}"


def test_empty_calendar_is_a_calendar() -> None:
    assert events_of(calendar_text(name="a", entries=[], stamp=STAMP)) == []
    names = [name for name, _with, _value in content_lines(written("x"))]
    assert names.count("BEGIN") == names.count("END") == 2
    assert unescaped("a\\,b") == "a,b"
