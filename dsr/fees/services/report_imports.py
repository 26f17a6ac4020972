"""Stripe's itemised report in place of its API: the same rows, read from a file (FEES §5)."""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.domain.actor import Actor
from dsr.fees.domain.bank_csv import BadBankFile, decoded
from dsr.fees.domain.itemised_report import BadReport, ReportRow, read_report
from dsr.fees.enums import PullSource
from dsr.fees.models import BalanceTransaction, Payout

PULL = "dsr_fees.pull_from_stripe"


class UnableToImportReport(Exception):
    """Nothing was imported.

    `code`: NOT_PERMITTED, or BAD_FILE with `problems` naming the lines. Code DIFFERS stands for a
    line that says other sums than Stripe's API did.
    """

    def __init__(
        self, message: str, *, code: str, problems: tuple[tuple[int, str], ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.problems = problems


@transaction.atomic
def import_report(*, data: bytes, actor: Actor, now: datetime) -> int:
    """Import payout_reconciliation.itemized.5 whole or not at all. Returns how many rows were new.

    Rows and payouts that are known stay as Stripe's API told them; only the payout a row went with
    is added where it was not known. A payout of the report is paid, and its lines are all there.

    Raises UnableToImportReport.
    """
    if not actor.may(PULL):
        raise UnableToImportReport("No permission.", code="NOT_PERMITTED")
    try:
        rows = read_report(decoded(data))
    except (BadBankFile, BadReport) as error:
        raise _bad(error.problems) from error
    _refuse_other_sums(rows)
    payouts = _keep_payouts(rows, now)
    known = BalanceTransaction.objects.count()
    lines = [row for row in rows if row.category not in ("payout", "payout_reversal")]
    BalanceTransaction.objects.bulk_create(
        [_movement(row, payouts[row.payout_id], now) for row in lines],
        update_conflicts=True, unique_fields=["stripe_id"], update_fields=["payout"],
        batch_size=1000,
    )  # fmt: skip
    return BalanceTransaction.objects.count() - known


def _bad(problems: tuple[tuple[int, str], ...]) -> UnableToImportReport:
    return UnableToImportReport("The report cannot be read.", code="BAD_FILE", problems=problems)


def _refuse_other_sums(rows: list[ReportRow]) -> None:
    told = {row.id: (row.amount, row.fee, row.net) for row in rows}
    known = BalanceTransaction.objects.filter(stripe_id__in=told)
    other = {
        stripe_id
        for stripe_id, *sums in known.values_list("stripe_id", "amount", "fee", "net")
        if told[stripe_id] != tuple(sums)
    }
    if other:
        lines = [(line, "DIFFERS") for line, row in enumerate(rows, start=2) if row.id in other]
        raise _bad(tuple(lines))


def _keep_payouts(rows: list[ReportRow], now: datetime) -> dict[str, Payout]:
    net: dict[str, int] = defaultdict(int)
    first = {row.payout_id: row for row in reversed(rows)}
    for row in rows:
        if row.category not in ("payout", "payout_reversal"):
            net[row.payout_id] += row.net
    Payout.objects.bulk_create(
        [
            Payout(
                stripe_id=payout_id,
                status="paid",
                amount=net[payout_id],
                currency=row.currency,
                livemode=settings.STRIPE_LIVE_MODE,
                reconciled=True,
                lines_read=True,
                arrival_on=row.payout_on,
                created_at=row.available_at,
                source=PullSource.REPORT,
                pulled_at=now,
            )
            for payout_id, row in first.items()
        ],
        ignore_conflicts=True,
    )
    return {payout.stripe_id: payout for payout in Payout.objects.filter(stripe_id__in=first)}


def _movement(row: ReportRow, payout: Payout, now: datetime) -> BalanceTransaction:
    return BalanceTransaction(
        stripe_id=row.id,
        type=row.type,
        category=row.category,
        amount=row.amount,
        fee=row.fee,
        net=row.net,
        currency=row.currency,
        status="available",
        cause_id=row.source_id,
        payout=payout,
        created_at=row.created_at,
        available_at=row.available_at,
        source=PullSource.REPORT,
        pulled_at=now,
    )
