"""A form that goes nowhere: one field of every kind the portal uses."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class ChoiceWithHint:
    """A choice's label whose `hint` components/choices.html shows under it."""

    text: str | Promise
    hint: str | Promise

    def __str__(self) -> str:
        return str(self.text)


class SampleForm(forms.Form):
    """Everything a requester may be asked, once each."""

    full_name = forms.CharField(
        label=_("Full name"),
        help_text=_("As it is written on your identity document."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    postal_code = forms.RegexField(
        r"^\d{3}-?\d{4}$",
        label=_("Postal code"),
        help_text=_("Seven digits, with or without a hyphen."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    delivery = forms.ChoiceField(
        label=_("How would you like to receive it?"),
        choices=[
            (
                "download",
                ChoiceWithHint(_("Download"), _("You will find the files on your request's page.")),
            ),
            ("post", ChoiceWithHint(_("On paper, by post"), _("Sent to the address we confirm."))),
        ],
        widget=forms.RadioSelect,
    )
    scope = forms.MultipleChoiceField(
        label=_("What would you like to know?"),
        help_text=_("Choose as many as you like."),
        choices=[
            ("registration", _("Registration details")),
            ("location", _("Location data")),
            ("inquiries", _("Inquiries so far")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    file_format = forms.ChoiceField(
        label=_("File format"),
        choices=[("pdf", _("PDF (to read)")), ("csv", _("CSV (for a spreadsheet)"))],
        required=False,
    )
    since = forms.DateField(
        label=_("From which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    remarks = forms.CharField(
        label=_("Anything else we should know"),
        help_text=_("Please do not write your My Number here."),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    document = forms.FileField(
        label=_("Identity document"),
        help_text=_("A photograph (JPEG, PNG, HEIC) or a PDF."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    notice_read = forms.BooleanField(
        label=_("I have read what the information is used for"),
    )


class SampleBirthDateForm(forms.Form):
    """A date in three parts, for components/date_fields.html."""

    year = forms.IntegerField(
        label=_("Year"),
        min_value=1900,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
    )
    month = forms.IntegerField(
        label=_("Month"),
        min_value=1,
        max_value=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-month"}),
    )
    day = forms.IntegerField(
        label=_("Day"),
        min_value=1,
        max_value=31,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-day"}),
    )
