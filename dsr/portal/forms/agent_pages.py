"""Questions about who asks for somebody else: who they are, and by what authority (DOMAIN §6)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.portal.domain.pages import KINDS, kinds_to_mandate
from dsr.portal.enums import AskedBy
from dsr.portal.forms import person_fields as shared
from dsr.portal.forms.choice import Choice
from dsr.portal.forms.question_form import JapaneseCharField, QuestionForm
from policies.enums import RequestKind


class RequesterForm(QuestionForm):
    """Who asks."""

    asked_by = forms.ChoiceField(
        label=_("Whose data is it about?"),
        widget=forms.RadioSelect,
        choices=[
            (AskedBy.SELF, Choice(_("My own"))),
            (
                AskedBy.PARENT,
                Choice(_("My child's, who is under 18"), _("You have parental authority.")),
            ),
            (
                AskedBy.MINOR_GUARDIAN,
                Choice(_("A minor's whose guardian I am"), _("The person is under 18.")),
            ),
            (
                AskedBy.ADULT_GUARDIAN,
                Choice(_("An adult's whose guardian I am"), _("Appointed by a family court.")),
            ),
            (
                AskedBy.MANDATE,
                Choice(
                    _("Somebody's who gave me a letter of mandate"),
                    _(
                        "Lawyers, too. Spouses, heirs, curators and assistants need a letter of "
                        "mandate from the person as well."
                    ),
                ),
            ),
        ],
        error_messages={"required": _("Please choose whose data it is about.")},
    )


class AgentForm(shared.BirthDateForm):
    """The representative's name, birth date, and what they are to the person (続柄)."""

    start = "agent_"
    agent_family_name = shared.family_name()
    agent_given_name = shared.given_name()
    agent_family_name_kana = shared.kana(_("Family name in kana"))
    agent_given_name_kana = shared.kana(_("Given name in kana"))
    agent_birth_year = shared.birth_year()
    agent_birth_month = shared.birth_month()
    agent_birth_day = shared.birth_day()
    relationship = JapaneseCharField(
        label=_("What you are to the person"), max_length=60,
        help_text=_("For example mother, guardian, lawyer"),
        error_messages={"required": _("Please enter what you are to the person.")},
    )  # fmt: skip
    scanned = ("agent_family_name", "agent_given_name", "relationship")


class AgentContactForm(QuestionForm):
    """Where the representative lives or works."""

    agent_postal_code = shared.postal_code()
    agent_address = shared.address()
    agent_phone = shared.phone()
    scanned = ("agent_address",)

    def clean_agent_postal_code(self) -> str:
        """Seven digits."""
        return shared.clean_postal_code(self.cleaned_data["agent_postal_code"])


class AuthorityForm(QuestionForm):
    """What the letter of mandate covers. Parents and guardians are only told what to show."""

    mandate_kinds = forms.MultipleChoiceField(
        label=_("What does the letter of mandate say you may ask for?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind, Choice(kind.label)) for kind in KINDS if kind != RequestKind.INQUIRY],
        error_messages={"required": _("Please choose at least one.")},
    )
    may_receive = forms.ChoiceField(
        label=_("Does it say that you may receive the answer?"),
        widget=forms.RadioSelect,
        choices=[
            ("yes", Choice(pgettext_lazy("may receive", "Yes"))),
            (
                "no",
                Choice(
                    pgettext_lazy("may receive", "No"),
                    _("Then we send the answer to the person by post, not to you."),
                ),
            ),
        ],
        error_messages={"required": _("Please choose whether you may receive the answer.")},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if self.facts.asked_by != AskedBy.MANDATE:
            del self.fields["mandate_kinds"], self.fields["may_receive"]

    def clean_mandate_kinds(self) -> list[str]:
        """The letter names everything that is asked."""
        covered: list[str] = self.cleaned_data["mandate_kinds"]
        missing = [k.label for k in kinds_to_mandate(self.facts.answers) if k not in covered]
        if missing:
            raise forms.ValidationError(
                _(
                    "You ask for this, too: %(kinds)s. The letter must name it; otherwise please "
                    "take it out of what you ask for."
                ),
                params={"kinds": " / ".join(str(label) for label in missing)},
            )
        return covered
