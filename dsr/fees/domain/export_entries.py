"""A journal entry as bookkeeping software reads it, and the lines of its files. Pure.

Only the fee reference describes an entry (摘要): what leaves for the books leads to no person.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

Cell = str | int


@dataclass(frozen=True, kw_only=True)
class ExportSide:
    """One amount on one side of an entry, in the words of the software it is for.

    Arguments:
        account: 勘定科目; sub_account: 補助科目, "" for none; tax: 税区分.
        amount: yen, tax included; tax_amount: the tax inside it.
    """

    account: str
    tax: str
    amount: int
    tax_amount: int = 0
    sub_account: str = ""


@dataclass(frozen=True, kw_only=True)
class ExportEntry:
    """One entry of the journal.

    Arguments:
        number: as the journal shows it, "2026-03-00017"; slip: 17, its number in the month, for
            software that takes digits only.
        description: the fee reference, "" where there is no fee.
    """

    number: str
    slip: int
    booked_on: date
    debits: tuple[ExportSide, ...]
    credits: tuple[ExportSide, ...]
    description: str = ""

    @property
    def memo(self) -> str:
        """What leads from the books back to the journal."""
        return self.number

    @property
    def rows(self) -> list[tuple[ExportSide | None, ExportSide | None]]:
        """Debit and credit side by side; the shorter side ends in None."""
        return list(zip_longest(self.debits, self.credits))


class UnableToWriteExport(ValueError):
    """A row cannot be written as the software wants it: nothing is.

    `code`: what is wrong (UNENCODABLE, TOO_LARGE, MALFORMED); `row`: which row of the file,
    counted from 1; `entry`: which entry of the journal; `what`: the character or value.
    """

    def __init__(self, code: str, *, row: int, entry: str, what: str) -> None:
        self.code, self.row, self.entry, self.what = code, row, entry, what
        super().__init__(f"{code}: row {row} (entry {entry}): {what!r}")


@dataclass(frozen=True)
class Row:
    """Cells of one line of a file, and the entry it is of."""

    entry: str
    cells: Sequence[Cell]


def slashed(day: date) -> str:
    """2026/03/31."""
    return day.strftime("%Y/%m/%d")


def csv_bytes(header: Sequence[str], rows: Iterable[Row], *, encoding: str) -> bytes:
    """The file, CRLF at each line's end; the whole of it or UnableToWriteExport."""
    lines = [_line(header).encode(encoding)] if header else []
    for number, row in enumerate(rows, start=len(lines) + 1):
        try:
            lines.append(_line(row.cells).encode(encoding))
        except UnicodeEncodeError as error:
            what = error.object[error.start]
            raise UnableToWriteExport(
                "UNENCODABLE", row=number, entry=row.entry, what=what
            ) from error
    return b"".join(lines)


def checked(entries: Iterable[ExportEntry]) -> Iterator[ExportEntry]:
    """The same entries; raises UnableToWriteExport for one that says nothing or not the same twice.

    The ledger's trigger refuses such entries; a file that left the house cannot be taken back.
    """
    row = 1
    for entry in entries:
        debit = sum(side.amount for side in entry.debits)
        credit = sum(side.amount for side in entry.credits)
        sides = (*entry.debits, *entry.credits)
        if debit != credit or debit <= 0 or any(side.amount <= 0 for side in sides):
            raise UnableToWriteExport(
                "MALFORMED", row=row, entry=entry.number, what=f"{debit}/{credit}"
            )
        row += len(entry.rows)
        yield entry


def _line(cells: Sequence[Cell]) -> str:
    return ",".join(_quoted(str(cell)) for cell in cells) + "\r\n"


def _quoted(cell: str) -> str:
    if any(character in cell for character in '",\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
