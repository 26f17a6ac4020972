"""The register as files: CSV for spreadsheets, XLSX, and a PDF to print."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from tempfile import TemporaryFile
from typing import IO

from openpyxl import Workbook

from dsr.cases.letters.pdf import render_pdf
from dsr.fulfilment.domain.package_cells import csv_cell, csv_line

Cells = Sequence[str | int]
_TEMPLATE = "console/letters/typst/register.typ"


def csv_lines(columns: Sequence[str], rows: Iterable[Cells]) -> Iterator[str]:
    """UTF-8 with a byte order mark, one line at a time; formulas are guarded."""
    yield "\ufeff" + csv_line(columns)
    for row in rows:
        yield csv_line(row)


def xlsx_file(title: str, columns: Sequence[str], rows: Iterable[Cells]) -> IO[bytes]:
    """A workbook of one sheet, written row by row to a file without a name; open at its start."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "B2"
    for number, column in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + number)].width = max(12, 2 * len(column) + 2)
    sheet.append(list(columns))
    for row in rows:
        sheet.append([csv_cell(cell) if isinstance(cell, str) else cell for cell in row])
    file = TemporaryFile()  # noqa: SIM115 -- the answer streams from it and closes it
    book.save(file)
    file.seek(0)
    return file


def register_pdf(
    *,
    title: str,
    note: str,
    columns: Sequence[str],
    rows: Iterable[Cells],
    organisation: str,
    language: str,
    on: date,
) -> bytes:
    """The register on A4 sheets, landscape. Raises UnableToRenderPdf."""
    return render_pdf(
        template=_TEMPLATE,
        data={
            "created_on": on.isoformat(),
            "language": language,
            "organisation": organisation,
            "title": title,
            "note": note,
            "columns": list(columns),
            "rows": [[str(cell) for cell in row] for row in rows],
        },
    )
