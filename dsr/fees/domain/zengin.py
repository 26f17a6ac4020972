"""Zengin records (全銀協規定形式, 入出金取引明細): 200 bytes each, or the same fields as CSV. Pure.

Source: the banks' own descriptions of 入出金取引明細 (種別コード 03); cp932, with or without line
ends. Dates are YYMMDD in the Japanese era. The trailer's count and sum of money in must agree.
"""

import csv
import io
from datetime import date
from typing import Final

from dsr.fees.domain.bank_csv import BadBankFile, BankRow, plain

RECORD: Final = 200
STATEMENT: Final = "03"
MONEY_IN: Final = "1"
REIWA_BEGAN_BEFORE: Final = 2018
# Bytes of the fields of a data record, in order.
DATA: Final = (1, 8, 6, 6, 1, 2, 12, 12, 6, 6, 1, 7, 3, 10, 48, 15, 15, 20, 20, 1)
HEADER: Final = (1, 2, 1, 6, 6, 6, 4, 15, 3, 15, 3, 1, 10, 40, 1, 1, 14, 71)
TRAILER: Final = (1, 6, 13, 6, 13, 1, 14, 7, 139)
WIDTHS: Final = {"1": HEADER, "2": DATA, "8": TRAILER}


def read_zengin(text: str) -> list[BankRow]:
    """The incoming lines. Raises BadBankFile with KIND, DATE, AMOUNT, RECORD or TOTAL by record.

    RECORD: not 200 bytes, or a record without its header or trailer. TOTAL: the trailer's count or
    sum of money in is not that of the records.
    """
    reader = _Reader()
    problems: list[tuple[int, str]] = []
    for line, fields in enumerate(_records(text), start=1):
        if problem := reader.take(line, fields):
            problems.append((line, problem))
    if not reader.trailers:
        problems.append((0, "RECORD"))
    if problems:
        raise BadBankFile(problems)
    return reader.rows


class _Reader:
    """Takes one record after the other; `take` says what is wrong with it, or ""."""

    def __init__(self) -> None:
        self.rows: list[BankRow] = []
        self.inside = False
        self.trailers = self.count = self.amount = 0

    def take(self, line: int, fields: list[str]) -> str:
        code = fields[0]
        if code == "1":
            self.inside = True
            return "" if len(fields) > 1 and fields[1] == STATEMENT else "KIND"
        if code == "2" and self.inside:
            return self._movement(line, fields)
        if code == "8" and self.inside:
            return self._trailer(fields)
        return "" if code == "9" else "RECORD"

    def _movement(self, line: int, fields: list[str]) -> str:
        if len(fields) < 15 or fields[4] not in ("1", "2"):
            return "RECORD"
        on = _era_day(fields[2])
        if on is None:
            return "DATE"
        if not _is_number(fields[6]):
            return "AMOUNT"
        amount = int(fields[6])
        if fields[4] == MONEY_IN and amount > 0:
            self.count += 1
            self.amount += amount
            words = " ".join(field for field in (fields[14], *fields[17:18]) if field)
            self.rows.append(BankRow(line, on, amount, plain(words)))
        return ""

    def _trailer(self, fields: list[str]) -> str:
        if len(fields) < 3 or not all(_is_number(field) for field in fields[1:3]):
            return "RECORD"
        same = (int(fields[1]), int(fields[2])) == (self.count, self.amount)
        self.count = self.amount = 0
        self.inside = False
        self.trailers += 1
        return "" if same else "TOTAL"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _records(text: str) -> list[list[str]]:
    body = text.replace("\x1a", "")
    first = body.splitlines()[0] if body.splitlines() else ""
    if "," in first:
        try:
            return [
                [cell.strip() for cell in row]
                for row in csv.reader(io.StringIO(body, newline=""), strict=True) if row
            ]  # fmt: skip
        except csv.Error:
            raise BadBankFile([(0, "QUOTES")]) from None
    data = body.replace("\r", "").replace("\n", "").encode("cp932", errors="replace")
    if len(data) % RECORD:
        raise BadBankFile([(len(data) // RECORD + 1, "RECORD")])
    return [_fields(data[start : start + RECORD]) for start in range(0, len(data), RECORD)]


def _fields(record: bytes) -> list[str]:
    code = chr(record[0])
    fields, start = [], 0
    for width in WIDTHS.get(code, (1, RECORD - 1)):
        fields.append(record[start : start + width].decode("cp932", errors="replace").strip())
        start += width
    return fields


def _era_day(text: str) -> date | None:
    """YYMMDD of Reiwa."""
    if len(text) != 6 or not _is_number(text):
        return None
    try:
        return date(REIWA_BEGAN_BEFORE + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        return None
