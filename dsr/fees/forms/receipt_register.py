"""What the register of receipts is narrowed to, as chosen on its page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.fees.selectors.receipt_register import ReceiptFilter
from dsr.fees.selectors.receipts import party_index

_INDEX = 64  # hex digits of a blind index


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReceiptSearchForm(forms.Form):
    """Dates, amounts, and the party as its index: a name never stands in an address."""

    first = forms.DateField(label=_("Issued from"), required=False, widget=_day())
    last = forms.DateField(label=_("Issued until"), required=False, widget=_day())
    least = forms.IntegerField(label=_("At least (yen)"), required=False, min_value=0)
    most = forms.IntegerField(label=_("At most (yen)"), required=False, min_value=0)
    party = forms.RegexField(
        regex=rf"^[0-9a-f]{{{_INDEX}}}$", required=False, widget=forms.HiddenInput
    )

    def narrowed(self) -> ReceiptFilter:
        """The filter; everything where the choices make no sense."""
        if not self.is_valid():
            return ReceiptFilter()
        data = self.cleaned_data
        return ReceiptFilter(**{**data, "party": bytes.fromhex(data["party"])})


class PartyForm(forms.Form):
    """The name on the receipt, posted so that it stays out of addresses and logs."""

    name = forms.CharField(
        label=_("Name on the receipt"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def index(self) -> str:
        """Its index in hex, "" for none."""
        name: Any = self.cleaned_data["name"]
        return party_index(name).hex()
