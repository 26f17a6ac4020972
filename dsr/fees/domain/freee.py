"""freee会計: the import form of 振替伝票. Pure.

Thirty-three columns, the first of them `[表題行]` in the header and `[明細行]` in each row, UTF-8.
Rows of the same day and number are one entry. Our amounts include the tax, and in books kept that
way (税込経理) freee takes no tax amounts: both columns are left out, which makes thirty-one.

Source: freee ヘルプセンター「その他の会計ソフトから仕訳データを移行する」 and public examples.
"""

from collections.abc import Iterable, Iterator

from dsr.fees.domain.export_entries import (
    Cell,
    ExportEntry,
    ExportSide,
    Row,
    checked,
    csv_bytes,
    slashed,
)

ENCODING = "utf-8"
_HEAD, _LINE = "[表題行]", "[明細行]"
_SIDE = (
    "勘定科目", "科目コード", "補助科目", "取引先", "取引先コード", "部門", "品目", "メモタグ",
    "セグメント1", "セグメント2", "セグメント3", "金額", "税区分", "税額",
)  # fmt: skip
_TAX = "税額"


def columns(*, tax_included: bool) -> tuple[str, ...]:
    """The header: 31 columns for books kept tax included (税込経理), 33 otherwise."""
    side = [name for name in _SIDE if not (tax_included and name == _TAX)]
    return (
        _HEAD, "日付", "伝票番号", "決算整理仕訳",
        *(f"借方{name}" for name in side), *(f"貸方{name}" for name in side), "摘要",
    )  # fmt: skip


def freee_file(entries: Iterable[ExportEntry], *, tax_included: bool) -> bytes:
    """The file. Raises UnableToWriteExport."""
    rows = _rows(entries, tax_included=tax_included)
    return csv_bytes(columns(tax_included=tax_included), rows, encoding=ENCODING)


def _rows(entries: Iterable[ExportEntry], *, tax_included: bool) -> Iterator[Row]:
    for entry in checked(entries):
        for debit, credit in entry.rows:
            sides = [_side(side, tax_included=tax_included) for side in (debit, credit)]
            cells: list[Cell] = [
                _LINE, slashed(entry.booked_on), entry.slip, "", *sides[0], *sides[1],
                entry.description,
            ]  # fmt: skip
            yield Row(entry.number, cells)


def _side(side: ExportSide | None, *, tax_included: bool) -> list[Cell]:
    if side is None:
        return [""] * (len(_SIDE) - tax_included)
    cells: list[Cell] = [
        side.account, "", side.sub_account, *([""] * 8), side.amount, side.tax,
    ]  # fmt: skip
    return cells if tax_included else [*cells, side.tax_amount]
