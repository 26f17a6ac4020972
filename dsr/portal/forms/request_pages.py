"""The last questions: an inquiry, how the answer comes, identity, fee, purpose (DOMAIN §7)."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dsr.cases.enums import FileFormat, InquiryNature
from dsr.identity.enums import IdentityMethod
from dsr.portal.domain.pages import WAYS_WITH_FILES, ways_to_receive
from dsr.portal.forms.choice import Choice
from dsr.portal.forms.question_form import JapaneseCharField, QuestionForm
from policies.enums import DeliveryMethod


class InquiryForm(QuestionForm):
    """A question, comment or complaint (Art 40)."""

    nature = forms.ChoiceField(
        label=gettext_lazy("What is it?"),
        widget=forms.RadioSelect,
        choices=[
            (
                InquiryNature.QUESTION,
                Choice(pgettext_lazy("inquiry", "A question")),
            ),
            (
                InquiryNature.COMPLAINT,
                Choice(
                    pgettext_lazy("inquiry", "A complaint"),
                    gettext_lazy("You are not content with what we did."),
                ),
            ),
            (InquiryNature.COMMENT, Choice(pgettext_lazy("inquiry", "A comment"))),
        ],
        error_messages={"required": gettext_lazy("Please choose what it is.")},
    )
    about_reference = forms.ChoiceField(
        label=gettext_lazy("Is it about one of your requests?"), required=False
    )
    inquiry_text = JapaneseCharField(
        label=gettext_lazy("Your words"), max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": 5000}),
        error_messages={"required": gettext_lazy("Please write something.")},
    )  # fmt: skip
    scanned = ("inquiry_text",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offered = [
            (
                reference,
                _("%(reference)s (received on %(day)s)")
                % {"reference": reference, "day": date_format(arrived, "DATE_FORMAT")},
            )
            for reference, arrived in self.facts.references
        ]
        field = self.fields["about_reference"]
        field.choices = [("", _("No, or I am not sure")), *offered]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["about_reference"]


_WAYS: dict[DeliveryMethod, Choice] = {
    DeliveryMethod.DOWNLOAD: Choice(
        gettext_lazy("Download from your page"),
        gettext_lazy("The fastest way. Nothing is mailed."),
    ),
    DeliveryMethod.PAPER: Choice(
        gettext_lazy("Paper by post"), gettext_lazy("Postage costs nothing extra.")
    ),
    DeliveryMethod.MEDIA: Choice(
        gettext_lazy("A storage medium by post"),
        gettext_lazy("Files on a disc or memory stick. Postage costs nothing extra."),
    ),
}
_WAYS_OF_A_LETTER: dict[DeliveryMethod, Choice] = {
    DeliveryMethod.DOWNLOAD: Choice(
        gettext_lazy("A letter on your page"),
        gettext_lazy("The fastest way. Nothing is mailed."),
    ),
    DeliveryMethod.PAPER: Choice(
        gettext_lazy("A letter by post"), gettext_lazy("Postage costs nothing extra.")
    ),
}


class DeliveryForm(QuestionForm):
    """How the answer comes. The choice is followed (Art 33(2)).

    What hands no data over is answered by a letter, so no file formats are asked. An agent who may
    not receive the answer does not choose where it goes: to the person's address.
    """

    delivery_method = forms.ChoiceField(
        label=gettext_lazy("How do you want to receive the answer?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Please choose how you want to receive the answer.")
        },
    )
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("File formats"),
        help_text=gettext_lazy("For the download or the storage medium."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        initial=[FileFormat.PDF, FileFormat.CSV, FileFormat.JSON],
        choices=[
            (FileFormat.PDF, Choice("PDF", gettext_lazy("To read and print"))),
            (FileFormat.CSV, Choice("CSV", gettext_lazy("For spreadsheets"))),
            (FileFormat.JSON, Choice("JSON", gettext_lazy("For other software"))),
        ],
    )
    delivery_address = JapaneseCharField(
        label=gettext_lazy("Address we send it to"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    scanned = ("delivery_address",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        words = _WAYS if self.facts.hands_data_over else _WAYS_OF_A_LETTER
        ways = ways_to_receive(self.facts.answers)
        field = self.fields["delivery_method"]
        field.choices = [(way.value, words[way]) for way in ways]  # type: ignore[attr-defined]
        if not self.facts.hands_data_over:
            del self.fields["formats"]
        if not self.facts.may_receive:
            field.label = _("How do we send the answer to the person?")
            del self.fields["delivery_address"]
        else:
            self.fields["delivery_address"].help_text = self._where()

    def _where(self) -> str:
        if self.facts.for_another:
            return _("Only for post. Leave empty to use your own address as the representative.")
        return _("Only for post. Leave empty to use the address you entered before.")

    def clean(self) -> dict[str, Any]:
        """Files have at least one format."""
        cleaned = super().clean()
        files = cleaned.get("delivery_method") in WAYS_WITH_FILES and "formats" in self.fields
        if files and not cleaned.get("formats"):
            self.add_error("formats", _("Please choose at least one file format."))
        return cleaned


class IdentityForm(QuestionForm):
    """How the person shows who they are; done after filing."""

    identity_method = forms.ChoiceField(
        label=gettext_lazy("How do you want to show who you are?"),
        widget=forms.RadioSelect,
        choices=[
            (
                IdentityMethod.MEMBER_MATCH,
                Choice(
                    gettext_lazy("I am a member and signed in with my registered e-mail address"),
                    gettext_lazy("We send a code to that address. No document is needed."),
                ),
            ),
            (
                IdentityMethod.CONTACT_CODE,
                Choice(
                    gettext_lazy("I am a member with another registered e-mail address"),
                    gettext_lazy("We send a code to the address on file. No document is needed."),
                ),
            ),
            (
                IdentityMethod.DOCUMENT,
                Choice(
                    gettext_lazy("I upload an identity document"),
                    gettext_lazy("If you are no member or cannot receive a code."),
                ),
            ),
        ],
        error_messages={"required": gettext_lazy("Please choose one way.")},
    )


class FeeForm(QuestionForm):
    """The fee and refund rule are shown on the page; 宛名 is optional."""

    receipt_addressee = JapaneseCharField(
        label=gettext_lazy("Name on the receipt"), max_length=80, required=False,
        help_text=gettext_lazy("Leave empty if you need no receipt. You can enter it later, too."),
    )  # fmt: skip
    scanned = ("receipt_addressee",)


class PurposeForm(QuestionForm):
    """The purpose-of-use notice before submitting (Art 21(2)): shown, then continued."""
