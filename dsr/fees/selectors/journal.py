"""Reading the books: balances, entries of a span, what a fee's money did by the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from dsr.fees.enums import AccountCode, AccountKind, EntryKind, FeeStatus
from dsr.fees.models import Account, AccountingPeriod, Fee, JournalEntry, JournalLine, Payment

DEBIT_KINDS = (AccountKind.ASSET, AccountKind.EXPENSE)
DEBIT_CODES = (
    AccountCode.CLEARING, AccountCode.BANK, AccountCode.POSTAL_ORDERS, AccountCode.DISPUTED,
    AccountCode.STRIPE_FEES, AccountCode.DISPUTE_LOSS,
)  # fmt: skip
RECEIVED_KINDS = (EntryKind.PAYMENT, EntryKind.OVERPAYMENT, EntryKind.SUSPENSE)
MONEY = (AccountCode.CLEARING, AccountCode.BANK, AccountCode.POSTAL_ORDERS)


@dataclass(frozen=True)
class Turnover:
    """One account over a span: its balance before, both sides within it, its balance after.

    Balances are on the account's own side: assets and expenses debit, the others credit.
    """

    account: Account
    opening: int
    debit: int
    credit: int
    closing: int


@dataclass(frozen=True)
class MoneyOfFee:
    """What the ledger says of one fee's money, in yen."""

    received: int
    returned: int
    disputed: int
    lost: int

    @property
    def kept(self) -> int:
        """Yen that came and are still here."""
        return self.received - self.returned - self.disputed - self.lost


def balance(account_code: str, on: date) -> int:
    """Yen on an account at the end of a JST date, on the account's own side."""
    lines = JournalLine.objects.filter(account_id=account_code, booked_on__lte=on)
    return _balance(account_code, lines.aggregate(debit=Sum("debit"), credit=Sum("credit")))


def entries_between(first: date, last: date) -> QuerySet[JournalEntry]:
    """Entries booked from `first` to `last`, both JST dates included, in the books' order."""
    rows = JournalEntry.objects.filter(booked_on__range=(first, last)).select_related("fee")
    return rows.prefetch_related("lines__account").order_by("booked_on", "chain", "sequence")


def turnovers(first: date, last: date) -> list[Turnover]:
    """The trial balance (試算表) of a span: one row per account of the chart."""
    within = Q(booked_on__gte=first)
    sums = {
        row["account_id"]: row
        for row in JournalLine.objects.filter(booked_on__lte=last)
        .values("account_id")
        .annotate(
            debit_before=Sum("debit", filter=~within, default=0),
            credit_before=Sum("credit", filter=~within, default=0),
            debit_in=Sum("debit", filter=within, default=0),
            credit_in=Sum("credit", filter=within, default=0),
        )
    }
    return [_turnover(account, sums.get(account.pk)) for account in chart()]


def chart() -> list[Account]:
    """Every account, in the order of the chart."""
    return list(Account.objects.order_by("position", "code"))


def money_of(fee: Fee) -> MoneyOfFee:
    """Received, returned and disputed, from the ledger alone; the fee's status is its cache."""
    lines = JournalLine.objects.filter(entry__fee=fee)
    came = Q(entry__kind__in=RECEIVED_KINDS) | Q(entry__reverses__kind__in=RECEIVED_KINDS)
    went = Q(entry__kind=EntryKind.REFUND) | Q(entry__reverses__kind=EntryKind.REFUND)
    held = Q(account_id=AccountCode.DISPUTED)
    lost = Q(entry__kind=EntryKind.DISPUTE_LOST) | Q(entry__reverses__kind=EntryKind.DISPUTE_LOST)
    net = F("debit") - F("credit")
    sums = lines.aggregate(
        received=Sum(net, filter=came & Q(account_id__in=MONEY), default=0),
        returned=Sum(-net, filter=went & Q(account_id__in=MONEY), default=0),
        disputed=Sum(net, filter=held, default=0),
        lost=Sum(net, filter=lost & ~held, default=0),
    )
    return MoneyOfFee(**sums)


def status_by_ledger(fee: Fee) -> FeeStatus | None:
    """What the fee's status must be by the ledger alone; None where no money settled it.

    Money held in a dispute counts as the fee's, also where it was paid twice.
    """
    standing = Q(entry__reversed_by__isnull=True, entry__reverses__isnull=True)
    on_income = Q(account_id=AccountCode.FEE_INCOME)
    sums = JournalLine.objects.filter(standing, entry__fee=fee).aggregate(
        settled=Sum("credit", filter=on_income, default=0),
        back=Sum("debit", filter=on_income, default=0),
        lost=Sum("debit", filter=Q(account_id=AccountCode.DISPUTE_LOSS), default=0),
        held=Sum(F("debit") - F("credit"), filter=Q(account_id=AccountCode.DISPUTED), default=0),
    )
    if not sums["settled"]:
        return None
    if sums["lost"] or sums["held"]:
        return FeeStatus.CHARGED_BACK if sums["lost"] else FeeStatus.DISPUTED
    if sums["back"] >= sums["settled"]:
        return FeeStatus.REFUNDED
    return FeeStatus.PARTIALLY_REFUNDED if sums["back"] else FeeStatus.PAID


def entry_of(key: str) -> JournalEntry | None:
    """The entry of a ledger key that nothing reversed, or None."""
    return JournalEntry.objects.filter(key=key, reversed_by__isnull=True).first()


def returned_of(payment: Payment) -> tuple[int, int]:
    """(yen, tax) of a payment that went back and stayed back, by the ledger."""
    keys = [f"refund:{pk}" for pk in payment.refunds.values_list("pk", flat=True)]
    sums = JournalLine.objects.filter(
        entry__key__in=keys, entry__reversed_by__isnull=True, debit__gt=0
    ).aggregate(yen=Sum("debit", default=0), tax=Sum("tax_amount", default=0))
    return sums["yen"], sums["tax"]


def is_open(day: date) -> bool:
    """Whether the month of a JST date takes entries; one nobody touched does."""
    month = day.replace(day=1)
    return not AccountingPeriod.objects.filter(month=month).exclude(status="OPEN").exists()


def _balance(code: str, sums: dict[str, int | None]) -> int:
    net = (sums["debit"] or 0) - (sums["credit"] or 0)
    return net if code in DEBIT_CODES else -net


def _turnover(account: Account, row: Mapping[str, Any] | None) -> Turnover:
    if row is None:
        return Turnover(account, 0, 0, 0, 0)
    sign = 1 if account.kind in DEBIT_KINDS else -1
    opening = sign * (row["debit_before"] - row["credit_before"])
    closing = opening + sign * (row["debit_in"] - row["credit_in"])
    return Turnover(account, opening, row["debit_in"], row["credit_in"], closing)
