"""The register of receipts as files."""

from collections.abc import Iterable, Sequence

from dsr.fees.domain.export_entries import Cell, Row, csv_bytes
from dsr.fees.letters.export_workbook import workbook_bytes

_MARK = b"\xef\xbb\xbf"
_WIDTHS = (16, 12, 12, 16, 18, 18, 18, 12, 12, 12, 12)


def receipts_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark."""
    lines = (Row(str(cells[0]), cells) for cells in rows)
    return _MARK + csv_bytes(columns, lines, encoding="utf-8")


def receipts_xlsx(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet."""
    return workbook_bytes(title, columns, rows, widths=_WIDTHS)
