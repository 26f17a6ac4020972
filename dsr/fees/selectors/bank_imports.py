"""What a bank statement would import, line by line."""

from dataclasses import dataclass
from datetime import date

from dsr.fees.models import BankImport, BankLine


@dataclass(frozen=True)
class PreviewRow:
    """One line; `is_new` is False where it was imported before (with another file or this one)."""

    line: int
    on: date
    amount: int
    words: str
    balance: int | None
    is_new: bool
    payout: str


def preview_rows(statement: BankImport) -> list[PreviewRow]:
    """Every line kept of a file, in its order."""
    prints = [row["fingerprint"] for row in statement.rows]
    lines = BankLine.objects.filter(fingerprint__in=prints).select_related("payout")
    known = {line.fingerprint: line for line in lines}
    return [_row(row, known.get(row["fingerprint"]), statement) for row in statement.rows]


def _row(row: dict[str, object], line: BankLine | None, statement: BankImport) -> PreviewRow:
    balance = row["balance"]
    return PreviewRow(
        line=int(str(row["line"])),
        on=date.fromisoformat(str(row["on"])),
        amount=int(str(row["amount"])),
        words=str(row["words"]),
        balance=None if balance is None else int(str(balance)),
        is_new=line is None or line.statement_id == statement.pk,
        payout=line.payout.stripe_id if line and line.payout else "",
    )
