"""A reviewer's verdict."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.reason import StepForm
from dsr.identity.enums import Attribute, DocumentClass, MatchResult

VERDICTS = [("yes", _("It is this person")), ("no", _("Not confirmed: ask the person to act"))]


class ReviewForm(StepForm):
    """What was seen, attribute by attribute, and the verdict with its reason."""

    document_class = forms.ChoiceField(
        label=_("Document seen"), required=False,
        choices=[("", pgettext_lazy("identity check", "None")), *DocumentClass.choices],
    )  # fmt: skip
    expiry_seen = forms.DateField(
        label=_("Expiry date on it"), required=False,
        help_text=_("Empty only where the document has none. Never note its number."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    issued_seen = forms.DateField(
        label=_("Issue date on it"), required=False,
        help_text=_("Only for a document that may be three months old at most. It is not kept."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    verdict = forms.ChoiceField(label=_("Verdict"), widget=forms.RadioSelect, choices=VERDICTS)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=1000,
        help_text=_(
            "Needed when something differs, and when not confirmed: then the person reads it."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    field_order = (
        "match_NAME", "match_BIRTH_DATE", "match_ADDRESS", "document_class", "expiry_seen",
        "issued_seen", "verdict", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for attribute in Attribute:
            self.fields[f"match_{attribute.value}"] = forms.ChoiceField(
                label=attribute.label, widget=forms.RadioSelect, choices=MatchResult.choices
            )
        self.order_fields(self.field_order)

    def matches(self) -> dict[str, str]:
        """Attribute -> MatchResult."""
        return {
            attribute.value: self.cleaned_data[f"match_{attribute.value}"]
            for attribute in Attribute
        }
