"""Editing a message template: what may stand in braces is checked before it is kept."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsr.cases.domain.message_variables import VARIABLES, has_loose_brace, unknown_names
from dsr.cases.models import MessageTemplate

MEANINGS: dict[str, str | Promise] = {
    "reference": gettext_lazy("reference of the request"),
    "arrival_date": gettext_lazy("day the request arrived"),
    "target_date": gettext_lazy("our target date"),
    "kind": gettext_lazy("what is asked for"),
    "due_date": gettext_lazy("day by which the person is asked to complete the request"),
    "organisation": gettext_lazy("name of our company"),
    "contact": gettext_lazy("our address for questions"),
}


def names_offered() -> list[tuple[str, str | Promise]]:
    """("{reference}", what it stands for) for every name."""
    return [(f"{{{name}}}", MEANINGS[name]) for name in VARIABLES]


class MessageTemplateForm(forms.ModelForm):
    """Texts in both languages."""

    class Meta:
        model = MessageTemplate
        fields = ("code", "title_ja", "title_en", "text_ja", "text_en", "active")

    def clean_text_ja(self) -> str:
        """Every name is known and every brace has its other one."""
        return _checked(self.cleaned_data["text_ja"])

    def clean_text_en(self) -> str:
        """Every name is known and every brace has its other one."""
        return _checked(self.cleaned_data["text_en"])


def _checked(text: str) -> str:
    if has_loose_brace(text):
        raise forms.ValidationError(
            _("A brace stands alone. Names stand between { and }, and nothing else uses them.")
        )
    unknown = unknown_names(text)
    if unknown:
        raise forms.ValidationError(
            _("These names are not known: %(names)s")
            % {"names": ", ".join(f"{{{name}}}" for name in unknown)}
        )
    return text
