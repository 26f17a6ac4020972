"""Files for bookkeeping software, held against golden files byte for byte."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from dsr.fees.domain import freee, moneyforward, yayoi
from dsr.fees.domain.export_entries import ExportEntry, UnableToWriteExport
from dsr.fees.domain.freee import freee_file
from dsr.fees.domain.moneyforward import moneyforward_file
from dsr.fees.domain.neutral_csv import neutral_file
from dsr.fees.domain.yayoi import yayoi_file
from tests.dsr.fees.domain.export_samples import ALL, NONE, PAYMENT, THREE_ROWS, side

GOLDEN = Path(__file__).parent.parent / "golden"


def freee_included(entries: tuple[ExportEntry, ...]) -> bytes:
    return freee_file(entries, tax_included=True)


def freee_apart(entries: tuple[ExportEntry, ...]) -> bytes:
    return freee_file(entries, tax_included=False)


WRITERS: dict[str, Callable[[tuple[ExportEntry, ...]], bytes]] = {
    "yayoi.csv": yayoi_file,
    "moneyforward.csv": moneyforward_file,
    "freee.csv": freee_included,
    "freee-tax-apart.csv": freee_apart,
    "neutral.csv": neutral_file,
}


@pytest.mark.parametrize("name", WRITERS)
def test_file_is_the_golden_one_byte_for_byte(name: str) -> None:
    assert WRITERS[name](ALL) == (GOLDEN / name).read_bytes()


def test_columns_are_as_many_as_the_software_reads() -> None:
    counts = {
        "yayoi": len(yayoi.COLUMNS),
        "moneyforward": len(moneyforward.COLUMNS),
        "freee": len(freee.columns(tax_included=False)),
        "freee, tax included": len(freee.columns(tax_included=True)),
    }
    assert counts == {"yayoi": 25, "moneyforward": 27, "freee": 33, "freee, tax included": 31}
    for name, width in {
        "yayoi.csv": 25, "moneyforward.csv": 27, "freee-tax-apart.csv": 33, "freee.csv": 31,
    }.items():  # fmt: skip
        encoding = "cp932" if name == "yayoi.csv" else "utf-8"
        lines = WRITERS[name](ALL).decode(encoding).split("\r\n")
        assert {line.count(",") + 1 for line in lines if line} == {width}


def test_yayoi_rows_of_one_entry_are_flagged_first_middle_last() -> None:
    lines = yayoi_file(ALL).decode("cp932").splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "2000", "2000", "2110", "2101", "2110", "2100", "2101",
    ]  # fmt: skip
    assert [line.split(",")[19] for line in lines] == ["0", "0", "3", "3", "3", "3", "3"]


@pytest.mark.parametrize("character", ["𠮷", "é", "—", "\u00a5"])
def test_yayoi_names_the_row_of_a_character_it_cannot_hold(character: str) -> None:
    odd = dataclasses.replace(
        PAYMENT, number="2026-03-00045", credits=(side(f"雑収入{character}", 1000),)
    )
    with pytest.raises(UnableToWriteExport) as caught:
        yayoi_file((THREE_ROWS, PAYMENT, odd))
    error = caught.value
    assert (error.code, error.row, error.entry, error.what) == (
        "UNENCODABLE",
        5,
        "2026-03-00045",
        character,
    )
    assert character in moneyforward_file((odd,)).decode()


def test_name_longer_than_yayoi_keeps_is_refused_rather_than_cut() -> None:
    fits, long = "科" * 12, "科" * 12 + "目"
    assert yayoi_file((dataclasses.replace(PAYMENT, credits=(side(fits, 1000),)),))
    with pytest.raises(UnableToWriteExport) as caught:
        yayoi_file((dataclasses.replace(PAYMENT, credits=(side(long, 1000),)),))
    assert (caught.value.code, caught.value.row, caught.value.what) == ("TOO_LARGE", 1, long)


@pytest.mark.parametrize("writer", WRITERS.values(), ids=list(WRITERS))
@pytest.mark.parametrize(
    "debits", [(side("売掛金", 999),), (), (side("売掛金", 1100), side("売掛金", -100))]
)
def test_entry_whose_sides_differ_leaves_in_no_format(
    writer: Callable[[tuple[ExportEntry, ...]], bytes], debits: tuple
) -> None:
    with pytest.raises(UnableToWriteExport) as caught:
        writer((PAYMENT, dataclasses.replace(PAYMENT, number="9", debits=debits)))
    assert (caught.value.code, caught.value.row, caught.value.entry) == ("MALFORMED", 2, "9")


def test_cell_with_comma_quote_or_line_break_stays_one_cell() -> None:
    odd = dataclasses.replace(PAYMENT, debits=(side('売"掛,金\n', 1000, NONE),))
    assert '"売""掛,金\n",' in moneyforward_file((odd,)).decode()
