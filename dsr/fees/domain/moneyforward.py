"""マネーフォワード クラウド会計: the import form of 仕訳帳. Pure.

Twenty-seven columns with a header, UTF-8. Rows of the same number and day whose sides agree in sum
are one compound entry; a side that a row does not have is empty. Amounts include the tax.

Source: マネーフォワード クラウド会計 使い方ガイド「仕訳帳」をインポートする.
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
_SIDE = ("勘定科目", "補助科目", "部門", "取引先", "税区分", "インボイス", "金額(円)", "税額")
COLUMNS = (
    "取引No", "取引日", *(f"借方{name}" for name in _SIDE), *(f"貸方{name}" for name in _SIDE),
    "摘要", "仕訳メモ", "タグ", "MF仕訳タイプ", "決算整理仕訳",
    "作成日時", "作成者", "最終更新日時", "最終更新者",
)  # fmt: skip


def moneyforward_file(entries: Iterable[ExportEntry]) -> bytes:
    """The file. Raises UnableToWriteExport."""
    return csv_bytes(COLUMNS, _rows(entries), encoding=ENCODING)


def _rows(entries: Iterable[ExportEntry]) -> Iterator[Row]:
    for entry in checked(entries):
        for debit, credit in entry.rows:
            cells: list[Cell] = [
                entry.slip, slashed(entry.booked_on), *_side(debit), *_side(credit),
                entry.description, entry.memo, *([""] * 7),
            ]  # fmt: skip
            yield Row(entry.number, cells)


def _side(side: ExportSide | None) -> list[Cell]:
    if side is None:
        return [""] * len(_SIDE)
    return [
        side.account, side.sub_account, "", "", side.tax, "", side.amount, side.tax_amount,
    ]  # fmt: skip
