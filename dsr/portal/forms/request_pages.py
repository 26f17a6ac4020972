"""Questions about the request (DOMAIN §7). No reason is asked for a disclosure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.cases.enums import FileFormat, Scope
from dsr.identity.enums import IdentityMethod
from dsr.portal.forms.choice import Choice
from dsr.portal.forms.question_form import JapaneseCharField, QuestionForm
from policies.enums import DeliveryMethod


class ScopeForm(QuestionForm):
    """What is asked for. Everything unless the person says otherwise; no reason is asked."""

    scope = forms.MultipleChoiceField(
        label=_("What do you want to know?"),
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.ALL],
        choices=[
            (Scope.ALL, Choice(_("Everything you hold about me"), _("Choose this if unsure."))),
            (Scope.PROFILE, Choice(_("Registration data"), _("Name, contact, profile"))),
            (Scope.LOCATION, Choice(_("Location data"))),
            (Scope.USAGE, Choice(_("Usage history"), _("Pages viewed, access records"))),
            (Scope.INQUIRIES, Choice(_("Inquiry history"))),
            (Scope.DEVICE, Choice(_("Device and access data"), _("IP address, advertising ID"))),
            (Scope.OTHER, Choice(pgettext_lazy("scope", "Something else"))),
        ],
        error_messages={"required": _("Please choose at least one.")},
    )
    scope_detail = JapaneseCharField(
        label=_("If you want to be more precise, tell us"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 1000}),
        help_text=_("You do not have to give a reason."),
    )  # fmt: skip
    period_from = forms.DateField(
        label=_("From which date"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave empty for the whole time."),
    )  # fmt: skip
    period_to = forms.DateField(
        label=_("Until which date"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    scanned = ("scope_detail",)

    def clean_scope(self) -> list[str]:
        """Everything includes the rest."""
        chosen: list[str] = self.cleaned_data["scope"]
        return [Scope.ALL.value] if Scope.ALL in chosen else chosen

    def clean(self) -> dict[str, Any]:
        """A period runs forward."""
        cleaned = super().clean()
        start, end = cleaned.get("period_from"), cleaned.get("period_to")
        if start and end and start > end:
            self.add_error("period_to", _("The end of the period is before its beginning."))
        return cleaned


class DeliveryForm(QuestionForm):
    """How the person wants the answer. Their choice is followed (Art 33(2))."""

    delivery_method = forms.ChoiceField(
        label=_("How do you want to receive the answer?"),
        widget=forms.RadioSelect,
        choices=[
            (
                DeliveryMethod.DOWNLOAD,
                Choice(_("Download from your page"), _("The fastest way. Nothing is mailed.")),
            ),
            (
                DeliveryMethod.PAPER,
                Choice(_("Paper by post"), _("Postage is included in the fee.")),
            ),
        ],
        error_messages={"required": _("Please choose how you want to receive the answer.")},
    )
    formats = forms.MultipleChoiceField(
        label=_("File formats for the download"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[FileFormat.PDF, FileFormat.CSV, FileFormat.JSON],
        choices=[
            (FileFormat.PDF, Choice("PDF", _("To read and print"))),
            (FileFormat.CSV, Choice("CSV", _("For spreadsheets"))),
            (FileFormat.JSON, Choice("JSON", _("For other software"))),
        ],
    )
    delivery_address = JapaneseCharField(
        label=_("Address the paper is sent to"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for paper. Leave empty to use the address you entered before."),
    )  # fmt: skip
    scanned = ("delivery_address",)

    def clean(self) -> dict[str, Any]:
        """A download has at least one format."""
        cleaned = super().clean()
        downloads = cleaned.get("delivery_method") == DeliveryMethod.DOWNLOAD
        if downloads and not cleaned.get("formats"):
            self.add_error("formats", _("Please choose at least one file format."))
        return cleaned


class IdentityForm(QuestionForm):
    """How the person shows who they are; done after filing."""

    identity_method = forms.ChoiceField(
        label=_("How do you want to show who you are?"),
        widget=forms.RadioSelect,
        choices=[
            (
                IdentityMethod.MEMBER_MATCH,
                Choice(
                    _("I am a member and signed in with my registered e-mail address"),
                    _("We send a code to that address. No document is needed."),
                ),
            ),
            (
                IdentityMethod.CONTACT_CODE,
                Choice(
                    _("I am a member with another registered e-mail address"),
                    _("We send a code to the address on file. No document is needed."),
                ),
            ),
            (
                IdentityMethod.DOCUMENT,
                Choice(
                    _("I upload an identity document"),
                    _("If you are no member or cannot receive a code."),
                ),
            ),
        ],
        error_messages={"required": _("Please choose one way.")},
    )


class FeeForm(QuestionForm):
    """The fee and refund rule are shown on the page; 宛名 is optional."""

    receipt_addressee = JapaneseCharField(
        label=_("Name on the receipt"), max_length=80, required=False,
        help_text=_("Leave empty if you need no receipt. You can enter it later, too."),
    )  # fmt: skip
    scanned = ("receipt_addressee",)


class PurposeForm(QuestionForm):
    """The purpose-of-use notice before submitting (Art 21(2)): shown, then continued."""
