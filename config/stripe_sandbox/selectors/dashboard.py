"""What the sandbox's own console shows: recent pages, and what can be done with each now."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db.models import Q

from config.stripe_sandbox.enums import Control
from config.stripe_sandbox.models import Delivery, SandboxObject

RECENT: Final = 20
OPEN_DISPUTES: Final = {"needs_response", "under_review"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A button: a control and the object it works on."""

    control: Control
    target: str


@dataclass(frozen=True, slots=True)
class Line:
    """One object with its buttons."""

    body: dict[str, Any]
    created_at: datetime
    offers: tuple[Offer, ...]

    @property
    def amount(self) -> int:
        """In the smallest unit of its currency."""
        name = "amount_total" if self.body["object"] == "checkout.session" else "amount"
        return int(self.body[name])


def recent_sessions() -> list[Line]:
    """The latest pages, newest first, with their payments' controls."""
    sessions = list(_recent("checkout.session", RECENT))
    intents = _by_id([row.body["payment_intent"] for row in sessions])
    charges = _by_id([body["latest_charge"] for body in intents.values()])
    return [_line(row, _session_offers(row, intents, charges)) for row in sessions]


def recent_refunds() -> list[Line]:
    return [_line(row, _refund_offers(row)) for row in _recent("refund", 10)]


def recent_disputes() -> list[Line]:
    return [_line(row, _dispute_offers(row)) for row in _recent("dispute", 10)]


def recent_payouts() -> list[Line]:
    return [_line(row, _payout_offers(row)) for row in _recent("payout", 10)]


def balance_not_paid_out() -> int:
    """The net of everything booked and not yet sent to the bank, in yen."""
    rows = SandboxObject.objects.filter(
        ~Q(hidden__has_key="payout"),
        kind="balance_transaction",
        body__contains={"currency": "jpy"},
    )
    return sum(net for net in rows.values_list("body__net", flat=True))


def undelivered_count() -> int:
    return Delivery.objects.filter(delivered_at__isnull=True).count()


def _recent(kind: str, limit: int) -> list[SandboxObject]:
    return list(SandboxObject.objects.filter(kind=kind).order_by("-number")[:limit])


def _by_id(ids: list[str | None]) -> dict[str, dict[str, Any]]:
    wanted = [stripe_id for stripe_id in ids if stripe_id]
    rows = SandboxObject.objects.filter(stripe_id__in=wanted)
    return {row.stripe_id: row.body for row in rows}


def _line(row: SandboxObject, offers: list[Offer]) -> Line:
    created_at = datetime.fromtimestamp(row.created, tz=UTC)
    return Line(body=row.body, created_at=created_at, offers=tuple(offers))


def _session_offers(
    session: SandboxObject,
    intents: dict[str, dict[str, Any]],
    charges: dict[str, dict[str, Any]],
) -> list[Offer]:
    intent = intents.get(session.body["payment_intent"] or "")
    if intent is None:
        return []
    if intent["status"] == "requires_action":
        return [
            Offer(Control.SETTLE_VOUCHER, session.stripe_id),
            Offer(Control.LAPSE_VOUCHER, session.stripe_id),
        ]
    charge = charges.get(intent["latest_charge"] or "")
    if charge is None or charge["status"] != "succeeded":
        return []
    return _charge_offers(intent["id"], charge)


def _charge_offers(intent_id: str, charge: dict[str, Any]) -> list[Offer]:
    offers = []
    if charge["amount_refunded"] < charge["amount"] and not charge["disputed"]:
        offers.append(Offer(Control.REFUND, intent_id))
        if charge["payment_method_details"]["type"] == "card":
            offers.append(Offer(Control.OPEN_DISPUTE, intent_id))
    return offers


def _refund_offers(refund: SandboxObject) -> list[Offer]:
    match refund.body["status"]:
        case "requires_action":
            return [
                Offer(Control.SUPPLY_ACCOUNT, refund.stripe_id),
                Offer(Control.FAIL_REFUND, refund.stripe_id),
            ]
        case "succeeded":
            return [Offer(Control.FAIL_REFUND, refund.stripe_id)]
    return []


def _dispute_offers(dispute: SandboxObject) -> list[Offer]:
    offers = []
    if dispute.body["status"] != "won":
        offers.append(Offer(Control.WIN_DISPUTE, dispute.stripe_id))
    if dispute.body["status"] in OPEN_DISPUTES:
        offers.append(Offer(Control.LOSE_DISPUTE, dispute.stripe_id))
    return offers


def _payout_offers(payout: SandboxObject) -> list[Offer]:
    match payout.body["status"]:
        case "in_transit":
            return [
                Offer(Control.LAND_PAYOUT, payout.stripe_id),
                Offer(Control.FAIL_PAYOUT, payout.stripe_id),
            ]
        case "paid":
            return [Offer(Control.FAIL_PAYOUT, payout.stripe_id)]
    return []
