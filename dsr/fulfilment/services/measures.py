"""Measures of a draft: what an answer does to the data. Renewed with every saving of the draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.gateways.sealing import seal_json
from dsr.fulfilment.enums import ActionKind
from dsr.fulfilment.models import DecisionItem, Measure
from dsr.fulfilment.selectors.measure_details import measure_detail, measure_detail_context
from dsr.fulfilment.selectors.measures import measures_of
from policies.models import DataCategory


@dataclass(frozen=True, kw_only=True)
class PlannedMeasure:
    """One thing to do to one category.

    Arguments:
        action: an ActionKind.
        category: code of the register.
        field, current, right: of a correction: what the field says and what it shall say; an
            addition has no `current`, a deletion no `right`.
        extent_ja, extent_en: of the others, where not the whole category.
    """

    action: ActionKind | str
    category: str
    field: str = ""
    current: str = ""
    right: str = ""
    extent_ja: str = ""
    extent_en: str = ""

    @property
    def is_complete_correction(self) -> bool:
        """Whether a correction says which field, from what and to what."""
        current = bool(self.current.strip()) or self.action == ActionKind.ADD
        right = bool(self.right.strip()) or self.action == ActionKind.DELETE
        return bool(self.field.strip()) and current and right

    def detail(self) -> dict[str, str]:
        """As Measure keeps it; {} for a whole category."""
        if self.field:
            return {"field": self.field, "current": self.current, "right": self.right}
        if self.extent_ja or self.extent_en:
            return {"extent_ja": self.extent_ja, "extent_en": self.extent_en}
        return {}


def plan_measures(*, answer: DecisionItem, measures: Sequence[PlannedMeasure]) -> None:
    """Make `measures` the measures of a draft.

    Those that say the same as before stay the same rows: what was confirmed at a holder meanwhile
    stays confirmed (the actions refer to them).
    """
    kept = {_key(row.action, row.category.code, measure_detail(row)): row
            for row in measures_of(answer)}  # fmt: skip
    wanted = {_key(row.action, row.category, row.detail()): row for row in measures}
    for key, row in kept.items():
        if key not in wanted:
            row.delete()
    last = max((row.position for row in kept.values()), default=0)
    categories = DataCategory.objects.in_bulk(
        {row.category for row in measures}, field_name="code"
    )  # fmt: skip
    for position, key in enumerate((key for key in wanted if key not in kept), start=last + 1):
        _make(answer, position, wanted[key], categories[wanted[key].category])


def _key(action: str, category: str, detail: dict[str, str]) -> tuple[object, ...]:
    return (str(action), category, *sorted(detail.items()))


def _make(
    answer: DecisionItem, position: int, planned: PlannedMeasure, category: DataCategory
) -> None:
    measure = Measure(
        decision_item=answer, position=position, action=planned.action, category=category
    )
    detail = planned.detail()
    if detail:
        measure.detail_sealed = seal_json(
            answer.item.case.data_key, detail, context=measure_detail_context(measure)
        )
    measure.save(force_insert=True)
