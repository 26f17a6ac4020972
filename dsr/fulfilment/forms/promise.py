"""Rows in which staff say what is promised for later; and how a promise was kept."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.forms.reason import StepForm
from dsr.fulfilment.domain.outcomes import PROMISES
from dsr.fulfilment.enums import PromiseKind
from dsr.fulfilment.services.planned_promises import Plan
from policies.models import LegalRetention

ROWS = 2


class KeptForm(StepForm):
    """How a promise was kept."""

    note = forms.CharField(
        label=gettext_lazy("How it was kept"),
        help_text=gettext_lazy(
            "It is kept on record. The person reads that the promise was kept, not these words."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


def promise_rows(
    form: forms.Form, *, position: int, kind: str, laws: Sequence[LegalRetention]
) -> list[str]:
    """Add the fields of the promises to `form`; answers their prefixes."""
    kinds = {code for (of, _outcome), row in PROMISES.items() if of == kind for code in row}
    if not kinds:
        return []
    prefixes = []
    for number in range(1, ROWS + 1):
        prefix = f"promise_{position}_{number}"
        form.fields[f"{prefix}_kind"] = forms.ChoiceField(
            label=_("What is promised"), required=False,
            choices=[("", "–"), *((k.value, k.label) for k in PromiseKind if k.value in kinds)],
        )  # fmt: skip
        form.fields[f"{prefix}_due"] = forms.DateField(
            label=_("By which day"), required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )  # fmt: skip
        if "ERASE_AFTER_RETENTION" in kinds:
            form.fields[f"{prefix}_law"] = forms.ChoiceField(
                label=_("Law that obliges to keep until then"), required=False,
                choices=[("", "–"), *((law.code, _law_label(law)) for law in laws)],
            )  # fmt: skip
        for name, label in (
            ("text_ja", _("Words of the promise (Japanese)")),
            ("text_en", _("Words of the promise (English)")),
        ):
            form.fields[f"{prefix}_{name}"] = forms.CharField(
                label=label, required=False, max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        prefixes.append(prefix)
    return prefixes


def check_promises(form: forms.Form, prefixes: Sequence[str]) -> None:
    """A promise that was begun has its day."""
    for prefix in prefixes:
        begun = any(form.cleaned_data.get(f"{prefix}_{name}") for name in ("kind", "text_ja"))
        if begun and not form.cleaned_data.get(f"{prefix}_due"):
            form.add_error(f"{prefix}_due", ValidationError(_("Please enter the day.")))
        if begun and not form.cleaned_data.get(f"{prefix}_kind"):
            form.add_error(f"{prefix}_kind", ValidationError(_("Please choose what is promised.")))


def planned_promises(data: dict[str, Any], prefixes: Sequence[str]) -> tuple[Plan, ...]:
    """What was promised; rows left empty are out."""
    return tuple(
        Plan(
            kind=data[f"{prefix}_kind"],
            due_date=data[f"{prefix}_due"],
            text_ja=data[f"{prefix}_text_ja"],
            text_en=data[f"{prefix}_text_en"],
            retention=data.get(f"{prefix}_law", ""),
        )
        for prefix in prefixes
        if data.get(f"{prefix}_kind") and data.get(f"{prefix}_due")
    )


def _law_label(law: LegalRetention) -> str:
    return law.law_en if (get_language() or "").startswith("en") else law.law_ja
