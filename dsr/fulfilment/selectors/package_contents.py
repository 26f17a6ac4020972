"""What goes into the package of a decision: everything collected, less what is left out."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any, cast

from accounts.models import StoredFile
from dsr.cases.enums import FileFormat
from dsr.cases.letters.words import NO_WORDS, Language, Words
from dsr.cases.models import Case
from dsr.cases.selectors.letters import letter_head
from dsr.fulfilment.domain.masking import Masking
from dsr.fulfilment.domain.outcomes import DISCLOSING_KINDS
from dsr.fulfilment.enums import CategoryOutcome, PartForm
from dsr.fulfilment.letters.grounds import DISCLOSURE, GROUNDS
from dsr.fulfilment.letters.package_contents import (
    PackageCategory,
    PackageContents,
    PackageExclusion,
    PackageField,
)
from dsr.fulfilment.models import CollectedCategory, Decision, Exclusion, Redaction
from dsr.fulfilment.selectors.addressees import claimed_name
from dsr.fulfilment.selectors.decisions import HIDDEN, exclusion_reason, exclusions_in, parts_in
from dsr.fulfilment.selectors.disclosed_records import Disclosure
from dsr.fulfilment.selectors.handed_over import handed_over
from dsr.fulfilment.selectors.item_answers import NOT_SEARCHABLE, exclusion_field
from dsr.fulfilment.selectors.package_documents import package_documents
from dsr.fulfilment.selectors.parts import category_words, part_reason, records_in
from dsr.fulfilment.selectors.redactions import (
    masking_of,
    redacted_field,
    redaction_reason,
    redactions_in,
)
from policies.domain.calendar import jst_date

_OUTSIDE = Words("この回答に含まれない区分", "Not part of this answer")


def package_contents(decision: Decision, *, now: datetime) -> PackageContents:
    """Everything `write_package` needs; reading it later asks no database.

    Raises UnableToUnseal once shredded.
    """
    case = decision.collection.case
    every = parts_in(decision.collection)
    parts, others = handed_over(decision, every)
    given = {part.pk for part in parts}
    exclusions = [row for row in exclusions_in(decision.collection) if row.part_id in given]
    by_part: dict[Any, list[Exclusion]] = {part.pk: [] for part in parts}
    for exclusion in exclusions:
        by_part[exclusion.part_id].append(exclusion)
    masked: dict[Any, list[Redaction]] = {part.pk: [] for part in parts}
    for redaction in redactions_in(decision.collection):
        if redaction.part_id in given:
            masked[redaction.part_id].append(redaction)
    language: Language = "en" if case.language == "en" else "ja"
    return PackageContents(
        head=letter_head(),
        reference=case.reference,
        subject_name=claimed_name(case),
        arrived_on=jst_date(case.arrived_at),
        created_at=now,
        policy_version=case.governing_policy.number,
        generator_version=generator_version(),
        categories=[
            category
            for part in _told(parts, by_part)
            for category in _categories(part, by_part[part.pk], masked[part.pk], language)
        ],
        formats=_formats(case),
        languages=("en", "ja") if language == "en" else ("ja",),
        exclusions=[
            *_left_out(every, others),
            *_excluded(case, exclusions),
            *_masked(case, parts, by_part, masked),
        ],
        attachments=[
            attachment
            for part in parts
            if not by_part[part.pk]
            for attachment in package_documents(part, masked[part.pk])
        ],
    )


def generator_version() -> str:
    """The installed version of this product; a source tree has none."""
    try:
        return version("madoguchi")
    except PackageNotFoundError:
        return "source"


def _formats(case: Case) -> frozenset[FileFormat]:
    chosen = frozenset(FileFormat(code) for code in case.formats)
    return chosen or frozenset(FileFormat)


def _is_whole(exclusion: Exclusion) -> bool:
    return exclusion.record is None and not exclusion.field


def _told(
    parts: list[CollectedCategory], by_part: dict[Any, list[Exclusion]]
) -> Iterator[CollectedCategory]:
    """Parts without those that X1 hides beside another one of the same category and source.

    A source says "nothing found" once, and not beside something.
    """
    told = {_asked(part) for part in parts if not _is_hidden(by_part[part.pk])}
    for part in parts:
        if _is_hidden(by_part[part.pk]):
            if _asked(part) in told:
                continue
            told.add(_asked(part))
        yield part


def _asked(part: CollectedCategory) -> tuple[int, int | None]:
    return part.category_id, part.result_id


def _is_hidden(exclusions: list[Exclusion]) -> bool:
    return any(exclusion.code == HIDDEN for exclusion in exclusions)


def _categories(
    part: CollectedCategory,
    exclusions: list[Exclusion],
    redactions: list[Redaction],
    language: Language,
) -> Iterator[PackageCategory]:
    """A searched category; under X1 exactly as one in which nothing was found."""
    hidden = _is_hidden(exclusions)
    whole = any(_is_whole(exclusion) for exclusion in exclusions)
    if hidden or part.outcome == CategoryOutcome.NOTHING:
        yield _category(part, fields=(), open_records=tuple)
    elif part.file is not None and part.form == PartForm.RECORDS and not whole:
        yield _disclosed(part, exclusions, masking_of(redactions), language)


def _disclosed(
    part: CollectedCategory, exclusions: list[Exclusion], masking: Masking, language: Language
) -> PackageCategory:
    left_out = {exclusion.field for exclusion in exclusions if exclusion.record is None}
    fields = tuple(
        PackageField(name, Words(label_ja, label_en))
        for name, label_ja, label_en in part.fields
        if name not in left_out
    )
    file = cast("StoredFile", part.file)
    return _category(
        part, fields=fields, open_records=partial(_records, file, exclusions, masking, language)
    )


def _category(
    part: CollectedCategory,
    *,
    fields: tuple[PackageField, ...],
    open_records: Callable[[], Iterable[Any]],
) -> PackageCategory:
    source = part.result.source if part.result else None
    return PackageCategory(
        code=part.category.code,
        label=category_words(part),
        source=Words(source.name_ja, source.name_en) if source else NO_WORDS,
        collected_at=part.recorded_at,
        fields=fields,
        open_records=open_records,
    )


def _records(
    file: StoredFile, exclusions: list[Exclusion], masking: Masking, language: Language
) -> Iterator[dict[str, Any]]:
    """Records as disclosed, one at a time."""
    disclosure = Disclosure(exclusions, masking, language)
    for number, record in enumerate(records_in(file), start=1):
        values = disclosure.of(number, record).values
        if values is not None:
            yield values


def _excluded(case: Case, exclusions: list[Exclusion]) -> Iterator[PackageExclusion]:
    kind = _kind_disclosed(case)
    for exclusion in exclusions:
        if exclusion.code != HIDDEN:
            yield PackageExclusion(
                category=category_words(exclusion.part),
                field=exclusion_field([exclusion], exclusion.field),
                ground=_ground(kind, exclusion.code),
                reason=exclusion_reason(exclusion),
            )


def _masked(
    case: Case,
    parts: list[CollectedCategory],
    by_part: dict[Any, list[Exclusion]],
    masked: dict[Any, list[Redaction]],
) -> Iterator[PackageExclusion]:
    """What is masked in what is disclosed, each place named once; never what stood there."""
    kind = _kind_disclosed(case)
    rows = [
        row
        for part in parts
        if not _is_hidden(by_part[part.pk]) and not any(map(_is_whole, by_part[part.pk]))
        for row in masked[part.pk]
    ]
    yield from dict.fromkeys(
        PackageExclusion(
            category=category_words(row.part),
            field=redacted_field(row),
            ground=_ground(kind, row.code),
            reason=redaction_reason(row),
        )
        for row in rows
    )


def _kind_disclosed(case: Case) -> str:
    kinds = case.items.filter(kind__in=DISCLOSING_KINDS).order_by("position")
    return kinds.values_list("kind", flat=True).first() or DISCLOSURE


def _ground(kind: str, code: str) -> Words:
    ground = GROUNDS[kind, code]
    return Words(
        f"{ground.provision.ja} {ground.words.ja}", f"{ground.provision.en} {ground.words.en}"
    )


def _left_out(
    parts: list[CollectedCategory], others: dict[int, Words]
) -> Iterator[PackageExclusion]:
    """Categories that were not searched, not asked for or answered apart, each with its reason."""
    named: set[int] = set()
    for part in parts:
        if part.category_id in named:
            continue
        if part.category_id in others:
            reason = others[part.category_id]
            named.add(part.category_id)
        elif part.outcome == CategoryOutcome.NOT_SEARCHED:
            reason = NOT_SEARCHABLE
        elif part.outcome == CategoryOutcome.EXCLUDED:
            reason = part_reason(part)
        else:
            continue
        yield PackageExclusion(category=category_words(part), ground=_OUTSIDE, reason=reason)
