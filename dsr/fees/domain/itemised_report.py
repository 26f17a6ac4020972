"""Stripe's report payout_reconciliation.itemized.5 as CSV: the way in when the API is not. Pure.

Source: https://docs.stripe.com/reports/report-types/payout-reconciliation. Amounts are in major
units, which for yen are whole; columns are found by their names, others are not read.
"""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

NEEDED: Final = (
    "automatic_payout_id", "automatic_payout_effective_at_utc", "balance_transaction_id",
    "created_utc", "available_on_utc", "currency", "gross", "fee", "net", "reporting_category",
    "source_id",
)  # fmt: skip
TYPES: Final = {  # reporting category → type of the movement, as the API names it
    "charge": "charge",
    "refund": "refund",
    "charge_failure": "payment_failure_refund",
    "refund_failure": "refund_failure",
    "dispute": "adjustment",
    "dispute_reversal": "adjustment",
    "payout": "payout",
    "payout_reversal": "payout_failure",
    "fee": "stripe_fee",
    "tax": "tax_fee",
}


class BadReport(Exception):
    """Nothing of the report can be used. `problems` are (line number, code), 0 for the whole."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"{line}: {code}" for line, code in problems[:10]))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One movement, with the payout it went out with."""

    payout_id: str
    payout_on: date
    id: str
    type: str
    category: str
    amount: int
    fee: int
    net: int
    currency: str
    source_id: str
    created_at: datetime
    available_at: datetime


def read_report(text: str) -> list[ReportRow]:
    """Every row. Raises BadReport: COLUMNS, EMPTY, QUOTES, DATE, AMOUNT, ID or TWICE by line."""
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        if set(NEEDED) - set(reader.fieldnames or ()):
            raise BadReport([(1, "COLUMNS")])
        rows, problems = _read(reader)
    except csv.Error:
        raise BadReport([(reader.line_num, "QUOTES")]) from None
    if problems:
        raise BadReport(problems)
    if not rows:
        raise BadReport([(0, "EMPTY")])
    return rows


def _read(reader: "csv.DictReader[str]") -> tuple[list[ReportRow], list[tuple[int, str]]]:
    rows: list[ReportRow] = []
    problems: list[tuple[int, str]] = []
    ids: set[str] = set()
    for cells in reader:
        try:
            row = _row(cells)
        except _Bad as bad:
            problems.append((reader.line_num, bad.args[0]))
            continue
        if row.id in ids:
            problems.append((reader.line_num, "TWICE"))
        ids.add(row.id)
        rows.append(row)
    return rows, problems


class _Bad(Exception):
    """A code for one line."""


def _row(cells: dict[str, str | None]) -> ReportRow:
    got = {name: (cells.get(name) or "").strip() for name in NEEDED}
    if not got["balance_transaction_id"].startswith("txn_") or not got[
        "automatic_payout_id"
    ].startswith("po_"):
        raise _Bad("ID")
    return ReportRow(
        payout_id=got["automatic_payout_id"],
        payout_on=_instant(got["automatic_payout_effective_at_utc"]).date(),
        id=got["balance_transaction_id"],
        type=TYPES.get(got["reporting_category"], got["reporting_category"]),
        category=got["reporting_category"],
        amount=_whole(got["gross"]),
        fee=_whole(got["fee"]),
        net=_whole(got["net"]),
        currency=got["currency"].lower(),
        source_id=got["source_id"],
        created_at=_instant(got["created_utc"]),
        available_at=_instant(got["available_on_utc"]),
    )


def _instant(text: str) -> datetime:
    for shape in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise _Bad("DATE")


def _whole(text: str) -> int:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise _Bad("AMOUNT") from None
    if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) > 10**12:
        raise _Bad("AMOUNT")
    return int(amount)
