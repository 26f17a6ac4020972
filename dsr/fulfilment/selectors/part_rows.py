"""Categories and exclusions as the console lists them."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import get_language

from dsr.cases.letters.words import Language
from dsr.fulfilment.enums import PartForm
from dsr.fulfilment.models import Collection
from dsr.fulfilment.selectors.decisions import exclusion_reason, exclusions_in, parts_in
from dsr.fulfilment.selectors.parts import category_words, field_words, part_reason
from dsr.fulfilment.selectors.redactions import redactions_in


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """One category in one source, in the reader's language. `masked`: in how many places."""

    id: UUID
    category: str
    source: str
    outcome: str
    outcome_words: str
    found: int
    reason: str
    is_document: bool
    has_file: bool
    masked: int


@dataclass(frozen=True, kw_only=True)
class ExclusionRow:
    """One exclusion, in the reader's language."""

    id: UUID
    category: str
    record: int | None
    field: str
    code: str
    reason: str


def page_language() -> Language:
    """The language of the page being made."""
    return "en" if get_language() == "en" else "ja"


def part_rows(collection: Collection) -> list[PartRow]:
    """Every category of a collection."""
    language = page_language()
    masked: Counter[UUID] = Counter()
    for redaction in redactions_in(collection):
        masked[redaction.part_id] += redaction.places
    return [
        PartRow(
            id=part.pk,
            category=category_words(part).to(language),
            source=getattr(part.result.source, f"name_{language}") if part.result else "",
            outcome=part.outcome,
            outcome_words=part.get_outcome_display(),
            found=part.found,
            reason=part_reason(part).to(language),
            is_document=part.form == PartForm.DOCUMENT,
            has_file=part.file is not None and part.file.deleted_at is None,
            masked=masked[part.pk],
        )
        for part in parts_in(collection)
    ]


def exclusion_rows(collection: Collection) -> list[ExclusionRow]:
    """Everything left out."""
    language = page_language()
    rows = []
    for row in exclusions_in(collection):
        labels = field_words(row.part)
        label = labels[row.field].to(language) if row.field in labels else row.field
        rows.append(
            ExclusionRow(
                id=row.pk,
                category=category_words(row.part).to(language),
                record=row.record,
                field=label,
                code=row.code,
                reason=exclusion_reason(row).to(language),
            )
        )
    return rows
