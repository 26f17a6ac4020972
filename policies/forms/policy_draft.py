"""The form of a draft, and the form of publishing one."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.forms.reason import StepForm
from policies.domain.matters import is_number
from policies.enums import ConsentTrigger
from policies.models import PolicyDraft, PolicyVersion
from policies.selectors.matters import matters


class PolicyDraftForm(forms.ModelForm):
    """What a draft says. `seen` is the revision the writer began with."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    consent_triggers = forms.MultipleChoiceField(
        label=_("Why consent is needed"),
        choices=ConsentTrigger.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Only for a revision that needs consent."),
    )
    introduces = forms.MultipleChoiceField(
        label=_("What is new"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "For people who do not accept, exactly this stays blocked. Add it to its register"
            " first."
        ),
    )

    class Meta:
        model = PolicyDraft
        fields = (
            "document", "number", "effective_from", "nature", "consent_triggers", "introduces",
            "summary_ja", "summary_en", "text_ja", "text_en",
        )  # fmt: skip
        help_texts = {
            "number": _("A name that stays, such as the day it takes effect."),
            "effective_from": _("A later day than the one it is announced on."),
            "text_ja": _(
                "Markdown. Articles are headings such as “## 第10条　…”, clauses lines such as"
                " “1　…” or “10-1 …”."
            ),
            "text_en": _("Markdown. The same articles: “## Article 10  …”."),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in (
                ("text_ja", 24), ("text_en", 24), ("summary_ja", 4), ("summary_en", 4),
            )
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("introduces")
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = _grouped(matters(get_language() or "ja"))
        if "seen" in self.fields:
            self.fields["seen"].initial = self.instance.revision

    def clean_number(self) -> str:
        """Free, and fit for an address."""
        number = str(self.cleaned_data["number"])
        if not is_number(number):
            raise forms.ValidationError(_("Please use letters, digits and hyphens only."))
        if PolicyVersion.objects.filter(number=number).exists():
            raise forms.ValidationError(_("A published version has this number already."))
        return number

    def clean(self) -> dict[str, Any]:
        """As the writer knew it."""
        cleaned = super().clean() or {}
        if self.instance.pk and cleaned.get("seen") != self.instance.revision:
            raise forms.ValidationError(
                _("Somebody changed this draft meanwhile. Please copy your text and open it again.")
            )
        return cleaned


def _grouped(found: list[tuple[str, str]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """By the register they stand in."""
    names = {
        "PURPOSE": _("purposes of use"),
        "CATEGORY": _("data categories"),
        "RECIPIENT": _("recipients"),
        "COUNTRY": _("countries"),
        "ITEM": _("consent items"),
    }
    groups = (
        (capfirst(str(name)), [row for row in found if row[0].startswith(f"{kind}:")])
        for kind, name in names.items()
    )
    return [group for group in groups if group[1]]


class PublishForm(StepForm):
    """Publishing; a company of one says why it does so alone."""

    alone_reason = forms.CharField(
        label=_("Reason for publishing your own draft"),
        help_text=_("Only for a company of one. It is kept on record."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
