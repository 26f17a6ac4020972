"""What staff enter about a posting after the first: returned, posted again, arrived, made again."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.domain.my_number import contains_my_number
from accounts.forms.reason import StepForm
from dsr.fulfilment.enums import PostalMethod, ReturnReason


def day_field(label: Any) -> forms.DateField:
    """A JST date."""
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ReturnForm(StepForm):
    """What came back, and what the person is told. The token makes a second click harmless."""

    reason = forms.ChoiceField(label=_("Why it came back"), choices=ReturnReason.choices)
    text = forms.CharField(
        label=_("Message to the person"),
        help_text=_("The person reads this. Please write plainly and kindly."),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
    )
    send_token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["returned_on"] = day_field(_("Came back on"))
        self.order_fields(["reason", "returned_on", "text"])


class PostAgainForm(StepForm):
    """How it was posted again."""

    postal_method = forms.ChoiceField(label=_("Sent by"), choices=PostalMethod.choices)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posted_on"] = day_field(_("Posted on"))


class ArrivalForm(StepForm):
    """When the post handed it over."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["arrived_on"] = day_field(_("Arrived on"))


class CopyForm(StepForm):
    """Where it goes this time."""

    address = forms.CharField(
        label=_("Address the person named"),
        help_text=_("With the postal code. Leave it empty for the address of the request."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=300,
        required=False,
    )

    def clean_address(self) -> str:
        """No My Number."""
        address: str = self.cleaned_data["address"]
        if contains_my_number(address):
            raise forms.ValidationError(_("The text holds a My Number. Please remove it."))
        return address
