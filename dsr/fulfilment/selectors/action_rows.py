"""Actions in sources in the words of whoever reads them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dsr.cases.letters.words import Language
from dsr.fulfilment.models import ActionTask, DataSource, Decision
from dsr.fulfilment.selectors.action_plans import Holder, action_plan
from dsr.fulfilment.selectors.measure_details import action_detail
from policies.models import DataCategory, LegalRetention
from policies.selectors.retentions import retentions_of

DESTROYING = ("ERASE", "ANONYMISE")


@dataclass(frozen=True, kw_only=True)
class PlannedRow:
    """One line of what an approval will have done."""

    action: str
    category: str
    holder: str
    route: str


@dataclass(frozen=True, kw_only=True)
class PlanPage:
    """What approving will do, and which laws speak against it."""

    rows: list[PlannedRow]
    laws: list[str]


def holder_name(holder: Holder, language: Language) -> str:
    """What the holder is called."""
    return holder.name_en if language == "en" else holder.name_ja


def task_holder(task: ActionTask, language: Language) -> str:
    """What the holder of an action is called."""
    return holder_name(task.holder, language)


def category_name(category: DataCategory, language: Language) -> str:
    """What a category is called."""
    return category.name_en if language == "en" else category.name_ja


def holder_instructions(task: ActionTask, language: Language) -> str:
    """What a person is to do at this holder; "" where nobody wrote it. Of an own system the words
    are about searching it, so only processors and recipients have some.
    """
    holder = task.holder
    if isinstance(holder, DataSource):
        return _("Correct it in the system itself.") if holder.connector == "PORTAL" else ""
    return holder.instructions_en if language == "en" else holder.instructions_ja


def detail_words(task: ActionTask, language: Language) -> list[tuple[str, str]]:
    """(label, words) of what exactly is to be done. Raises UnableToUnseal once shredded."""
    detail = action_detail(task)
    labels = {
        "field": pgettext("action", "Item to correct"),
        "current": pgettext("action", "Content now"),
        "right": pgettext("action", "Right content"),
        f"extent_{language}": pgettext("action", "Extent"),
    }
    return [(labels[name], words) for name, words in detail.items() if name in labels and words]


def plan_page(decision: Decision, language: Language) -> PlanPage:
    """What approving this decision will do. Raises UnableToUnseal once shredded."""
    plan = action_plan(decision)
    rows = [
        PlannedRow(
            action=planned.measure.get_action_display(),
            category=category_name(planned.measure.category, language),
            holder=holder_name(planned.holder, language),
            route=str(planned.route.label),
        )
        for planned in plan
    ]
    destroyed = [p.measure.category for p in plan if p.measure.action in DESTROYING]
    return PlanPage(rows=rows, laws=list(dict.fromkeys(_laws(destroyed, language))))


def _laws(categories: Iterable[DataCategory], language: Language) -> Iterable[str]:
    named = {category.pk: category_name(category, language) for category in categories}
    found = retentions_of(list(categories))
    return [
        f"{named[pk]}: {_law(retention, language)}"
        for pk, retentions in found.items()
        for retention in retentions
    ]


def _law(retention: LegalRetention, language: Language) -> str:
    if language == "en":
        return f"{retention.law_en} – {retention.what_en} ({retention.from_en}, {retention.days})"
    return f"{retention.law_ja} – {retention.what_ja}（{retention.from_ja}から{retention.days}日）"
