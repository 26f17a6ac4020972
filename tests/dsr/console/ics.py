"""A strict reader of the little of iCalendar we write (RFC 5545), for tests."""

import re

LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:]+)*):(.*)\Z", re.DOTALL)


def content_lines(text: str) -> list[tuple[str, str, str]]:
    """(name, parameters, value) of each line. Raises AssertionError where the form is broken."""
    assert text.endswith("\r\n")
    raw = text[:-2].split("\r\n")
    assert not any("\n" in line or "\r" in line for line in raw)
    assert max(len(line.encode()) for line in raw) <= 75
    unfolded: list[str] = []
    for line in raw:
        if line.startswith(" "):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    found = [LINE.match(line) for line in unfolded]
    assert all(found), unfolded
    return [match.groups() for match in found if match]  # type: ignore[misc]


def unescaped(value: str) -> str:
    """A TEXT value as it was before it was written."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def events_of(text: str) -> list[dict[str, str]]:
    """Every event by property name, TEXT values unescaped."""
    lines = content_lines(text)
    assert (lines[0], lines[-1]) == (("BEGIN", "", "VCALENDAR"), ("END", "", "VCALENDAR"))
    required = {"VERSION": "2.0", "PRODID": "-//Madoguchi//Desk calendar//EN"}
    assert required.items() <= {name: value for name, _with, value in lines}.items()
    events: list[dict[str, str]] = []
    inside = False
    for name, _parameters, value in lines[1:-1]:
        if (name, value) == ("BEGIN", "VEVENT"):
            assert not inside
            inside, events = True, [*events, {}]
        elif (name, value) == ("END", "VEVENT"):
            assert {"UID", "DTSTAMP", "DTSTART"} <= events[-1].keys()
            inside = False
        elif inside:
            assert name not in events[-1]
            events[-1][name] = unescaped(value) if name in ("SUMMARY", "UID") else value
    assert not inside
    assert len({event["UID"] for event in events}) == len(events)
    return events
