"""The journal for any software or person: one row for each line of an entry. Pure.

UTF-8 with a byte order mark, a header, CRLF.
"""

from collections.abc import Iterable, Iterator

from dsr.fees.domain.export_entries import (
    Cell,
    ExportEntry,
    ExportSide,
    Row,
    checked,
    csv_bytes,
)

ENCODING = "utf-8"
COLUMNS = (
    "仕訳番号", "行", "取引日", "勘定科目", "補助科目", "税区分", "借方金額", "貸方金額",
    "うち消費税額", "摘要",
)  # fmt: skip
_MARK = b"\xef\xbb\xbf"


def neutral_file(entries: Iterable[ExportEntry]) -> bytes:
    """The file. Raises UnableToWriteExport."""
    return _MARK + csv_bytes(COLUMNS, neutral_rows(entries), encoding=ENCODING)


def neutral_rows(entries: Iterable[ExportEntry]) -> Iterator[Row]:
    """Debits first, then credits; the other side's amount is 0. Raises UnableToWriteExport."""
    for entry in checked(entries):
        lines = [(side, side.amount, 0) for side in entry.debits]
        lines += [(side, 0, side.amount) for side in entry.credits]
        for place, (side, debit, credit) in enumerate(lines, start=1):
            yield Row(entry.number, _cells(entry, place, side, debit, credit))


def _cells(entry: ExportEntry, place: int, side: ExportSide, debit: int, credit: int) -> list[Cell]:
    return [
        entry.number, place, entry.booked_on.isoformat(), side.account, side.sub_account,
        side.tax, debit, credit, side.tax_amount, entry.description,
    ]  # fmt: skip
