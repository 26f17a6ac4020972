"""弥生会計: the import form of 弥生会計 05 and later (弥生取り込み形式). Pure.

Twenty-five columns, no header, cp932, CRLF. One row is flagged 2000; an entry of several rows
begins with 2110, goes on with 2100 and ends with 2101, and is a 振替伝票 (type 3). A side that a
row does not have keeps its account empty and its amount 0. Amounts include the tax.

Source: 弥生サポート「仕訳データの項目と記述形式」 (page_id=18545).
"""

from collections.abc import Iterable, Iterator

from dsr.fees.domain.export_entries import (
    Cell,
    ExportEntry,
    ExportSide,
    Row,
    UnableToWriteExport,
    checked,
    csv_bytes,
    slashed,
)

ENCODING = "cp932"
COLUMNS = (
    "識別フラグ", "伝票No", "決算", "取引日付",
    "借方勘定科目", "借方補助科目", "借方部門", "借方税区分", "借方金額", "借方税金額",
    "貸方勘定科目", "貸方補助科目", "貸方部門", "貸方税区分", "貸方金額", "貸方税金額",
    "摘要", "番号", "期日", "タイプ", "生成元", "仕訳メモ", "付箋1", "付箋2", "調整",
)  # fmt: skip
NO_TAX = "対象外"
_ALONE, _FIRST, _MIDDLE, _LAST = "2000", "2110", "2100", "2101"
_JOURNAL, _TRANSFER_SLIP = 0, 3
_LONGEST_NAME = 24  # half-width characters; the software cuts what is longer
_LARGEST = 99_999_999_999  # eleven digits
_NUMBERS = 1_000_000  # 伝票No has six digits; the memo holds the whole number


def yayoi_file(entries: Iterable[ExportEntry]) -> bytes:
    """The file. Raises UnableToWriteExport, for a character that cp932 lacks among other things."""
    return csv_bytes((), _rows(entries), encoding=ENCODING)


def _rows(entries: Iterable[ExportEntry]) -> Iterator[Row]:
    number = 0
    for entry in checked(entries):
        pairs = entry.rows
        kind = _JOURNAL if len(pairs) == 1 else _TRANSFER_SLIP
        for place, (debit, credit) in enumerate(pairs):
            number += 1
            cells: list[Cell] = [
                _flag(place, len(pairs)), entry.slip % _NUMBERS, "", slashed(entry.booked_on),
                *_side(debit, number, entry), *_side(credit, number, entry),
                entry.description, "", "", kind, "", entry.memo, 0, 0, "no",
            ]  # fmt: skip
            yield Row(entry.number, cells)


def _flag(place: int, length: int) -> str:
    if length == 1:
        return _ALONE
    if place == 0:
        return _FIRST
    return _LAST if place == length - 1 else _MIDDLE


def _side(side: ExportSide | None, row: int, entry: ExportEntry) -> list[Cell]:
    if side is None:
        return ["", "", "", NO_TAX, 0, 0]
    if side.amount > _LARGEST:
        raise UnableToWriteExport("TOO_LARGE", row=row, entry=entry.number, what=str(side.amount))
    for name in (side.account, side.sub_account, side.tax):
        if _width(name) > _LONGEST_NAME:
            raise UnableToWriteExport("TOO_LARGE", row=row, entry=entry.number, what=name)
    return [side.account, side.sub_account, "", side.tax, side.amount, side.tax_amount]


def _width(name: str) -> int:
    """In half-width characters; one that cannot be encoded is refused where the row is written."""
    return len(name.encode(ENCODING, errors="replace"))
