from collections.abc import Iterator

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.stripe_sandbox.enums import CardOutcome

KONBINI = "KONBINI"
METHODS = [
    (CardOutcome.PAYS, _("Card that pays")),
    (CardOutcome.DECLINED, _("Card the bank declines")),
    (CardOutcome.INSUFFICIENT_FUNDS, _("Card with insufficient funds")),
    (KONBINI, _("Convenience store")),
]
NOTES: dict[str, str | Promise] = {
    CardOutcome.PAYS: "4242 4242 4242 4242",
    CardOutcome.DECLINED: "4000 0000 0000 0002",
    CardOutcome.INSUFFICIENT_FUNDS: "4000 0000 0000 9995",
    KONBINI: _("You get a payment number for the shop."),
}
METHOD_OF = {KONBINI: "konbini"}


class PaymentForm(forms.Form):
    """How to pay on the practice page; `offered` are the session's card and konbini."""

    method = forms.ChoiceField(
        label=_("How would you like to pay?"),
        choices=METHODS,
        widget=forms.RadioSelect,
        initial=CardOutcome.PAYS,
        error_messages={"required": _("Choose how to pay.")},
    )
    name = forms.CharField(
        label=pgettext_lazy("practice payment", "Name"),
        max_length=100,
        initial=_("Practice Person"),
        error_messages={"required": _("Enter a name.")},
    )
    email = forms.EmailField(
        label=pgettext_lazy("practice payment", "E-mail address"),
        initial="renshu@example.com",
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("Enter an e-mail address like renshu@example.com."),
        },
    )

    def __init__(self, offered: list[str], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        method = self.fields["method"]
        assert isinstance(method, forms.ChoiceField)  # noqa: S101 -- for the type checker
        method.choices = [
            (code, label) for code, label in METHODS if METHOD_OF.get(code, "card") in offered
        ]

    def methods(self) -> Iterator[tuple[BoundWidget, str | Promise]]:
        """The radio buttons, each with what is said below it."""
        for radio in self["method"]:
            yield radio, NOTES[radio.data["value"]]
