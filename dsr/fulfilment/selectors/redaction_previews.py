"""Before and after: records and maskings as a reviewer compares them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dsr.cases.letters.words import Language
from dsr.fulfilment.domain.masking import Masking
from dsr.fulfilment.domain.package_cells import cell_text, visible_text
from dsr.fulfilment.models import CollectedCategory, Exclusion, Redaction
from dsr.fulfilment.selectors.disclosed_records import DisclosedRecord, Disclosure
from dsr.fulfilment.selectors.parts import field_words, records_in
from dsr.fulfilment.selectors.redactions import (
    redacted_field,
    redaction_mask,
    redaction_reason,
)

LONGEST_SHOWN = 4_000  # characters of one value
MASKED, LEFT_OUT = "MASKED", "LEFT_OUT"


@dataclass(frozen=True)
class ComparedValue:
    """One value; `state` is MASKED, LEFT_OUT or "" for disclosed as it is."""

    label: str
    before: str
    after: str
    state: str


@dataclass(frozen=True)
class ComparedRecord:
    """One record, numbered from 1."""

    number: int
    values: list[ComparedValue]
    places: int

    @property
    def changed(self) -> bool:
        """Whether anything in it is masked or left out."""
        return any(value.state for value in self.values)


@dataclass(frozen=True)
class ComparedPage:
    """Some records, and the number from which the next page begins (None: no more)."""

    records: list[ComparedRecord]
    following: int | None


def compared_records(
    part: CollectedCategory,
    masking: Masking,
    *,
    first: int,
    most: int,
    trial: Masking | None,
    changed_only: bool,
    language: Language,
) -> ComparedPage:
    """Up to `most` records from number `first` on; the part is read as a stream.

    With a `trial`, only those in which it finds something.
    """
    if part.file is None:
        return ComparedPage([], None)
    exclusions = list(Exclusion.objects.filter(part=part))
    disclosure = Disclosure(exclusions, masking, language)
    found: list[ComparedRecord] = []
    for number, record in enumerate(records_in(part.file), start=1):
        if number < first or (trial and not trial.applied(number, record).places):
            continue
        disclosed = disclosure.of(number, record)
        compared = _compared(part, number, record, disclosed, language)
        if changed_only and not compared.changed:
            continue
        if len(found) == most:
            return ComparedPage(found, number)
        found.append(compared)
    return ComparedPage(found, None)


def _compared(
    part: CollectedCategory,
    number: int,
    record: dict[str, Any],
    disclosed: DisclosedRecord,
    language: Language,
) -> ComparedRecord:
    labels = field_words(part)
    values = []
    for name, value in record.items():
        label = labels[name].to(language) if name in labels else name
        left = disclosed.values is None or name not in disclosed.values
        after = "" if left or disclosed.values is None else _shown(disclosed.values[name])
        before = _shown(value)
        # a value that is withheld alone is replaced by a sentence instead
        withheld = not left and name not in disclosed.places and after != before
        state = LEFT_OUT if left or withheld else MASKED if name in disclosed.places else ""
        values.append(ComparedValue(label, before, after, state))
    return ComparedRecord(number, values, sum(disclosed.places.values()))


def _shown(value: Any) -> str:
    text = visible_text(cell_text(value))
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


@dataclass(frozen=True, kw_only=True)
class RedactionRow:
    """One redaction, in the reader's language. `sought`: the words or the area, for reviewers."""

    id: UUID
    where: str
    kind: str
    sought: list[str]
    places: int
    code: str
    reason: str
    made_by: str
    made_at: datetime
    restored_by: str
    restored_at: datetime | None


def redaction_rows(redactions: list[Redaction], language: Language) -> Iterator[RedactionRow]:
    """What is masked, by whom and why. Raises UnableToUnseal once shredded."""
    for row in redactions:
        mask = redaction_mask(row)
        area = " · ".join(f"{value * 100:.4g}%" for value in mask["area"])
        yield RedactionRow(
            id=row.pk,
            where=redacted_field(row).to(language),
            kind=row.get_kind_display(),
            sought=mask["words"] or ([area] if area else []),
            places=row.places,
            code=row.code,
            reason=redaction_reason(row).to(language),
            made_by=str(row.made_by),
            made_at=row.made_at,
            restored_by=str(row.restored_by) if row.restored_by else "",
            restored_at=row.restored_at,
        )
