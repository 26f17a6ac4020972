"""What staff enter about answers and parts that are left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.reason import StepForm
from dsr.cases.enums import Outcome, OutcomeCode
from dsr.fulfilment.domain.outcomes import ANSWERS, DISCLOSING_KINDS, STOPPING_KINDS
from dsr.fulfilment.forms.collecting import ChosenForm, reason_fields
from dsr.fulfilment.forms.measure import (
    MeasureRow,
    correction_rows,
    measure_heads,
    planned_measures,
    stopping_rows,
)
from dsr.fulfilment.forms.promise import check_promises, planned_promises, promise_rows
from dsr.fulfilment.models.exclusion import CODES
from dsr.fulfilment.selectors.coverage import categories_of
from dsr.fulfilment.selectors.deciding import Matter
from dsr.fulfilment.selectors.investigations import needs_investigation
from dsr.fulfilment.services.answers import Answer


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
    """One answer per item: outcome with ground, reason, measures and promises.

    `matters`: what is decided (selectors.deciding). `sections` is how the page lays it out.
    """

    def __init__(self, *args: Any, matters: Sequence[Matter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = [self._section(matter) for matter in matters]

    def clean(self) -> dict[str, Any]:
        """A promise has its day and kind."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for section in self.sections:
            check_promises(self, section.promises)
        return cleaned

    def answers(self) -> list[Answer]:
        """What was typed, item by item."""
        return [self._answer(section) for section in self.sections]

    def _answer(self, section: "Section") -> Answer:
        data, item = self.cleaned_data, section.matter.item
        position = item.position
        outcome, code = data[f"answer_{position}"].split("|")
        return Answer(
            item_id=item.pk,
            outcome=outcome,
            code=code,
            further_codes=tuple(data.get(f"further_{position}") or ()),
            reason_ja=data[f"reason_ja_{position}"],
            reason_en=data[f"reason_en_{position}"],
            not_for_volume=bool(data.get(f"volume_{position}")),
            findings=data.get(f"findings_{position}", ""),
            measures=planned_measures(data, section.measures, corrects=item.kind == "CORRECTION"),
            promises=planned_promises(data, section.promises),
        )

    def _section(self, matter: Matter) -> "Section":
        item = matter.item
        position = item.position
        names = [f"answer_{position}"]
        if needs_investigation(item):
            names.insert(0, f"findings_{position}")
            self.fields[f"findings_{position}"] = _findings(matter)
        self.fields[f"answer_{position}"] = forms.ChoiceField(
            label=_("Outcome"), choices=[("", "–"), *answer_choices(item.kind)]
        )
        if matter.grounds:
            names.append(f"further_{position}")
            self.fields[f"further_{position}"] = _further()
        if item.kind in DISCLOSING_KINDS:
            names.append(f"volume_{position}")
            self.fields[f"volume_{position}"] = _volume()
        for language, field in zip(("ja", "en"), _reasons(item.kind), strict=True):
            names.append(f"reason_{language}_{position}")
            self.fields[f"reason_{language}_{position}"] = field
        return Section(self, matter, names, self._measures(matter), self._promises(matter))

    def _measures(self, matter: Matter) -> list[MeasureRow]:
        item = matter.item
        if item.kind == "CORRECTION":
            return correction_rows(
                self, position=item.position, asked=matter.corrections,
                categories=categories_of(item),
            )  # fmt: skip
        if item.kind in STOPPING_KINDS:
            return stopping_rows(
                self, position=item.position, kind=item.kind, categories=categories_of(item)
            )
        return []

    def _promises(self, matter: Matter) -> list[str]:
        item = matter.item
        laws = list(dict.fromkeys(kept.law for kept in matter.kept))
        return promise_rows(self, position=item.position, kind=item.kind, laws=laws)


@dataclass(frozen=True)
class Section:
    """One thing asked on the page: its own fields, its rows of measures and of promises."""

    form: AnswersForm
    matter: Matter
    names: list[str]
    measures: list[MeasureRow]
    promises: list[str]

    @property
    def fields(self) -> list[forms.BoundField]:
        """Findings, outcome, grounds, reason."""
        return [self.form[name] for name in self.names]

    @property
    def measure_heads(self) -> list[str]:
        """What the columns of the measures are."""
        return measure_heads(corrects=self.matter.item.kind == "CORRECTION")

    @property
    def measure_rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Each row with its name and its fields."""
        return [
            (row.label, [self.form[f"{row.prefix}_{name}"] for name in row.names])
            for row in self.measures
        ]

    @property
    def promise_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each promise."""
        return [
            [self.form[name] for name in self.form.fields if name.startswith(f"{prefix}_")]
            for prefix in self.promises
        ]


def _findings(matter: Matter) -> forms.CharField:
    return forms.CharField(
        label=_("Findings of the investigation"),
        help_text=_("What you looked at and what you found (Art 34(2)). Staff only, kept sealed."),
        widget=forms.Textarea(attrs={"rows": 4}), max_length=4000, required=False,
        initial=matter.findings,
    )  # fmt: skip


def _further() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Refusal: what answers the other grounds"),
        help_text=_("Every ground the person ticked is answered by its own code."),
        choices=[(code, OutcomeCode(code).label) for code in ("S1", "S2", "S3", "S4")],
        widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip


def _volume() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("D2: the hindrance is not the amount of data alone"),
        help_text=_("Say in the reason what hinders the business. Volume is never a ground."),
        required=False,
    )


def _reasons(kind: str) -> tuple[forms.CharField, forms.CharField]:
    """The words of the letter; of an inquiry they are the answer."""
    inquiry = kind == "INQUIRY"
    area = {"attrs": {"rows": 8 if inquiry else 4}}
    most = 4000 if inquiry else 1000
    japanese = _("Answer to the person (Japanese)") if inquiry else _(
        "Reason told to the person (Japanese)"
    )  # fmt: skip
    english = _("Answer to the person (English)") if inquiry else _(
        "Reason told to the person (English)"
    )  # fmt: skip
    helped = "" if inquiry else _(
        "Mandatory for whatever is not done as asked. For N1 and X1 the letter says a set phrase."
    )  # fmt: skip
    return (
        forms.CharField(label=japanese, help_text=helped, widget=forms.Textarea(**area),
                        max_length=most, required=False),
        forms.CharField(label=english, widget=forms.Textarea(**area), max_length=most,
                        required=False),
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
