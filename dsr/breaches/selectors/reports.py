"""What a report to the Commission says: the nine items of Enforcement Rules Art 8(1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import translation

from dsr.breaches.enums import FACTS, ReportKind
from dsr.breaches.models import Breach
from dsr.breaches.selectors.breaches import facts_of

# Item 9, other facts, may be empty in any report.
MUST_BE_KNOWN: dict[str, tuple[str, ...]] = {
    ReportKind.PRELIMINARY: ("summary",),
    ReportKind.FINAL: tuple(key for key in FACTS if key != "other"),
    ReportKind.SUPPLEMENT: tuple(key for key in FACTS if key != "other"),
}


@dataclass(frozen=True)
class ReportItem:
    """One of the nine items; `text` "" where nothing is known."""

    number: int
    key: str
    label: str
    text: str


def report_items(breach: Breach) -> list[ReportItem]:
    """The nine items in Japanese, in the order of the Rules. Raises UnableToUnseal."""
    facts = facts_of(breach)
    with translation.override("ja"):
        texts = {**facts, "people": people_words(breach), "data_items": _data_items(breach, facts)}
        return [
            ReportItem(number, key, str(label), texts.get(key, ""))
            for number, (key, label) in enumerate(FACTS.items(), start=1)
        ]


def missing_facts(breach: Breach, *, wanted: Iterable[str]) -> list[str]:
    """Keys of the wanted items about which nothing is written."""
    texts = {item.key: item.text for item in report_items(breach)}
    return [key for key in wanted if not texts[key]]


def people_words(breach: Breach) -> str:
    """How many people, as the report says it."""
    return "" if breach.people_count is None else f"{breach.people_count:,}人"


def _data_items(breach: Breach, facts: dict[str, str]) -> str:
    names = breach.categories.order_by("position").values_list("name_ja", flat=True)
    parts = ["、".join(names), facts.get("data_items", "")]
    return "\n".join(part for part in parts if part)
