"""Questions about the person (DOMAIN §7). Not asked: seal, My Number, honseki, gender."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.cases.enums import RequesterKind
from dsr.portal.forms.choice import Choice
from dsr.portal.forms.question_form import JapaneseCharField, QuestionForm

FIRST_YEAR = 1900
AGENT = "AGENT"  # parent, guardian or agent: told how to ask, never saved


class RequesterForm(QuestionForm):
    """Who asks. Agents are told how to ask by post until their pages exist."""

    requester_kind = forms.ChoiceField(
        label=_("Whose data do you ask for?"),
        widget=forms.RadioSelect,
        choices=[
            (RequesterKind.SELF, Choice(_("My own"))),
            (AGENT, Choice(_("Somebody else's, as a parent, guardian or agent"))),
        ],
        error_messages={"required": _("Please choose whose data you ask for.")},
    )


class NameForm(QuestionForm):
    """Names and birth date, as registered with the company."""

    family_name = JapaneseCharField(
        label=_("Family name"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": _("Please enter your family name.")},
    )  # fmt: skip
    given_name = JapaneseCharField(
        label=_("Given name"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Please enter your given name.")},
    )  # fmt: skip
    family_name_kana = JapaneseCharField(
        label=_("Family name in kana"), max_length=60, required=False
    )
    given_name_kana = JapaneseCharField(
        label=_("Given name in kana"), max_length=60, required=False
    )
    former_name = JapaneseCharField(
        label=_("Former name, or the name you registered with"), max_length=120, required=False,
        help_text=_("Only if it is different from your name today."),
    )  # fmt: skip
    birth_year = forms.IntegerField(
        label=_("Year of birth"), min_value=FIRST_YEAR, max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
        error_messages={"required": _("Please enter the year you were born.")},
    )  # fmt: skip
    birth_month = forms.IntegerField(
        label=_("Month of birth"), min_value=1, max_value=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-month"}),
        error_messages={"required": _("Please enter the month you were born.")},
    )  # fmt: skip
    birth_day = forms.IntegerField(
        label=_("Day of birth"), min_value=1, max_value=31,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-day"}),
        error_messages={"required": _("Please enter the day you were born.")},
    )  # fmt: skip
    scanned = ("family_name", "given_name", "former_name")

    def clean(self) -> dict[str, Any]:
        """Put the birth date together; a date that does not exist is said at the day."""
        cleaned = super().clean()
        year, month = cleaned.get("birth_year"), cleaned.get("birth_month")
        day = cleaned.get("birth_day")
        if year and month and day:
            self._put_together(cleaned, year, month, day)
        return cleaned

    def _put_together(self, cleaned: dict[str, Any], year: int, month: int, day: int) -> None:
        try:
            birth_date = date(year, month, day)
        except ValueError:
            self.add_error("birth_day", _("This date does not exist. Please check it."))
            return
        if birth_date > self.today:
            self.add_error("birth_year", _("This date lies in the future. Please check it."))
        cleaned["birth_date"] = birth_date.isoformat()


class ContactForm(QuestionForm):
    """Where the person lives and can be reached."""

    postal_code = JapaneseCharField(
        label=_("Postal code"), max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
        help_text=_("For example 150-0001"),
        error_messages={"required": _("Please enter your postal code.")},
    )  # fmt: skip
    address = JapaneseCharField(
        label=_("Address"), max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        error_messages={"required": _("Please enter your address.")},
    )  # fmt: skip
    registered_address = JapaneseCharField(
        label=_("Address you registered with"), max_length=200, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if it is different from your address today."),
    )  # fmt: skip
    phone = JapaneseCharField(
        label=_("Phone number"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    scanned = ("address", "registered_address")

    def clean_postal_code(self) -> str:
        """Seven digits, full or half width, with or without a hyphen."""
        digits = re.sub(
            r"[^0-9]", "", unicodedata.normalize("NFKC", self.cleaned_data["postal_code"])
        )
        if len(digits) != len("1500001"):
            raise forms.ValidationError(_("A postal code has seven digits, such as 150-0001."))
        return f"{digits[:3]}-{digits[3:]}"


class MembershipForm(QuestionForm):
    """How the company may know the person; both may be empty: only what is proven is searched."""

    member_id = JapaneseCharField(
        label=_("Member number"), max_length=40, required=False,
        help_text=_("For example M-000042. You find it on your page of the service."),
    )  # fmt: skip
    registered_email = forms.EmailField(
        label=_("E-mail address you registered with"), max_length=254, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Only if it is different from the address you signed in with."),
    )  # fmt: skip
    scanned = ("member_id",)
