"""What finance types about money."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.reason import ReasonForm
from dsr.fees.enums import PaymentMethod

Choices = Iterable[tuple[str, str]]
REFERENCE_HELP = _("What finds the line in the bank's books. No name, no personal data.")


class OfflinePaymentForm(ReasonForm):
    """Money that came by bank transfer or postal money order."""

    field_order = ("method", "amount", "paid_on", "offline_reference", "reason")
    method = forms.ChoiceField(
        label=_("Paid by"),
        choices=[
            (method.value, method.label)
            for method in (PaymentMethod.BANK_TRANSFER, PaymentMethod.POSTAL_ORDER)
        ],
    )
    amount = forms.IntegerField(label=_("Amount received (yen)"), min_value=1)
    paid_on = forms.DateField(
        label=_("Day of payment"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    offline_reference = forms.CharField(
        label=_("Bank or order reference"), help_text=REFERENCE_HELP, max_length=60
    )


class ChosenMoneyForm(ReasonForm):
    """One payment or refund of the fee."""

    chosen = forms.ChoiceField(label=_("Which payment"))

    def __init__(self, *args: object, choices: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["chosen"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)


class RefundForm(ChosenMoneyForm):
    """How much of which payment goes back."""

    field_order = ("chosen", "amount", "reason")
    amount = forms.IntegerField(label=_("Amount to refund (yen)"), min_value=1)


class OfflineRefundForm(ChosenMoneyForm):
    """Which refund was sent by hand."""

    field_order = ("chosen", "offline_reference", "reason")
    chosen = forms.ChoiceField(label=_("Which refund"))
    offline_reference = forms.CharField(
        label=_("Bank or order reference"), help_text=REFERENCE_HELP, max_length=60
    )


class ProposedRefundForm(ChosenMoneyForm):
    """Which proposed refund is decided."""

    field_order = ("chosen", "reason")
    chosen = forms.ChoiceField(label=_("Which refund"))
