"""What Stripe answers, as plain frozen values: no object of the SDK leaves this package.

Amounts are integer yen (JPY has no minor unit), instants are aware UTC datetimes.
Source: https://docs.stripe.com/api, version 2026-10-28.endive.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

from dsr.fees.gateways.stripe_client import StripeRefused

Body = Mapping[str, Any]
Method = Literal["card", "konbini"]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class BalanceTransaction:
    """One movement of Stripe's balance: `amount − fee = net`, all signed, caused by `source_id`."""

    id: str
    type: str  # charge | payment | refund | payment_refund | adjustment | payout | refund_failure …
    reporting_category: str
    amount: int
    fee: int
    net: int
    currency: str
    status: str  # pending | available
    source_id: str | None
    fee_details: tuple[tuple[str, int], ...]  # ("stripe_fee" | "tax", amount)
    created_at: datetime
    available_at: datetime


@dataclass(frozen=True, slots=True)
class Charge:
    """A payment that was tried; its balance transaction stays None for up to an hour."""

    id: str
    status: str  # succeeded | pending | failed
    amount: int
    amount_refunded: int
    currency: str
    livemode: bool
    paid: bool
    refunded: bool
    disputed: bool
    method: str | None  # card | konbini | …
    payment_intent_id: str | None
    balance_transaction_id: str | None
    balance_transaction: BalanceTransaction | None  # only where it was expanded
    failure_code: str | None
    metadata: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Payment:
    """A PaymentIntent. `charge` is set where it was expanded."""

    id: str
    status: str  # requires_payment_method | requires_action | processing | succeeded | canceled …
    amount: int
    amount_received: int
    currency: str
    livemode: bool
    charge_id: str | None
    charge: Charge | None
    failure_code: str | None
    voucher_url: str | None
    voucher_expires_at: datetime | None
    metadata: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """A hosted payment page. Arriving on its success page proves nothing; `payment_status` does."""

    id: str
    url: str | None  # None once complete or expired
    status: str  # open | complete | expired
    payment_status: str  # paid | unpaid | no_payment_required
    amount_total: int | None
    currency: str | None
    livemode: bool
    client_reference_id: str | None
    metadata: Mapping[str, str]
    payment_intent_id: str | None
    payment: Payment | None
    created_at: datetime
    expires_at: datetime

    @property
    def charge_id(self) -> str | None:
        return self.payment.charge_id if self.payment else None

    @property
    def method(self) -> str | None:
        """card or konbini once one was chosen; None on an untouched page."""
        if self.payment is None:
            return None
        if self.payment.charge is not None:
            return self.payment.charge.method
        return "konbini" if self.payment.voucher_expires_at else None

    @property
    def voucher_url(self) -> str | None:
        return self.payment.voucher_url if self.payment else None

    @property
    def voucher_expires_at(self) -> datetime | None:
        return self.payment.voucher_expires_at if self.payment else None

    @property
    def balance_transaction(self) -> BalanceTransaction | None:
        charge = self.payment.charge if self.payment else None
        return charge.balance_transaction if charge else None

    @property
    def balance_fee(self) -> int | None:
        """Stripe's fee in yen, tax included where Stripe charges it; None until it is booked."""
        return self.balance_transaction.fee if self.balance_transaction else None

    @property
    def balance_net(self) -> int | None:
        return self.balance_transaction.net if self.balance_transaction else None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money on its way back; a konbini refund waits for a bank account (requires_action)."""

    id: str
    status: str  # pending | requires_action | succeeded | failed | canceled
    amount: int
    currency: str
    charge_id: str | None
    payment_intent_id: str | None
    balance_transaction_id: str | None
    failure_balance_transaction_id: str | None
    failure_reason: str | None
    pending_reason: str | None
    action_expires_at: datetime | None
    metadata: Mapping[str, str]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """A payment the bank took back. Lost disputes can still be won later."""

    id: str
    status: str  # needs_response | under_review | won | lost | warning_… | prevented
    reason: str
    amount: int
    currency: str
    livemode: bool
    charge_id: str
    payment_intent_id: str | None
    balance_transactions: tuple[BalanceTransaction, ...]
    evidence_due_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Payout:
    """Money sent to the bank; `reconciled` once its lines can be listed and summed."""

    id: str
    status: str  # pending | in_transit | paid | failed | canceled
    amount: int
    currency: str
    livemode: bool
    automatic: bool
    reconciled: bool
    balance_transaction_id: str | None
    failure_balance_transaction_id: str | None
    failure_code: str | None
    arrival_at: datetime
    created_at: datetime


def read(kind: str, parse: Callable[[Body], Value], body: Body) -> Value:
    """`parse(body)`; StripeRefused `unexpected_answer` if a field is missing or of another type."""
    if body.get("object") != kind:
        raise StripeRefused("unexpected_answer", message=f"{kind}: {body.get('object')!r}")
    try:
        return parse(body)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise StripeRefused("unexpected_answer", message=f"{kind}: {error!r}") from error


def whole(value: Any) -> int:
    """An integer; raises TypeError for bool, float and text, so that no 10.0 becomes money."""
    if type(value) is not int:
        raise TypeError(f"not an integer: {value!r}")
    return value


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"not text: {value!r}")
    return value


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"not a boolean: {value!r}")
    return value


def instant(value: Any) -> datetime:
    return datetime.fromtimestamp(whole(value), tz=UTC)


def maybe(parse: Callable[[Any], Value], value: Any) -> Value | None:
    return None if value is None else parse(value)


def id_of(value: Any) -> str | None:
    """The id of a reference, expanded or not."""
    if value is None or isinstance(value, str):
        return value
    return text(value["id"])


def labels(value: Any) -> dict[str, str]:
    """Metadata as plain text pairs; empty when there is none."""
    return {text(key): text(item) for key, item in (value or {}).items()}
