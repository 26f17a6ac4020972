"""The journal as a workbook, for people."""

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from dsr.fees.domain.export_entries import Cell, ExportEntry
from dsr.fees.domain.neutral_csv import COLUMNS, neutral_rows

_WIDTHS = (14, 5, 12, 20, 16, 20, 12, 12, 12, 20)


def workbook_file(entries: Iterable[ExportEntry]) -> bytes:
    """The same rows as the neutral CSV. Raises UnableToWriteExport."""
    rows = (row.cells for row in neutral_rows(entries))
    return workbook_bytes("仕訳", COLUMNS, rows, widths=_WIDTHS)


def workbook_bytes(
    title: str, columns: Iterable[str], rows: Iterable[Iterable[Cell]], *, widths: Iterable[int]
) -> bytes:
    """A workbook of one sheet. Texts are texts, also those that begin like a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: Cell) -> Cell | SheetCell:
    if isinstance(value, int) or not value.startswith("="):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell
