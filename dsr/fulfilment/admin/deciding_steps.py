"""Investigating and deciding: what was found out, and the answer to each thing asked."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import StepPage, Text
from dsr.cases.enums import Status
from dsr.cases.models import CaseItem
from dsr.fulfilment.forms.investigation import InvestigationForm
from dsr.fulfilment.forms.measure import MeasureRow
from dsr.fulfilment.forms.reviewing import AnswersForm
from dsr.fulfilment.models import DecisionItem
from dsr.fulfilment.selectors.deciding import Matter, matter_of
from dsr.fulfilment.selectors.decisions import (
    decision_of,
    holdings_by_item,
    item_reason,
    proposed_outcome,
)
from dsr.fulfilment.selectors.investigations import (
    findings_of,
    investigation_of,
    needs_investigation,
)
from dsr.fulfilment.selectors.measure_details import measure_detail
from dsr.fulfilment.selectors.measures import measures_of
from dsr.fulfilment.selectors.promises import planned_in, planned_words
from dsr.fulfilment.services.decisions import UnableToSaveDecision, save_decision
from dsr.fulfilment.services.investigations import (
    MAY_INVESTIGATE,
    UnableToRecordInvestigation,
    record_investigation,
)
from dsr.fulfilment.services.reviews import PREPARE, UnableToReviewCase

EXPLANATIONS: dict[str, Text] = {
    "WRONG_STATUS": _("The case is no longer under review."),
    "OLD_COLLECTION": _("Data was collected again since. Please look at the newest collection."),
    "REASON_MISSING": _("Please give the reason (Art 36)."),
    "OUTCOME": _("This outcome does not answer what was asked."),
    "VOLUME": _("State that the hindrance is not the amount of data alone (D2)."),
    "GROUND": _("This refusal answers no ground the person ticked. See which code answers which."),
    "NOT_INVESTIGATED": _("Please write down first what you found out (Art 34(2))."),
    "MEASURE": _("This outcome does not go with what you chose to do to the data."),
    "PROMISE": _("This outcome does not go with a promise of that kind."),
    "WORDS_MISSING": _("Please complete what is corrected to what, or the words of the promise."),
    "DUE_DATE": _("A promise needs a day in the future."),
    "LAW_MISSING": _("Please choose the law that obliges to keep the data until then."),
    "CATEGORY": _("Please choose a category the person asked about."),
    "EMPTY": _("The text is empty."),
    "MY_NUMBER": _("The text holds a My Number. Please remove it."),
}


class InvestigateItem(StepPage):
    """What was found out about one thing asked, before it is decided."""

    slug = "investigate"
    title = _("Record an investigation")
    permission = PREPARE
    button = _("Record the findings")
    failures = (UnableToRecordInvestigation,)
    explanations = EXPLANATIONS
    what_happens = (
        _("The findings are kept sealed with the case. The person never sees them."),
        _("A correction, suspension, erasure or stop is decided on an investigation (Art 34(2))."),
    )

    def _items(self) -> list[CaseItem]:
        items = self.obj.case.items.select_related("case__data_key").order_by("position")
        return [item for item in items if needs_investigation(item)]

    def available(self) -> bool:
        """While there is something to find out."""
        return self.obj.case.status in MAY_INVESTIGATE and bool(self._items())

    def form(self, data: Any = None) -> forms.Form:
        """One item, with what was found out so far."""
        items = self._items()
        chosen = self.request.GET.get("chosen", str(items[0].pk) if items else "")
        initial = {"seen": self.version(), "chosen": chosen, "findings": ""}
        for item in items:
            investigation = investigation_of(item)
            if investigation is not None and str(item.pk) == chosen:
                initial["findings"] = findings_of(investigation)
        choices = [(str(item.pk), item.get_kind_display()) for item in items]
        return InvestigationForm(data, initial=initial, choices=choices)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record it."""
        items = {str(item.pk): item for item in self._items()}
        record_investigation(
            item_id=items[form.cleaned_data["chosen"]].pk,
            findings=form.cleaned_data["findings"],
            actor=actor,
            now=now,
        )


class DraftAnswers(StepPage):
    """The answer to each thing asked."""

    slug = "decide"
    title = _("Draft the decision")
    permission = PREPARE
    button = _("Save the draft")
    template_name = "fulfilment/console_decide.html"
    failures = (UnableToReviewCase, UnableToSaveDecision, UnableToRecordInvestigation)
    explanations = EXPLANATIONS
    what_happens = (
        _("The draft is saved. Nobody is told yet; you can preview the letter afterwards."),
        _("What you choose to do to the data is done only after another person approves."),
        _("When it is ready, submit it for approval on the page of the case."),
    )

    def available(self) -> bool:
        """Under review."""
        return bool(self.obj.case.status == Status.REVIEWING)

    def version(self) -> int:
        """When the draft was last saved: a draft saved meanwhile is not overwritten unseen."""
        decision = decision_of(self.obj.case)
        if decision is None or decision.collection_id != self.obj.pk:
            return 0
        return int(decision.saved_at.timestamp() * 1000)

    @cached_property
    def matters(self) -> list[Matter]:
        """What is decided, with all that bears on it."""
        holdings = holdings_by_item(self.obj)
        items = self.obj.case.items.select_related("case__data_key", "case__governing_policy")
        language = get_language() or "ja"
        return [
            matter_of(item, holdings[item.pk], language=language)
            for item in items.order_by("position")
        ]

    def form(self, data: Any = None) -> forms.Form:
        """Filled with the draft, or with what the facts suggest."""
        form = AnswersForm(data, matters=self.matters, initial={"seen": self.version()})
        form.initial = {**form.initial, **self._proposed(), **self._drafted(form)}
        return form

    def _proposed(self) -> dict[str, str]:
        holdings = holdings_by_item(self.obj)
        proposed = {}
        for matter in self.matters:
            outcome, code = proposed_outcome(matter.item.kind, holdings[matter.item.pk])
            proposed[f"answer_{matter.item.position}"] = f"{outcome}|{code}" if outcome else ""
        return proposed

    def _drafted(self, form: AnswersForm) -> dict[str, Any]:
        decision = decision_of(self.obj.case)
        if decision is None or decision.collection_id != self.obj.pk:
            return {}
        rows = decision.items.select_related("item", "decision__collection__case__data_key")
        measured = {section.matter.item.pk: section.measures for section in form.sections}
        drafted: dict[str, Any] = {}
        for row in rows:
            drafted |= _answer_initial(row) | _promise_initial(row)
            drafted |= _measure_initial(row, measured.get(row.item_id, []))
        return drafted

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Save each answer."""
        if isinstance(form, AnswersForm):
            save_decision(
                case_id=self.obj.case_id, answers=form.answers(), actor=actor, now=now
            )  # fmt: skip


def _answer_initial(row: DecisionItem) -> dict[str, Any]:
    reason, position = item_reason(row), row.item.position
    return {
        f"answer_{position}": f"{row.outcome}|{row.code}",
        f"further_{position}": row.further_codes,
        f"volume_{position}": row.not_for_volume,
        f"reason_ja_{position}": reason.ja,
        f"reason_en_{position}": reason.en,
    }


def _promise_initial(row: DecisionItem) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for number, planned in enumerate(planned_in(row), start=1):
        words = planned_words(planned)
        prefix = f"promise_{row.item.position}_{number}"
        initial |= {
            f"{prefix}_kind": planned.kind,
            f"{prefix}_due": planned.due_date,
            f"{prefix}_law": planned.retention.code if planned.retention else "",
            f"{prefix}_text_ja": words.ja,
            f"{prefix}_text_en": words.en,
        }
    return initial


def _measure_initial(row: DecisionItem, rows: list[MeasureRow]) -> dict[str, Any]:
    """Each measure in its row: of a correction the one of its field, else that of its category."""
    initial: dict[str, Any] = {}
    free = {row.prefix for row in rows}
    for measure in measures_of(row):
        detail = measure_detail(measure)
        prefix = f"measure_{row.item.position}_{measure.category.code}"
        if "field" in detail:
            prefix = _row_of_field(rows, free, detail["field"])
            initial[f"{prefix}_category"] = measure.category.code
        free.discard(prefix)
        initial[f"{prefix}_action"] = measure.action
        initial |= {f"{prefix}_{name}": value for name, value in detail.items()}
    return initial


def _row_of_field(rows: list[MeasureRow], free: set[str], field: str) -> str:
    named = [row.prefix for row in rows if row.field == field and row.prefix in free]
    return named[0] if named else next(row.prefix for row in reversed(rows) if row.prefix in free)
