"""A reviewer's verdict on authority, the check on the day of release, and the notice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.reason import StepForm
from dsr.identity.domain.authority import BASES, BY_CHOICE
from dsr.identity.enums import AuthorityClass, AuthorityPoint, Finding, NoticeChoice
from policies.enums import RequestKind


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _reason(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), required=False, max_length=1000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class AuthorityForm(StepForm):
    """Point by point what the document shows, and the verdict with its reason."""

    document_class = forms.ChoiceField(
        label=_("Document seen"), required=False,
        choices=[("", pgettext_lazy("authority check", "None"))],
    )  # fmt: skip
    issued_on = forms.DateField(
        label=_("Issue date on it"), required=False, widget=_day(),
        help_text=_("At most three months before it reached us. It is not kept."),
    )  # fmt: skip
    expires_on = forms.DateField(
        label=_("Until when the authority lasts"), required=False, widget=_day(),
        help_text=_("Empty where the document states no end."),
    )  # fmt: skip
    birth_date = forms.DateField(
        label=_("The principal's date of birth on the document"), required=False, widget=_day(),
        help_text=_("Compared with what was filed; it decides whether the principal is a minor."),
    )  # fmt: skip
    kinds_stated = forms.MultipleChoiceField(
        label=_("Kinds of request the mandate names"), required=False,
        choices=RequestKind.choices, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    notice = forms.ChoiceField(
        label=_("Is the principal told?"), required=False, widget=forms.RadioSelect,
        choices=NoticeChoice.choices,
        help_text=_(
            "Think of harm a letter could do to the child, in a home where there is violence for"
            " example. Give the reason for either choice below."
        ),
    )  # fmt: skip
    verdict = forms.ChoiceField(
        label=_("Verdict"), widget=forms.RadioSelect,
        choices=[
            ("yes", _("They may ask for this person")),
            ("no", _("Not confirmed: ask the representative to act")),
        ],
    )  # fmt: skip
    reason = _reason(
        _("Needed when something differs, when not confirmed (then the representative reads it)"
          " and for a choice about the notice.")
    )  # fmt: skip

    def __init__(self, *args: Any, basis: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = BASES[basis]
        documents = self.fields["document_class"]
        if isinstance(documents, forms.ChoiceField):
            documents.choices = [
                ("", pgettext_lazy("authority check", "None")),
                *((code, AuthorityClass(code).label) for code in self.rule.documents),
            ]
        for point in self.rule.points:
            self.fields[f"point_{point}"] = forms.ChoiceField(
                label=AuthorityPoint(point).label, widget=forms.RadioSelect,
                choices=Finding.choices,
            )  # fmt: skip
        needed = {
            "birth_date": self.rule.of_minor,
            "kinds_stated": self.rule.stated_kinds,
            "notice": self.rule.notice == BY_CHOICE,
        }
        for name, wanted in needed.items():
            if not wanted:
                del self.fields[name]

    def findings(self) -> dict[str, str]:
        """AuthorityPoint -> Finding."""
        return {point: self.cleaned_data[f"point_{point}"] for point in self.rule.points}


class RecheckForm(StepForm):
    """Does the authority still hold today?"""

    verdict = forms.ChoiceField(
        label=_("Does the authority still hold today?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes, nothing says otherwise")), ("no", _("No, it has ended"))],
    )  # fmt: skip
    reason = _reason(_("Needed when it has ended: the representative reads it."))


class PostedForm(StepForm):
    """On which day the letter was posted."""

    posted_on = forms.DateField(label=_("Posted on"), widget=_day())
