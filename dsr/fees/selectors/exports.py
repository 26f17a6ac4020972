"""What waits to leave for the books, and entries in the words of the software they are for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from dsr.fees.domain.export_entries import ExportEntry, ExportSide
from dsr.fees.enums import ExportFormat, PeriodStatus
from dsr.fees.models import (
    Account,
    AccountingPeriod,
    ExportBatch,
    ExportedEntry,
    JournalEntry,
    JournalLine,
    TaxName,
)

CHUNK = 2000
MONTHS_SHOWN = 24
# Which settings of an account and a tax name each format writes.
_ACCOUNT_FIELDS: dict[str, tuple[str, str]] = {
    ExportFormat.YAYOI: ("yayoi_name", "yayoi_sub"),
    ExportFormat.MONEYFORWARD: ("moneyforward_name", "moneyforward_sub"),
    ExportFormat.FREEE: ("freee_name", "freee_sub"),
    ExportFormat.NEUTRAL: ("name_ja", ""),
    ExportFormat.XLSX: ("name_ja", ""),
}


@dataclass(frozen=True)
class MonthExports:
    """One month: whether it is closed, and for each format how many entries did not leave yet."""

    month: date
    closed: bool
    entries: int
    left: dict[str, int]


def entries_left(*, export_format: str, month: date) -> QuerySet[JournalEntry]:
    """Entries booked in the month that did not leave in this format, in the journal's order."""
    return (
        entries_of(month)
        .exclude(exports__format=export_format)
        .order_by("booked_on", "sequence", "pk")
    )


def entries_of(month: date) -> QuerySet[JournalEntry]:
    """Entries booked in the month whose first day this is."""
    return JournalEntry.objects.filter(booked_on__gte=month, booked_on__lt=next_month(month))


def next_month(month: date) -> date:
    """The first day of the month after the one whose first day this is."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def export_entries(entries: Iterable[JournalEntry], *, export_format: str) -> Iterator[ExportEntry]:
    """Entries as the format names their accounts and taxes. Lines must be prefetched."""
    name, sub = _ACCOUNT_FIELDS[export_format]
    accounts = {
        account.code: (getattr(account, name), getattr(account, sub) if sub else "")
        for account in Account.objects.all()
    }
    taxes = {tax.code: getattr(tax, name) for tax in TaxName.objects.all()}
    for entry in entries:
        lines = sorted(entry.lines.all(), key=lambda line: line.position)
        yield ExportEntry(
            number=entry.number,
            slip=entry.sequence,
            booked_on=entry.booked_on,
            debits=tuple(_side(line, line.debit, accounts, taxes) for line in lines if line.debit),
            credits=tuple(
                _side(line, line.credit, accounts, taxes) for line in lines if line.credit
            ),
            description=entry.fee.reference if entry.fee else "",
        )


def _side(
    line: JournalLine, amount: int, accounts: dict[str, tuple[str, str]], taxes: dict[str, str]
) -> ExportSide:
    account, sub = accounts[line.account_id]
    return ExportSide(
        account=account,
        sub_account=sub,
        tax=taxes[line.tax],
        amount=amount,
        tax_amount=line.tax_amount,
    )


def export_months() -> list[MonthExports]:
    """The latest months with entries, newest first. Three queries, however many entries."""
    counted = (
        JournalEntry.objects.annotate(month=TruncMonth("booked_on"))
        .values("month")
        .annotate(count=Count("pk"))
        .order_by("-month")[:MONTHS_SHOWN]
    )
    shown = [row["month"] for row in counted]
    if not shown:
        return []
    left = {
        (row["entry__month"], row["format"]): row["count"]
        for row in ExportedEntry.objects.filter(entry__booked_on__gte=shown[-1])
        .annotate(entry__month=TruncMonth("entry__booked_on"))
        .values("entry__month", "format")
        .annotate(count=Count("pk"))
        .order_by()
    }
    closed = set(
        AccountingPeriod.objects.filter(month__in=shown)
        .exclude(status=PeriodStatus.OPEN)
        .values_list("month", flat=True)
    )
    return [
        MonthExports(
            month=row["month"],
            closed=row["month"] in closed,
            entries=row["count"],
            left={
                code: row["count"] - left.get((row["month"], code), 0)
                for code in ExportFormat.values
            },
        )
        for row in counted
    ]


def batches_of(month: date) -> QuerySet[ExportBatch]:
    """What left of one month, newest first."""
    return ExportBatch.objects.filter(month=month).order_by("-exported_at", "-pk")
