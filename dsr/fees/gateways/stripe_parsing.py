"""From Stripe's JSON to our values. Every function raises KeyError or TypeError on a foreign shape;
`stripe_objects.read` turns that into StripeRefused."""

from typing import Any

from dsr.fees.gateways.stripe_objects import (
    BalanceTransaction,
    Body,
    Charge,
    CheckoutSession,
    Dispute,
    Payment,
    Payout,
    Refund,
    flag,
    id_of,
    instant,
    labels,
    maybe,
    text,
    whole,
)


def balance_transaction(body: Body) -> BalanceTransaction:
    return BalanceTransaction(
        id=text(body["id"]),
        type=text(body["type"]),
        reporting_category=text(body["reporting_category"]),
        amount=whole(body["amount"]),
        fee=whole(body["fee"]),
        net=whole(body["net"]),
        currency=text(body["currency"]),
        status=text(body["status"]),
        source_id=id_of(body["source"]),
        fee_details=tuple(
            (text(line["type"]), whole(line["amount"])) for line in body["fee_details"]
        ),
        created_at=instant(body["created"]),
        available_at=instant(body["available_on"]),
    )


def charge(body: Body) -> Charge:
    return Charge(
        id=text(body["id"]),
        status=text(body["status"]),
        amount=whole(body["amount"]),
        amount_refunded=whole(body["amount_refunded"]),
        currency=text(body["currency"]),
        livemode=flag(body["livemode"]),
        paid=flag(body["paid"]),
        refunded=flag(body["refunded"]),
        disputed=flag(body["disputed"]),
        method=maybe(lambda details: text(details["type"]), body["payment_method_details"]),
        payment_intent_id=id_of(body["payment_intent"]),
        balance_transaction_id=id_of(body["balance_transaction"]),
        balance_transaction=_expanded(body["balance_transaction"], balance_transaction),
        failure_code=maybe(text, body["failure_code"]),
        metadata=labels(body["metadata"]),
        created_at=instant(body["created"]),
    )


def payment(body: Body) -> Payment:
    action = body["next_action"] or {}
    voucher = action.get("konbini_display_details") or {}
    error = body["last_payment_error"] or {}
    return Payment(
        id=text(body["id"]),
        status=text(body["status"]),
        amount=whole(body["amount"]),
        amount_received=whole(body["amount_received"]),
        currency=text(body["currency"]),
        livemode=flag(body["livemode"]),
        charge_id=id_of(body["latest_charge"]),
        charge=_expanded(body["latest_charge"], charge),
        failure_code=maybe(text, error.get("code")),
        voucher_url=maybe(text, voucher.get("hosted_voucher_url")),
        voucher_expires_at=maybe(instant, voucher.get("expires_at")),
        metadata=labels(body["metadata"]),
        created_at=instant(body["created"]),
    )


def checkout_session(body: Body) -> CheckoutSession:
    return CheckoutSession(
        id=text(body["id"]),
        url=maybe(text, body["url"]),
        status=text(body["status"]),
        payment_status=text(body["payment_status"]),
        amount_total=maybe(whole, body["amount_total"]),
        currency=maybe(text, body["currency"]),
        livemode=flag(body["livemode"]),
        client_reference_id=maybe(text, body["client_reference_id"]),
        metadata=labels(body["metadata"]),
        payment_intent_id=id_of(body["payment_intent"]),
        payment=_expanded(body["payment_intent"], payment),
        created_at=instant(body["created"]),
        expires_at=instant(body["expires_at"]),
    )


def refund(body: Body) -> Refund:
    action = body.get("next_action") or {}
    details = action.get("display_details") or {}
    return Refund(
        id=text(body["id"]),
        status=text(body["status"]),
        amount=whole(body["amount"]),
        currency=text(body["currency"]),
        charge_id=id_of(body["charge"]),
        payment_intent_id=id_of(body["payment_intent"]),
        balance_transaction_id=id_of(body["balance_transaction"]),
        failure_balance_transaction_id=id_of(body.get("failure_balance_transaction")),
        failure_reason=maybe(text, body.get("failure_reason")),
        pending_reason=maybe(text, body.get("pending_reason")),
        action_expires_at=maybe(instant, details.get("expires_at")),
        metadata=labels(body["metadata"]),
        created_at=instant(body["created"]),
    )


def dispute(body: Body) -> Dispute:
    return Dispute(
        id=text(body["id"]),
        status=text(body["status"]),
        reason=text(body["reason"]),
        amount=whole(body["amount"]),
        currency=text(body["currency"]),
        livemode=flag(body["livemode"]),
        charge_id=text(id_of(body["charge"])),
        payment_intent_id=id_of(body["payment_intent"]),
        balance_transactions=tuple(
            balance_transaction(line) for line in body["balance_transactions"]
        ),
        evidence_due_at=maybe(instant, body["evidence_details"]["due_by"]),
        created_at=instant(body["created"]),
    )


def payout(body: Body) -> Payout:
    return Payout(
        id=text(body["id"]),
        status=text(body["status"]),
        amount=whole(body["amount"]),
        currency=text(body["currency"]),
        livemode=flag(body["livemode"]),
        automatic=flag(body["automatic"]),
        reconciled=text(body["reconciliation_status"]) == "completed",
        balance_transaction_id=id_of(body["balance_transaction"]),
        failure_balance_transaction_id=id_of(body["failure_balance_transaction"]),
        failure_code=maybe(text, body["failure_code"]),
        arrival_at=instant(body["arrival_date"]),
        created_at=instant(body["created"]),
    )


def _expanded(value: Any, parse: Any) -> Any:
    """`parse(value)` when Stripe sent the object itself, None for a bare id."""
    return parse(value) if isinstance(value, dict) else None
