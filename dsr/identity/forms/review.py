"""A reviewer's verdict."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.reason import StepForm
from dsr.identity.enums import Attribute, DocumentClass, MatchResult

VERDICTS = [("yes", _("It is this person")), ("no", _("Not confirmed: ask the person to act"))]


AGENT_FIELDS = ("agent_document_class", "agent_expiry_seen", "agent_issued_seen")


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
    agent_document_class = forms.ChoiceField(
        label=_("Document of the representative seen"), required=False,
        choices=[("", pgettext_lazy("identity check", "None")), *DocumentClass.choices],
    )  # fmt: skip
    agent_expiry_seen = forms.DateField(
        label=_("Expiry date on the representative's document"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    agent_issued_seen = forms.DateField(
        label=_("Issue date on the representative's document"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    field_order = (
        "match_NAME", "match_BIRTH_DATE", "match_ADDRESS", "document_class", "expiry_seen",
        "issued_seen", "verdict", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, represented: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for prefix in ("match", "agent_match") if represented else ("match",):
            for attribute in Attribute:
                self.fields[f"{prefix}_{attribute.value}"] = forms.ChoiceField(
                    label=attribute.label, widget=forms.RadioSelect, choices=MatchResult.choices
                )
        if not represented:
            for name in AGENT_FIELDS:
                del self.fields[name]
        self.order_fields(self.field_order)

    def matches(self, prefix: str = "match") -> dict[str, str]:
        """Attribute -> MatchResult; of the representative with "agent_match"."""
        return {
            attribute.value: self.cleaned_data[f"{prefix}_{attribute.value}"]
            for attribute in Attribute
        }
