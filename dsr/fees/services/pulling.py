"""Reading Stripe's lists into our tables: page by page, going on where it broke off (FEES §5)."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Min

from dsr.fees.enums import PullKind
from dsr.fees.gateways.stripe_checkout import StripeRefused, StripeUnavailable
from dsr.fees.gateways.stripe_lists import (
    Page,
    Window,
    balance_page,
    dispute_page,
    payout_page,
    refund_page,
)
from dsr.fees.models import Payment, StripePull
from dsr.fees.services.pulled_rows import (
    keep_balance_transactions,
    keep_disputes,
    keep_payouts,
    keep_refunds,
)
from dsr.fees.services.pulled_updates import ask_again, read_payout_lines

OVERLAP: Final = timedelta(days=2)  # what Stripe shows late is read at the next pull
FIRST_TIME: Final = timedelta(days=30)  # how far back where nothing was ever paid

READERS: Final[dict[PullKind, tuple[Callable[[Window], Page[Any]], Callable[..., None]]]] = {
    PullKind.BALANCE: (balance_page, keep_balance_transactions),
    PullKind.PAYOUTS: (payout_page, keep_payouts),
    PullKind.REFUNDS: (refund_page, keep_refunds),
    PullKind.DISPUTES: (dispute_page, keep_disputes),
}


class UnableToPull(Exception):
    """Stripe could not be read to the end; what was read is kept, the next pull goes on there."""

    def __init__(self, code: str, kind: str) -> None:
        super().__init__(f"{code} ({kind})")
        self.code = code
        self.kind = kind


def pull_from_stripe(*, now: datetime, kinds: Iterable[PullKind] = tuple(PullKind)) -> int:
    """Read every list up to `now`, then what changed in older rows, then the lines of payouts.

    Returns how many rows were read. Harmless to repeat, and goes on where it broke off.
    Raises UnableToPull with UNAVAILABLE (try again later) or REFUSED (Stripe says no).
    """
    read = 0
    for kind in kinds:
        read += _guarded(kind, lambda kind=kind: _pull(kind, now))  # type: ignore[misc]  # a bound default
    _guarded(PullKind.PAYOUTS, lambda: ask_again(now=now))
    read += _guarded(PullKind.BALANCE, lambda: read_payout_lines(now=now))
    return read


def _guarded(kind: PullKind, ask: Callable[[], int]) -> int:
    try:
        return ask()
    except StripeUnavailable as error:
        _note_failure(kind, error.reason)
        raise UnableToPull("UNAVAILABLE", kind) from error
    except StripeRefused as error:
        _note_failure(kind, error.code)
        raise UnableToPull("REFUSED", kind) from error


def _note_failure(kind: PullKind, failure: str) -> None:
    StripePull.objects.filter(kind=kind).update(failure=failure[:100])


def _pull(kind: PullKind, now: datetime) -> int:
    fetch, keep = READERS[kind]
    pull = _open_window(kind, now)
    before = pull.rows
    while pull.window_since is not None and pull.window_until is not None:
        page = fetch(
            {"since": pull.window_since, "until": pull.window_until, "after": pull.cursor}
        )  # no transaction is open while Stripe is asked
        pull = _keep_page(pull, page, keep, now)
    return pull.rows - before


@transaction.atomic
def _open_window(kind: PullKind, now: datetime) -> StripePull:
    """The window that broke off, or a new one: from two days before what is known, until now."""
    StripePull.objects.get_or_create(kind=kind)
    pull = StripePull.objects.select_for_update().get(kind=kind)
    if pull.window_until is None and (pull.covered_until is None or pull.covered_until < now):
        known = pull.covered_until
        pull.window_since = (known or _first_payment(now)) - OVERLAP
        pull.window_until = now
        pull.cursor = ""
        pull.pages = pull.rows = 0
        pull.started_at = pull.advanced_at = now
        pull.finished_at = None
        pull.save()
    return pull


def _first_payment(now: datetime) -> datetime:
    earliest = Payment.objects.aggregate(first=Min("paid_at"))["first"]
    return min(earliest or now, now - FIRST_TIME)


@transaction.atomic
def _keep_page(
    seen: StripePull, page: Page[Any], keep: Callable[..., None], now: datetime
) -> StripePull:
    """Rows and cursor in one transaction; only the rows where another pull was quicker."""
    pull = StripePull.objects.select_for_update().get(pk=seen.pk)
    keep(page.rows, now=now)
    if (pull.window_until, pull.cursor) != (seen.window_until, seen.cursor):
        return pull
    pull.pages += 1
    pull.rows += len(page.rows)
    pull.advanced_at = now
    pull.failure = ""
    if page.more:
        pull.cursor = page.rows[-1].id
    else:
        pull.covered_since = min(pull.covered_since or seen.window_since, seen.window_since)  # type: ignore[type-var]  # an open window has a beginning
        pull.covered_until = seen.window_until
        pull.window_since = pull.window_until = None
        pull.cursor = ""
        pull.finished_at = now
    pull.save()
    return pull
