"""What a report to the Commission says: the nine items of Enforcement Rules Art 8(1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dsr.breaches.enums import FACTS, ReportKind
from dsr.breaches.letters.report import BreachReportFacts, breach_report
from dsr.breaches.models import Breach
from dsr.breaches.selectors.breaches import facts_of, report_content
from policies.selectors.organisations import organisation

# Item 9, other facts, may be empty in any report.
MUST_BE_KNOWN: dict[str, tuple[str, ...]] = {
    ReportKind.PRELIMINARY: ("summary",),
    ReportKind.FINAL: tuple(key for key in FACTS if key != "other"),
    ReportKind.SUPPLEMENT: tuple(key for key in FACTS if key != "other"),
}


@dataclass(frozen=True)
class ReportItem:
    """One of the nine items; `text` "" where nothing is known."""

    key: str
    text: str


def report_items(breach: Breach) -> list[ReportItem]:
    """The nine items in Japanese, in the order of the Rules. Raises UnableToUnseal."""
    facts = facts_of(breach)
    texts = {**facts, "people": people_words(breach), "data_items": _data_items(breach, facts)}
    return [ReportItem(key, texts.get(key, "")) for key in FACTS]


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


def report_pdf(breach: Breach, *, kind: ReportKind, on: date) -> bytes:
    """One report on paper: as it was made, or a draft of it as the facts stand on the JST date.

    Arguments:
        kind: PRELIMINARY or FINAL.

    Raises UnableToUnseal, UnableToRenderPdf.
    """
    company = organisation()
    made = breach.reports.filter(kind=kind).first()
    now = {item.key: item.text for item in report_items(breach)}
    texts = report_content(made, breach) if made else now
    preliminary = kind == ReportKind.PRELIMINARY
    return breach_report(
        BreachReportFacts(
            kind=kind,
            reference=breach.reference,
            organisation=company.name_ja,
            representative=company.representative_ja,
            address=company.address_ja,
            contact=" ".join(x for x in (company.contact_phone, company.contact_mail) if x),
            knowledge_on=breach.knowledge_on,
            due_on=breach.preliminary_due_date if preliminary else breach.final_due_date,
            grounds=breach.grounds,
            items=[texts.get(key, "") for key in FACTS],
            dated_on=made.reported_on if made else on,
            reported_on=made.reported_on if made else None,
            receipt_number=made.receipt_number if made else "",
        )
    )
