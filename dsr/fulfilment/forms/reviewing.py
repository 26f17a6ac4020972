"""What staff enter about answers and parts that are left out."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.reason import StepForm
from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.models import CaseItem
from dsr.fulfilment.domain.outcomes import ANSWERS
from dsr.fulfilment.forms.collecting import ChosenForm, reason_fields
from dsr.fulfilment.models.exclusion import CODES


class ExclusionForm(ChosenForm):
    """A category, record or field that is not disclosed."""

    record = forms.IntegerField(
        label=_("Number of the record"), min_value=1, required=False,
        help_text=_("Empty: every record."),
    )  # fmt: skip
    field = forms.CharField(
        label=_("Name of the field"), max_length=80, required=False,
        help_text=_("Empty: every field."),
    )  # fmt: skip
    code = forms.ChoiceField(
        label=_("Ground"), choices=[(code, OutcomeCode(code).label) for code in CODES]
    )
    reason_ja, reason_en = reason_fields()


class AnswersForm(StepForm):
    """One answer per item: outcome with ground, and the reason of the letter."""

    def __init__(self, *args: object, items: Sequence[CaseItem], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for item in items:
            kind = item.get_kind_display()
            self.fields[f"answer_{item.position}"] = forms.ChoiceField(
                label=kind, choices=answer_choices(item.kind)
            )
            self.fields[f"reason_ja_{item.position}"] = forms.CharField(
                label=_("Reason told to the person (Japanese)"),
                help_text=_("Mandatory for a refusal. For N1 and X1 the letter says a set phrase."),
                widget=forms.Textarea(attrs={"rows": 4}), max_length=1000, required=False,
            )  # fmt: skip
            self.fields[f"reason_en_{item.position}"] = forms.CharField(
                label=_("Reason told to the person (English)"),
                widget=forms.Textarea(attrs={"rows": 4}), max_length=1000, required=False,
            )  # fmt: skip


def answer_choices(kind: str) -> list[tuple[str, str]]:
    """Every lawful answer to a kind as "OUTCOME|CODE" with its words."""
    return [
        (f"{outcome}|{code}", _words(outcome, code))
        for outcome, codes in ANSWERS.get(kind, {}).items()
        for code in codes
    ]


def _words(outcome: str, code: str) -> str:
    label = str(Outcome(outcome).label)
    return f"{label} – {OutcomeCode(code).label}" if code else label
