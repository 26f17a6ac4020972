"""The books as a test reads them: lines as text, and whether everything is whole."""

from collections.abc import Iterator

import pytest

from accounts.selectors.ledgers import verify_ledgers
from dsr.fees.models import Fee, JournalEntry, JournalLine
from dsr.fees.selectors.journal import balance, money_of, status_by_ledger
from dsr.fees.services import periods
from policies.domain.calendar import jst_date
from tests.dsr.fees.paying import now


@pytest.fixture
def no_checks() -> Iterator[None]:
    """Months close without being reconciled; the registered checks are back afterwards."""
    kept = dict(periods._READY)
    periods._READY.clear()
    yield
    periods._READY.clear()
    periods._READY.update(kept)


def lines_of(entry: JournalEntry) -> list[tuple[str, int, int, str, int]]:
    """(account, debit, credit, tax, tax inside) of an entry's lines."""
    fields = ("account_id", "debit", "credit", "tax", "tax_amount")
    return list(entry.lines.order_by("position").values_list(*fields))


def kinds(fee: Fee) -> list[str]:
    """Kinds of the fee's entries, in the order they were booked."""
    return list(JournalEntry.objects.filter(fee=fee).order_by("pk").values_list("kind", flat=True))


def balances() -> dict[str, int]:
    """Account -> yen at the end of today, without the zeros."""
    codes = JournalLine.objects.values_list("account_id", flat=True).distinct()
    found = {code: balance(code, jst_date(now())) for code in sorted(codes)}
    return {code: yen for code, yen in found.items() if yen}


def agrees(fee: Fee) -> bool:
    """Whether the status and the rows of payments and refunds say what the ledger says."""
    fee.refresh_from_db()
    payments = list(fee.payments.all())
    received = sum(payment.amount for payment in payments)
    returned = sum(
        refund.amount
        for payment in payments
        for refund in payment.refunds.filter(status="SUCCEEDED")
    )
    money = money_of(fee)
    by_ledger = status_by_ledger(fee)
    unpaid = ("DUE", "PENDING", "WAIVED", "CANCELLED")
    return (money.received, money.returned) == (received, returned) and (
        fee.status == by_ledger or (by_ledger is None and fee.status in unpaid)
    )


def tax_of(fee: Fee, tax: str) -> int:
    """Consumption tax booked on this fee under a category, net of reversals."""
    rows = JournalLine.objects.filter(entry__fee=fee, tax=tax, account_id="FEE_INCOME")
    sign = 1 if tax == "SALES_10" else -1
    return sum(sign * (row.tax_amount if row.credit else -row.tax_amount) for row in rows)


def whole() -> bool:
    """Whether every ledger proves itself."""
    return [report.faults for report in verify_ledgers() if report.faults] == []
