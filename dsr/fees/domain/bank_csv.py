"""Bank statements: from a file's bytes to lines of money that came in. Pure.

A file is read whole or not at all: `BadBankFile` names every bad line by its number. Two shapes:
CSV with columns that finance names, and Zengin records (see zengin.py).
"""

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

STRIPE_WORDS: Final = ("STRIPE", "ストライプ")
MOST_BYTES: Final = 5_000_000
MOST_LINES: Final = 50_000
_DATE: Final = re.compile(r"(\d{4})[/.\-年](\d{1,2})[/.\-月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_YEN: Final = re.compile(r"\d{1,3}(,\d{3})*|\d+")


class BadBankFile(Exception):
    """Nothing of the file can be used. `problems` are (line number, code), 0 for the whole file."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"{line}: {code}" for line, code in problems[:10]))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class BankRow:
    """Money that came in: `line` is where it stands in the file, `balance` the account's after."""

    line: int
    on: date
    amount: int
    words: str
    balance: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column (1 is the first) holds what; 0 where the bank gives none."""

    on: int
    amount_in: int
    words: int
    balance: int = 0
    header_lines: int = 1


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file says: lines of Stripe's, how many of others, and the days of all of them."""

    rows: tuple[BankRow, ...]
    others: int
    first_on: date
    last_on: date


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8 where it is that, else cp932 as Japanese banks write it.

    Raises BadBankFile TOO_LARGE, EMPTY or ENCODING.
    """
    if len(data) > MOST_BYTES:
        raise BadBankFile([(0, "TOO_LARGE")])
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        if not text.strip("\x1a\r\n\t "):
            raise BadBankFile([(0, "EMPTY")])
        return text
    raise BadBankFile([(0, "ENCODING")])


def read_columns(text: str, columns: Columns) -> list[BankRow]:
    """The incoming lines of a CSV with columns; outgoing ones (no amount in) are left out.

    Raises BadBankFile with DATE, AMOUNT, BALANCE, SHORT (too few columns) or QUOTES by line.
    """
    rows: list[BankRow] = []
    problems: list[tuple[int, str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            line = reader.line_num
            if line <= columns.header_lines or not any(cell.strip() for cell in cells):
                continue
            row = _row(line, cells, columns)
            if isinstance(row, str):
                problems.append((line, row))
            elif row is not None:
                rows.append(row)
    except csv.Error:
        problems.append((reader.line_num, "QUOTES"))
    if problems:
        raise BadBankFile(problems)
    return rows


def _row(line: int, cells: Sequence[str], columns: Columns) -> BankRow | str | None:
    if len(cells) < max(columns.on, columns.amount_in, columns.words, columns.balance):
        return "SHORT"
    on = day_of(cells[columns.on - 1])
    if on is None:
        return "DATE"
    amount_in = cells[columns.amount_in - 1].strip()
    amount = yen_of(amount_in) if amount_in else 0
    if amount is None:
        return "AMOUNT"
    balance: int | None = None
    if columns.balance and cells[columns.balance - 1].strip():
        balance = yen_of(cells[columns.balance - 1])
        if balance is None:
            return "BALANCE"
    if amount <= 0:
        return None
    return BankRow(line, on, amount, plain(cells[columns.words - 1]), balance)


def day_of(text: str) -> date | None:
    """2026-03-31, 2026/3/31, 2026年3月31日 or 20260331; None for anything else."""
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def yen_of(text: str) -> int | None:
    """Whole yen: 9640, 9,640, ¥9,640, 9640円, -500; None for anything else, 9640.5 included."""
    plain_text = unicodedata.normalize("NFKC", text).strip().removesuffix("円").strip()
    sign = -1 if plain_text.startswith(("-", "▲", "△")) else 1
    digits = plain_text.lstrip("+-▲△").strip().lstrip("¥\\").strip()
    if not _YEN.fullmatch(digits) or len(digits.replace(",", "")) > 15:
        return None
    return sign * int(digits.replace(",", ""))


def plain(words: str) -> str:
    """The bank's words in one writing: half-width kana made full, blanks made one."""
    return " ".join(unicodedata.normalize("NFKC", words).split())[:200]


def statement_of(rows: Iterable[BankRow], names: Iterable[str] = STRIPE_WORDS) -> Statement:
    """The lines whose words name Stripe. The others name other people: they are only counted.

    Raises BadBankFile NO_LINES where nothing came in, TOO_MANY beyond 50,000.
    """
    found = list(rows)
    if not found:
        raise BadBankFile([(0, "NO_LINES")])
    if len(found) > MOST_LINES:
        raise BadBankFile([(0, "TOO_MANY")])
    wanted = [_key(name) for name in names if _key(name)]
    mine = tuple(row for row in found if any(name in _key(row.words) for name in wanted))
    days = [row.on for row in found]
    return Statement(mine, len(found) - len(mine), min(days), max(days))


def _key(words: str) -> str:
    return unicodedata.normalize("NFKC", words).upper().replace(" ", "")


def fingerprints(rows: Iterable[BankRow]) -> list[str]:
    """What makes each line itself, in order: day, yen, words, balance, and the how-manieth of such.

    The same line in a statement that overlaps has the same fingerprint; two alike on a day differ.
    """
    seen: Counter[tuple[date, int, str, int | None]] = Counter()
    prints = []
    for row in rows:
        facts = (row.on, row.amount, row.words, row.balance)
        seen[facts] += 1
        told = f"{row.on.isoformat()}|{row.amount}|{row.words}|{row.balance}|{seen[facts]}"
        prints.append(hashlib.sha256(told.encode()).hexdigest())
    return prints
