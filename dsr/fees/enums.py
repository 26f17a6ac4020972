"""Codes of the fee's life (FEES §3)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FeeStatus(TextChoices):
    """A cache over what was paid and refunded; written by dsr.fees.services only."""

    DUE = "DUE", _("Due")
    PENDING = "PENDING", _("Payment pending")
    PAID = "PAID", _("Paid")
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED", _("Partially refunded")
    REFUNDED = "REFUNDED", _("Refunded")
    DISPUTED = "DISPUTED", _("Disputed")
    CHARGED_BACK = "CHARGED_BACK", _("Charged back")
    WAIVED = "WAIVED", _("Waived")
    CANCELLED = "CANCELLED", _("Cancelled")


class AttemptStatus(TextChoices):
    """Life of one payment page."""

    CREATING = "CREATING", _("Being opened")
    OPEN = "OPEN", _("Open")
    PENDING = "PENDING", _("Voucher issued")
    PAID = "PAID", _("Paid")
    FAILED = "FAILED", _("Failed")
    EXPIRED = "EXPIRED", _("Expired")
    SUPERSEDED = "SUPERSEDED", _("Superseded")
    ERROR = "ERROR", _("Error")


LIVE_ATTEMPT = (AttemptStatus.CREATING, AttemptStatus.OPEN)


class PaymentMethod(TextChoices):
    """How money came."""

    CARD = "CARD", _("Card")
    KONBINI = "KONBINI", _("Convenience store")
    BANK_TRANSFER = "BANK_TRANSFER", _("Bank transfer")
    POSTAL_ORDER = "POSTAL_ORDER", _("Postal money order")


class PaymentStanding(TextChoices):
    """What a received payment counts as."""

    SETTLES_FEE = "SETTLES_FEE", _("Settles the fee")
    OVERPAYMENT = "OVERPAYMENT", _("Paid twice: to be returned")
    SUSPENSE = "SUSPENSE", _("Does not match: under review")


class RefundStatus(TextChoices):
    """Life of one refund. Konbini refunds may need an account from the payer."""

    REQUESTED = "REQUESTED", _("Requested")
    PENDING = "PENDING", _("On its way")
    REQUIRES_ACTION = "REQUIRES_ACTION", _("Waits for the payer's account")
    SUCCEEDED = "SUCCEEDED", _("Refunded")
    FAILED = "FAILED", _("Failed")
    CANCELED = "CANCELED", _("Canceled")


class RefundReason(TextChoices):
    """Why money goes back (DOMAIN §8)."""

    WITHDRAWN = "WITHDRAWN", _("Withdrawn before work started")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("Request not accepted")
    REFUSED = "REFUSED", _("Refused in full")
    NOTHING_HELD = "NOTHING_HELD", _("Nothing to disclose")
    PAID_TWICE = "PAID_TWICE", _("Paid twice")
    BY_FINANCE = "BY_FINANCE", _("Decided by finance")
    AT_STRIPE = "AT_STRIPE", _("Made in Stripe's dashboard")


class FeeStep(TextChoices):
    """What staff do to a fee, each with a reason."""

    WAIVE = "WAIVE", _("Waive the fee")
    RECORD_OFFLINE_PAYMENT = "RECORD_OFFLINE_PAYMENT", _("Record an offline payment")
    REFUND = "REFUND", _("Refund")
    RECORD_OFFLINE_REFUND = "RECORD_OFFLINE_REFUND", _("Record a refund sent by hand")


class WebhookOutcome(TextChoices):
    """What became of one event."""

    WAITING = "WAITING", _("Waiting")
    HANDLED = "HANDLED", _("Handled")
    IGNORED = "IGNORED", _("Not ours to handle")
    UNMATCHED = "UNMATCHED", _("Matches no attempt yet")
    MISMATCH = "MISMATCH", _("Wrong mode or version")
