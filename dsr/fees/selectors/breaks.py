"""Breaks as their page shows them, and who handles them."""

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dsr.fees.models import BreakEvent, ReconciliationBreak

WHAT_IT_MEANS: dict[str, Promise] = {
    "PAID_NOT_IN_STRIPE": _(
        "Our books say it was paid through Stripe, but Stripe's list has no such movement."
    ),
    "IN_STRIPE_NOT_IN_PORTAL": _(
        "Stripe took money that no fee of ours asked for, such as a sale outside this portal."
    ),
    "AMOUNT_MISMATCH": _("The two sides name different sums for the same movement."),
    "CURRENCY": _("The money is not in yen."),
    "DUPLICATE_PAYMENT": _("More came than the fee costs, and it has not gone back yet."),
    "REFUND_UNKNOWN": _("Stripe sent money back that our books do not know."),
    "REFUND_FAILED": _("A refund failed and no later one took its place: the money is still here."),
    "DISPUTE_OPEN": _("The cardholder's bank disputes the payment, and nobody has decided yet."),
    "FEE_UNEXPECTED": _(
        "Stripe took another fee than it told with the payment, or one where it takes none."
    ),
    "PAYOUT_SUM": _("The lines of the payout sum to another amount than the payout."),
    "PAYOUT_NO_BANK": _(
        "No line of the bank fits the payout, five business days after it should have come."
    ),
    "BANK_NO_PAYOUT": _("Money came from Stripe to the bank, and no payout fits it alone."),
    "BALANCE_TXN_MISSING": _("A day after the payment Stripe has still not booked it."),
    "LIVEMODE": _("Test money stands among real money, or real money among test money."),
}


def people_who_handle_breaks() -> list[tuple[int, str]]:
    """Id and words of each member of staff whose role handles breaks, by address."""
    people = User.objects.filter(
        is_active=True, is_staff=True,
        groups__permissions__codename="handle_break",
        groups__permissions__content_type__app_label="dsr_fees",
    ).distinct().order_by("email", "pk")  # fmt: skip
    return [(person.pk, str(person)) for person in people]


def events_of(broken: ReconciliationBreak) -> QuerySet[BreakEvent]:
    """What happened to it, oldest first."""
    return broken.events.select_related("actor", "owner").order_by("at", "pk")
