"""Records of provision: in by file, out in an answer, gone after three years."""

from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import DataKey
from accounts.services.data_subjects import ensure_subject, match_member
from policies.domain.provision_rows import COLUMNS
from policies.models import ProvisionBatch, ProvisionRecord
from policies.personal_data.holding import collect
from policies.services.provision_records import purge_provision_records
from policies.services.seeding import seed_rules
from tests.desk import NOW, make_requester

pytestmark = pytest.mark.django_db
LINES = (
    "1,PROVIDED,2026-01-15,M-1,,見本リサーチ株式会社,東京都,見本 太郎,年代・都道府県,CONSENT,",
    "2,PROVIDED,2026-02-15,M-2,,見本リサーチ株式会社,東京都,見本 太郎,年代・都道府県,CONSENT,",
    "3,RECEIVED,2026-03-15,M-1,,よそ株式会社,大阪府,,閲覧履歴,CONSENT,本人の同意を得て取得",
)


@pytest.fixture(autouse=True)
def rules() -> None:
    seed_rules(now=NOW)


def file_of(folder: Path, *lines: str) -> Path:
    file = folder / "records.csv"
    file.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", "utf-8-sig")
    return file


def imported(file: Path, *options: str) -> list[str]:
    said = StringIO()
    call_command("import_provision_records", str(file), *options, stdout=said)
    return said.getvalue().splitlines()


def test_file_is_kept_once_and_answers_the_request_of_its_member(tmp_path: Path) -> None:
    file = file_of(tmp_path, *LINES)
    assert imported(file) == [
        "3 records read, all sound.", "3 of 3 (100 %)", "3 new records, 0 known already.",
    ]  # fmt: skip
    assert imported(file)[-1] == "0 new records, 3 known already."
    subject = ensure_subject(user=make_requester(), now=NOW)
    match_member(subject=subject, member_id="M-1", now=NOW)
    subject.refresh_from_db()
    (found,) = [kind for kind in collect(subject) if kind.category == "PROVISION_RECORDS"]
    assert [(row["provided_on"], row["party_name"], row["basis_ja"]) for row in found.records] == [
        ("2026-01-15", "見本リサーチ株式会社", "本人の同意を得ています"),
        ("2026-03-15", "よそ株式会社", "本人の同意を得ています"),
    ]
    assert {frozenset(row) for row in found.records} == {
        frozenset(name for name, _, _ in found.fields)
    }


def test_register_cannot_be_searched_for_a_person_nobody_matched(tmp_path: Path) -> None:
    imported(file_of(tmp_path, *LINES))
    subject = ensure_subject(user=make_requester(), now=NOW)
    (found,) = [kind for kind in collect(subject) if kind.category == "PROVISION_RECORDS"]
    assert (found.records, found.searched) == ([], False)
    match_member(subject=subject, member_id="M-3", now=NOW)
    subject.refresh_from_db()
    (found,) = [kind for kind in collect(subject) if kind.category == "PROVISION_RECORDS"]
    assert (found.records, found.searched) == ([], True)


def test_member_is_not_readable_in_the_table(tmp_path: Path) -> None:
    imported(file_of(tmp_path, *LINES))
    for row in ProvisionRecord.objects.values():
        assert b"M-1" not in bytes(row["member_sealed"]) + bytes(row["member_index"])
        assert "M-1" not in [value for value in row.values() if isinstance(value, str)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("4,GIVEN,2026-01-15,M-1,,社,東京都,,年代,CONSENT,", "direction: is none of"),
        ("4,PROVIDED,15/01/2026,M-1,,社,東京都,,年代,CONSENT,", "provided_on: is no date"),
        ("4,PROVIDED,2026-01-15,,,社,東京都,,年代,CONSENT,", "member_id: is empty"),
        ("4,RECEIVED,2026-01-15,M-1,,社,東京都,,年代,CONSENT,", "circumstances: is empty"),
        ("4,PROVIDED,2999-01-15,M-1,,社,東京都,,年代,CONSENT,", "provided_on: lies in the future"),
        ("4,PROVIDED,2026-01-15,M-1,,社,東\x07京,,年代,CONSENT,", "party_address: holds a control"),
        ("4,PROVIDED,2026-01-15,Ｍ－1,,社,東京都,,年代,CONSENT,", "member_id: is not 1 to 100 vis"),
        ("4,RECEIVED,2026-01-15,M-1,,社,東京都,,年代,CONSENT,同意,を得て取得", "cells: are more"),
    ],
)
def test_file_with_a_bad_line_is_kept_not_at_all(tmp_path: Path, line: str, fault: str) -> None:
    with pytest.raises(CommandError) as refused:
        imported(file_of(tmp_path, *LINES, line))
    assert f"line 5: {fault}" in str(refused.value)
    assert "M-1" not in str(refused.value)
    assert not ProvisionRecord.objects.exists()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            f"{','.join(COLUMNS)},items\n{LINES[0]},別の項目\n",
            "The file has twice: items",
        ),
        (f"{','.join(COLUMNS)}\n1,{'x' * 140_000}\n", "records.csv cannot be read: Error"),
    ],
)
def test_file_of_another_form_is_said_plainly(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "records.csv").write_text(text, "utf-8")
    with pytest.raises(CommandError) as refused:
        imported(tmp_path / "records.csv")
    assert str(refused.value) == fault
    assert not ProvisionRecord.objects.exists()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (LINES[0].replace("M-1", "M-9"), "record 2: key: belongs to a record that says something"),
        (LINES[0].replace("4,", "5,").replace(",,", ",NOBODY,", 1), "record 2: recipient: is not"),
    ],
)
def test_file_that_says_something_else_of_a_record_is_refused_by_its_place(
    tmp_path: Path, line: str, fault: str
) -> None:
    imported(file_of(tmp_path, *LINES))
    with pytest.raises(CommandError) as refused:
        imported(file_of(tmp_path, LINES[1], line))
    assert str(refused.value).startswith(f"0 of 2 were kept, then none.\n{fault}")
    assert ProvisionRecord.objects.count() == 3


def test_record_goes_after_three_years_and_its_key_with_the_last(tmp_path: Path) -> None:
    imported(file_of(tmp_path, *LINES))
    last_day = ProvisionRecord.objects.all()[0].keep_until
    ProvisionRecord.objects.filter(key="3").update(keep_until=last_day + timedelta(days=9))
    assert purge_provision_records(on=last_day, now=NOW) == 0
    assert purge_provision_records(on=last_day + timedelta(days=1), now=NOW) == 2
    key = DataKey.objects.filter(pk=ProvisionBatch.objects.get().data_key_id)
    assert key.filter(destroyed_at__isnull=True).exists()
    assert purge_provision_records(on=last_day + timedelta(days=10), now=NOW) == 1
    assert key.get().destroyed_at == NOW


def test_three_years_are_counted_from_the_record(tmp_path: Path) -> None:
    imported(file_of(tmp_path, *LINES))
    row = ProvisionRecord.objects.all()[0]
    recorded = row.recorded_at.date()
    assert date(recorded.year + 3, 1, 1) < row.keep_until <= recorded + timedelta(days=3 * 366)
