"""Codes of the fee's life (FEES §3)."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class FeeStatus(TextChoices):
    """A cache over what was paid and refunded; written by dsr.fees.services only."""

    DUE = "DUE", pgettext_lazy("fee", "Due")
    PENDING = "PENDING", pgettext_lazy("fee", "Payment pending")
    PAID = "PAID", pgettext_lazy("fee", "Paid")
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED", pgettext_lazy("fee", "Partially refunded")
    REFUNDED = "REFUNDED", pgettext_lazy("fee", "Refunded")
    DISPUTED = "DISPUTED", pgettext_lazy("fee", "Disputed")
    CHARGED_BACK = "CHARGED_BACK", pgettext_lazy("fee", "Charged back")
    WAIVED = "WAIVED", pgettext_lazy("fee", "Waived")
    CANCELLED = "CANCELLED", pgettext_lazy("fee", "Cancelled")


class AttemptStatus(TextChoices):
    """Life of one payment page."""

    CREATING = "CREATING", pgettext_lazy("payment page", "Being opened")
    OPEN = "OPEN", pgettext_lazy("payment page", "Open")
    PENDING = "PENDING", pgettext_lazy("payment page", "Voucher issued")
    PAID = "PAID", pgettext_lazy("payment page", "Paid")
    FAILED = "FAILED", pgettext_lazy("payment page", "Failed")
    EXPIRED = "EXPIRED", pgettext_lazy("payment page", "Expired")
    SUPERSEDED = "SUPERSEDED", pgettext_lazy("payment page", "Superseded")
    ERROR = "ERROR", pgettext_lazy("payment page", "Error")


LIVE_ATTEMPT = (AttemptStatus.CREATING, AttemptStatus.OPEN)


class PaymentMethod(TextChoices):
    """How money came."""

    CARD = "CARD", pgettext_lazy("payment", "Card")
    KONBINI = "KONBINI", pgettext_lazy("payment", "Convenience store")
    BANK_TRANSFER = "BANK_TRANSFER", pgettext_lazy("payment", "Bank transfer")
    POSTAL_ORDER = "POSTAL_ORDER", pgettext_lazy("payment", "Postal money order")


class PaymentStanding(TextChoices):
    """What a received payment counts as."""

    SETTLES_FEE = "SETTLES_FEE", pgettext_lazy("payment", "Settles the fee")
    OVERPAYMENT = "OVERPAYMENT", pgettext_lazy("payment", "Paid twice: to be returned")
    SUSPENSE = "SUSPENSE", pgettext_lazy("payment", "Does not match: under review")


class RefundStatus(TextChoices):
    """Life of one refund. Konbini refunds may need an account from the payer."""

    REQUESTED = "REQUESTED", pgettext_lazy("refund", "Requested")
    PENDING = "PENDING", pgettext_lazy("refund", "On its way")
    REQUIRES_ACTION = "REQUIRES_ACTION", pgettext_lazy("refund", "Waits for the payer's account")
    SUCCEEDED = "SUCCEEDED", pgettext_lazy("refund", "Refunded")
    FAILED = "FAILED", pgettext_lazy("refund", "Failed")
    CANCELED = "CANCELED", pgettext_lazy("refund", "Canceled")


class RefundReason(TextChoices):
    """Why money goes back (DOMAIN §8)."""

    WITHDRAWN = "WITHDRAWN", pgettext_lazy("refund", "Withdrawn before work started")
    NOT_ACCEPTED = "NOT_ACCEPTED", pgettext_lazy("refund", "Request not accepted")
    REFUSED = "REFUSED", pgettext_lazy("refund", "Refused in full")
    NOTHING_HELD = "NOTHING_HELD", pgettext_lazy("refund", "Nothing to disclose")
    PAID_TWICE = "PAID_TWICE", pgettext_lazy("refund", "Paid twice")
    BY_FINANCE = "BY_FINANCE", pgettext_lazy("refund", "Decided by finance")
    AT_STRIPE = "AT_STRIPE", pgettext_lazy("refund", "Made in Stripe's dashboard")


class FeeStep(TextChoices):
    """What staff do to a fee, each with a reason."""

    WAIVE = "WAIVE", pgettext_lazy("fee", "Waive the fee")
    RECORD_OFFLINE_PAYMENT = (
        "RECORD_OFFLINE_PAYMENT",
        pgettext_lazy("fee", "Record an offline payment"),
    )
    REFUND = "REFUND", pgettext_lazy("fee", "Refund")
    RECORD_OFFLINE_REFUND = (
        "RECORD_OFFLINE_REFUND",
        pgettext_lazy("fee", "Record a refund sent by hand"),
    )


class WebhookOutcome(TextChoices):
    """What became of one event."""

    WAITING = "WAITING", pgettext_lazy("notice", "Waiting")
    HANDLED = "HANDLED", pgettext_lazy("notice", "Handled")
    IGNORED = "IGNORED", pgettext_lazy("notice", "Not ours to handle")
    UNMATCHED = "UNMATCHED", pgettext_lazy("notice", "Matches no attempt yet")
    MISMATCH = "MISMATCH", pgettext_lazy("notice", "Wrong mode or version")
