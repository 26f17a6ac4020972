"""Deciding about money that matched nothing, on the page of its fee."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dsr.fees.admin.fee_steps import EXPLANATIONS, ChosenMoneyStep
from dsr.fees.enums import FeeStep, PaymentStanding
from dsr.fees.forms.suspense import ACCEPT, SuspenseForm
from dsr.fees.services.suspense import (
    RESOLVE,
    UnableToResolveSuspense,
    accept_suspense,
    return_suspense,
)


class ResolveSuspense(ChosenMoneyStep):
    """It settles the fee, or goes back."""

    slug = "resolve-suspense"
    title = FeeStep.RESOLVE_SUSPENSE.label
    permission = RESOLVE
    chosen_form = SuspenseForm
    failures = (UnableToResolveSuspense,)
    explanations = {
        **EXPLANATIONS,
        "NOT_IN_SUSPENSE": _("Somebody decided about this money already."),
        "BEING_REFUNDED": _("This money is being refunded already."),
        "NOT_BOOKED": _("Stripe has not said yet what this money is in yen."),
        "WRONG_AMOUNT": _("Only exactly what the fee costs can settle it. Let it go back."),
        "NOT_REAL": _("This was paid in Stripe's other mode; it can only go back."),
    }
    what_happens = (
        _("If it settles the fee, the request goes on and the person is told."),
        _("If it goes back, a refund of all of it starts at once."),
        _("Either way the books move it out of suspense."),
    )

    def available(self) -> bool:
        """While a payment waits; a fee with one is under review."""
        return self.obj.needs_review and super().available()

    def choices(self) -> list[tuple[str, str]]:
        """Payments nobody decided about."""
        rows = self.obj.payments.filter(standing=PaymentStanding.SUSPENSE)
        return [
            (
                str(payment.pk),
                gettext("%(method)s, %(yen)s yen")
                % {"method": payment.get_method_display(), "yen": payment.amount},
            )
            for payment in rows.order_by("paid_at", "pk")
        ]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Decide."""
        data = form.cleaned_data
        verb = accept_suspense if data["decision"] == ACCEPT else return_suspense
        verb(payment_id=data["chosen"], reason=data["reason"], actor=actor, now=now)
