"""Stripe's lists, one page at a time, so that a reader can keep its place between two pages.

Source: https://docs.stripe.com/api/pagination: newest first, `starting_after` an id, 100 at most.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypedDict, TypeVar, cast

import stripe

from dsr.fees.gateways.stripe_client import call_stripe
from dsr.fees.gateways.stripe_objects import BalanceTransaction, Body, Dispute, Payout, Refund, read
from dsr.fees.gateways.stripe_parsing import balance_transaction, dispute, payout, refund

Row = TypeVar("Row", BalanceTransaction, Dispute, Payout, Refund)
PAGE: Final = 100


class Window(TypedDict):
    """Which rows: created in [since, until), after the row `after` ("" is from the top)."""

    since: datetime
    until: datetime
    after: str


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Up to 100 rows, and whether older ones follow."""

    rows: tuple[Row, ...]
    more: bool


def balance_page(window: Window) -> Page[BalanceTransaction]:
    """Movements of the balance. All four raise StripeUnavailable and StripeRefused."""
    return _page(
        window, "balance_transaction", balance_transaction,
        lambda client, params: client.v1.balance_transactions.list(cast("Any", params)),
    )  # fmt: skip


def payout_page(window: Window) -> Page[Payout]:
    """Transfers to the bank."""
    return _page(
        window, "payout", payout,
        lambda client, params: client.v1.payouts.list(cast("Any", params)),
    )  # fmt: skip


def refund_page(window: Window) -> Page[Refund]:
    """Refunds, whoever made them."""
    return _page(
        window, "refund", refund,
        lambda client, params: client.v1.refunds.list(cast("Any", params)),
    )  # fmt: skip


def dispute_page(window: Window) -> Page[Dispute]:
    """Disputes."""
    return _page(
        window, "dispute", dispute,
        lambda client, params: client.v1.disputes.list(cast("Any", params)),
    )  # fmt: skip


def _page(
    window: Window,
    kind: str,
    parse: Callable[[Body], Row],
    ask: Callable[[stripe.StripeClient, dict[str, Any]], Any],
) -> Page[Row]:
    created = {"gte": int(window["since"].timestamp()), "lt": int(window["until"].timestamp())}
    params: dict[str, Any] = {"created": created, "limit": PAGE}
    if window["after"]:
        params["starting_after"] = window["after"]

    def call(client: stripe.StripeClient) -> Page[Row]:
        answer = ask(client, params)
        rows = tuple(read(kind, parse, row.to_dict()) for row in answer.data)
        return Page(rows, more=bool(answer.has_more) and bool(rows))

    return call_stripe(call)
