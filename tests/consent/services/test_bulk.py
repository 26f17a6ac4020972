"""Import and export by the thousand: the ledger stays a ledger, and a file may come twice."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.selectors.ledgers import verify_ledgers
from config.paths import BASE_DIR
from consent.enums import Verdict
from consent.models import ConsentChange, ConsentEvent
from consent.selectors.member_checks import check_members
from consent.services.bulk import COLUMNS
from consent.services.member_consents import withdraw_member_consent
from policies.models import PolicyAcceptance, PolicyVersion
from tests.consent.people import NOW, make_item

pytestmark = pytest.mark.django_db


def _file(folder: Path, lines: list[tuple[str, str, str]]) -> Path:
    path = folder / "consents.csv"
    with path.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        for member, action, at in lines:
            writer.writerow([member, "LOCATION", action, "1", "ja", "OLD_SYSTEM", at])
    return path


def _at(day: int) -> str:
    return (NOW + timedelta(days=day)).isoformat()


def test_file_is_recorded_once_in_its_order_and_never_over_a_later_word(tmp_path: Path) -> None:
    make_item()
    withdraw_member_consent(
        member_id="M-2", item_code="LOCATION", language="ja", source="APP",
        now=NOW + timedelta(days=9),
    )  # fmt: skip
    path = _file(tmp_path, [
        ("M-1", "GIVEN", _at(1)), ("M-1", "WITHDRAWN", _at(2)), ("M-1", "GIVEN", _at(3)),
        ("M-2", "GIVEN", _at(4)), ("M-3", "WITHDRAWN", _at(5)),
    ])  # fmt: skip
    said = io.StringIO()
    call_command("import_consents", path, stdout=said)
    assert said.getvalue().splitlines() == ["5 rows", "4 recorded, 1 known already"]
    call_command("import_consents", path, stdout=said)
    assert said.getvalue().splitlines()[-1] == "0 recorded, 5 known already"
    found = check_members(member_ids=["M-1", "M-2", "M-3"], item_code="LOCATION", now=NOW)
    assert found == {Verdict.GIVEN: ["M-1"], Verdict.WITHDRAWN: ["M-2", "M-3"]}
    assert (ConsentEvent.objects.count(), ConsentChange.objects.count()) == (5, 6)
    chains = [check for check in verify_ledgers() if check.ledger == "consent_consentevent"]
    assert [check.faults for check in chains] == [[]]
    out = tmp_path / "ledger.csv"
    call_command("export_consents", out, stdout=said)
    with out.open(encoding="utf-8", newline="") as text:
        lines = list(csv.DictReader(text))
    assert [line["source"] for line in lines] == ["API:APP", *["IMPORT:OLD_SYSTEM"] * 4]
    assert [line["sequence"] for line in lines] == ["1", "1", "2", "3", "1"]


def test_no_of_the_same_second_as_a_yes_holds_whichever_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_item()
    yes, no = ("GIVEN", _at(1)), ("WITHDRAWN", _at(1))
    lines = [("M-1", *yes), ("M-1", *no), ("M-2", *no), ("M-2", *yes)]
    for member, (first, second) in {"M-3": (yes, no), "M-4": (no, yes)}.items():
        for word in (first, second):  # of another import each
            call_command("import_consents", _file(tmp_path, [(member, *word)]))
    for _ in range(2):  # and once more
        call_command("import_consents", _file(tmp_path, lines))
    found = check_members(member_ids=["M-1", "M-2", "M-3", "M-4"], item_code="LOCATION", now=NOW)
    assert found == {Verdict.WITHDRAWN: ["M-1", "M-2", "M-3", "M-4"]}
    told = ConsentEvent.objects.order_by("id").values_list("action", flat=True)
    assert list(told) == ["GIVEN", "WITHDRAWN", "WITHDRAWN", "GIVEN", "WITHDRAWN", "WITHDRAWN"]


@pytest.mark.parametrize(
    ("member", "action", "at", "column"),
    [
        ("", "GIVEN", _at(1), "member_id"),
        ("M 1", "GIVEN", _at(1), "member_id"),
        ("M-1", "MAYBE", _at(1), "action"),
        ("M-1", "GIVEN", "2026-04-01T00:00:00", "at"),
        ("M-1", "GIVEN", "9999-01-01T00:00:00+09:00", "at"),
    ],
)
def test_row_that_is_not_right_is_named_and_nothing_of_its_piece_is_recorded(
    tmp_path: Path, member: str, action: str, at: str, column: str
) -> None:
    make_item()
    path = _file(tmp_path, [("M-0", "GIVEN", _at(1)), (member, action, at)])
    with pytest.raises(CommandError, match=f"row 2: {column}"):
        call_command("import_consents", path)
    assert not ConsentEvent.objects.exists()


def test_examples_of_the_guide_are_recorded(tmp_path: Path) -> None:
    make_item()
    announced = NOW - timedelta(days=9)
    PolicyVersion.objects.create(
        number="2026-04-01", text_ja="第1条", text_en="Article 1", sha256="a" * 64,
        announced_at=announced, published_at=announced, effective_from=NOW.date(),
    )  # fmt: skip
    guide = (BASE_DIR / "docs/integration.md").read_text(encoding="utf-8")
    for name, command in (
        ("consents.csv", "import_consents"), ("acceptances.csv", "import_acceptances"),
    ):  # fmt: skip
        (example,) = re.findall(rf"<!-- example: {name} -->\n```csv\n(.*?)```", guide, re.DOTALL)
        (tmp_path / name).write_text(example, encoding="utf-8")
        call_command(command, tmp_path / name, stdout=io.StringIO())
    assert list(ConsentEvent.objects.values_list("action", "source")) == [
        ("GIVEN", "IMPORT:OLD_APP"), ("WITHDRAWN", "IMPORT:OLD_APP"),
    ]  # fmt: skip
    assert [(row.version.number, row.joined) for row in PolicyAcceptance.objects.all()] == [
        ("2026-04-01", True),
    ]  # fmt: skip
