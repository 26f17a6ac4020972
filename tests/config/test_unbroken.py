"""Headlines: dates and references stay whole, everything else is escaped and may break."""

import pytest

from config.templatetags.unbroken import unbroken


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("プライバシーポリシー 2027-04-01", ["2027-04-01"]),
        ("terms-2023-09-01版（2027年1月2日15:18）", ["terms-2023-09-01", "2027年1月2日15:18"]),
        ("見本のサービスが M-000042 について保有する情報", ["M-000042"]),
        (
            "DSR-2026-000044, in force from 1 September 2023",
            ["DSR-2026-000044", "1 September 2023"],
        ),
        ("3c2151ed-cdfe-4acb-977d-f9eb3a59190f", []),  # longer than a phone's line
        ("two-person publishing", []),
    ],
)
def test_dates_and_references_are_not_torn_apart(text: str, whole: list[str]) -> None:
    expected = text
    for part in whole:
        expected = expected.replace(part, f'<span class="nowrap">{part}</span>')
    assert unbroken(text) == expected


def test_what_people_typed_stays_text() -> None:
    assert unbroken("<b>2026-04-01</b> & 1") == (
        '&lt;b&gt;<span class="nowrap">2026-04-01</span>&lt;/b&gt; &amp; 1'
    )
    assert unbroken(unbroken("A-1 & B")) == unbroken("A-1 & B")
