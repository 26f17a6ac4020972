"""The console's buttons, each one a verb of the other services."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from config.stripe_sandbox.enums import Control
from config.stripe_sandbox.services import disputes, payments, payouts, refunds
from config.stripe_sandbox.services.clock import book_charges
from config.stripe_sandbox.services.deliveries import retry_deliveries
from config.stripe_sandbox.world import objects


def use_control(*, control: Control, target: str, now: datetime) -> None:
    """Press a button; `target` is the id it works on, "" where it works on everything.

    Raises Refused when the object no longer allows it.
    """
    CONTROLS[control](target, now)


def _refund_rest(target: str, now: datetime) -> None:
    intent = objects.get("payment_intent", target)
    charge = objects.get("charge", intent.body["latest_charge"] or "")
    rest = charge.body["amount"] - charge.body["amount_refunded"]
    refunds.refund_payment(payment_intent_id=target, amount=rest, now=now)


def _pay_out(target: str, now: datetime) -> None:
    book_charges(now=now)
    payouts.release_balance(now=now)
    payouts.pay_out(now=now)


CONTROLS: Final[dict[Control, Callable[[str, datetime], object]]] = {
    Control.SETTLE_VOUCHER: lambda target, now: payments.settle_voucher(session_id=target, now=now),
    Control.LAPSE_VOUCHER: lambda target, now: payments.lapse_voucher(session_id=target, now=now),
    Control.REFUND: _refund_rest,
    Control.OPEN_DISPUTE: lambda target, now: disputes.open_dispute(
        payment_intent_id=target, now=now
    ),
    Control.WIN_DISPUTE: lambda target, now: disputes.win_dispute(dispute_id=target, now=now),
    Control.LOSE_DISPUTE: lambda target, now: disputes.lose_dispute(dispute_id=target, now=now),
    Control.SUPPLY_ACCOUNT: lambda target, now: refunds.supply_refund_account(
        refund_id=target, now=now
    ),
    Control.FAIL_REFUND: lambda target, now: refunds.fail_refund(refund_id=target, now=now),
    Control.PAY_OUT: _pay_out,
    Control.LAND_PAYOUT: lambda target, now: payouts.land_payout(payout_id=target, now=now),
    Control.FAIL_PAYOUT: lambda target, now: payouts.fail_payout(payout_id=target, now=now),
    Control.BOOK_CHARGES: lambda target, now: book_charges(now=now),
    Control.DELIVER: lambda target, now: retry_deliveries(),
}
