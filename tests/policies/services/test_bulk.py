"""Acceptances in and out by file: recorded once, never before there was anything to accept."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import DataSubject
from accounts.selectors.ledgers import verify_ledger
from policies.models import PolicyAcceptance
from policies.selectors.policy_versions import versions_to_accept
from policies.services.bulk import COLUMNS
from tests.policies.versions import published

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 1)
AT = "2026-03-20T09:00:00+09:00"
POLICY = "PRIVACY_POLICY"


def _file(folder: Path, lines: list[tuple[str, str, str, str, str]]) -> Path:
    path = folder / "acceptances.csv"
    with path.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for member, document, version, at, joined in lines:
            writer.writerow([member, document, version, "ja", "OLD_SYSTEM", at, joined])
    return path


def test_file_is_recorded_once_and_counts_as_if_accepted_here(tmp_path: Path) -> None:
    published(date(2025, 4, 1), number="1", requires_consent=True)
    published(DAY, number="2", requires_consent=True)
    path = _file(tmp_path, [
        ("M-1", POLICY, "2", AT, "yes"), ("M-2", POLICY, "2", AT, ""), ("M-1", POLICY, "2", AT, ""),
        ("M-1", POLICY, "1", AT, ""),
    ])  # fmt: skip
    said = io.StringIO()
    call_command("import_acceptances", path, stdout=said)
    call_command("import_acceptances", path, stdout=said)
    assert said.getvalue().splitlines() == [
        "4 rows", "3 recorded, 1 known already", "4 rows", "0 recorded, 4 known already",
    ]  # fmt: skip
    first, second = (PolicyAcceptance.objects.order_by("id")[place].subject for place in (0, 1))
    assert versions_to_accept(first, on=DAY) == []
    assert [version.number for version in versions_to_accept(second, on=DAY)] == ["1"]
    assert DataSubject.objects.count() == 2
    assert verify_ledger("policies_policyacceptance").faults == []
    out = tmp_path / "ledger.csv"
    call_command("export_acceptances", out, stdout=said)
    with out.open(encoding="utf-8", newline="") as text:
        lines = list(csv.DictReader(text))
    assert [(line["version"], line["sequence"], line["joined"]) for line in lines] == [
        ("2", "1", "t"), ("2", "1", "f"), ("1", "2", "f"),
    ]  # fmt: skip
    assert {line["source"] for line in lines} == {"IMPORT:OLD_SYSTEM"}


@pytest.mark.parametrize(
    ("document", "version", "at", "joined", "column"),
    [
        ("TERMS_OF_SERVICE", "2", AT, "", "version"),
        (POLICY, "3", AT, "", "version"),
        (POLICY, "2", "2026-01-01T00:00:00+09:00", "", "at"),
        (POLICY, "2", "9999-12-31T00:00:00+09:00", "", "at"),
        (POLICY, "2", AT, "maybe", "joined"),
    ],
)
def test_row_that_is_not_right_is_named(
    tmp_path: Path, document: str, version: str, at: str, joined: str, column: str
) -> None:
    published(DAY, number="2", requires_consent=True)
    path = _file(tmp_path, [("M-1", POLICY, "2", AT, ""), ("M-2", document, version, at, joined)])
    with pytest.raises(CommandError, match=f"row 2: {column}"):
        call_command("import_acceptances", path)
    assert not PolicyAcceptance.objects.exists()


def test_file_that_is_none_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(CommandError, match="cannot be read: UnicodeDecodeError"):
        call_command("import_acceptances", path)


def test_joining_brought_in_after_a_mere_yes_covers_the_whole_text(tmp_path: Path) -> None:
    published(date(2025, 4, 1), number="1", requires_consent=True)
    published(DAY, number="2", requires_consent=True)
    for joined in ("", "yes", "yes", ""):
        call_command("import_acceptances", _file(tmp_path, [("M-1", POLICY, "2", AT, joined)]))
    rows = PolicyAcceptance.objects.order_by("sequence")
    assert [row.joined for row in rows] == [None, True]
    assert versions_to_accept(rows[0].subject, on=DAY) == []
