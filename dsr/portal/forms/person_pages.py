"""Questions about the person (DOMAIN §7). Not asked: seal, My Number, honseki, gender.

The words fit whoever asks: the person themself, or somebody who represents them.
"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.identity.domain.authority import is_minor
from dsr.portal.enums import FOR_A_MINOR
from dsr.portal.forms import person_fields as shared
from dsr.portal.forms.question_form import JapaneseCharField, QuestionForm


class NameForm(shared.BirthDateForm):
    """Names and birth date, as registered with the company."""

    family_name = shared.family_name()
    given_name = shared.given_name()
    family_name_kana = shared.kana(_("Family name in kana"))
    given_name_kana = shared.kana(_("Given name in kana"))
    former_name = JapaneseCharField(
        label=_("Former name, or the name registered with us"), max_length=120, required=False,
        help_text=_("Only if it is different from the name today."),
    )  # fmt: skip
    birth_year = shared.birth_year()
    birth_month = shared.birth_month()
    birth_day = shared.birth_day()
    scanned = ("family_name", "given_name", "former_name")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.facts.for_another:
            shared.forget_autocomplete(self)

    def clean(self) -> dict[str, Any]:
        """A parent or guardian of a minor asks for somebody under 18 (DOMAIN §6)."""
        cleaned = super().clean()
        born = cleaned.get("birth_date")
        if (
            born
            and self.facts.asked_by in FOR_A_MINOR
            and not is_minor(date.fromisoformat(born), on=self.facts.on)
        ):
            self.add_error(
                "birth_year",
                _(
                    "This person is 18 or older, so a parent or guardian of a minor can no longer "
                    "ask for them. They can ask themselves, or give you a letter of mandate."
                ),
            )
        return cleaned


class ContactForm(QuestionForm):
    """Where the person lives and can be reached."""

    postal_code = shared.postal_code()
    address = shared.address()
    registered_address = JapaneseCharField(
        label=_("Address registered with us"), max_length=200, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only if it is different from the address today."),
    )  # fmt: skip
    phone = shared.phone()
    scanned = ("address", "registered_address")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.facts.for_another:
            shared.forget_autocomplete(self)

    def clean_postal_code(self) -> str:
        """Seven digits."""
        return shared.clean_postal_code(self.cleaned_data["postal_code"])


class MembershipForm(QuestionForm):
    """How the company may know the person; both may be empty: only what is proven is searched."""

    member_id = JapaneseCharField(
        label=_("Member number"), max_length=40, required=False,
        help_text=_("For example M-000042. It is shown on the member's page of the service."),
    )  # fmt: skip
    registered_email = forms.EmailField(
        label=_("E-mail address registered with us"), max_length=254, required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Only if it is different from the address you signed in with."),
    )  # fmt: skip
    scanned = ("member_id",)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.facts.for_another:
            shared.forget_autocomplete(self)
            self.fields["registered_email"].help_text = _(
                "We only compare it with our records. You stay signed in with your own address."
            )


class CalledForm(QuestionForm):
    """Who asks a mere question: nothing but a name, and only if they like (proportionate)."""

    called = JapaneseCharField(
        label=_("Your name"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("You need not give it. We answer on your page here."),
    )  # fmt: skip
    scanned = ("called",)
