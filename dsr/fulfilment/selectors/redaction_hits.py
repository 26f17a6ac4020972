"""What a wanted redaction would mask, before it is made."""

from dataclasses import dataclass

from dsr.fulfilment.domain.masking import (
    TEXT,
    WHOLE,
    Hits,
    Mask,
    Masking,
    UnableToReadWords,
    count_hits,
    words_of,
)
from dsr.fulfilment.domain.redaction import (
    AREA,
    DOCUMENT_KINDS,
    PAGE,
    RECORD_KINDS,
    Rectangle,
    UnableToMask,
    WantedRedaction,
    check_area,
)
from dsr.fulfilment.enums import CategoryOutcome, PartForm
from dsr.fulfilment.gateways.redaction_painting import (
    Area,
    Described,
    UnableToPaint,
    describe_document,
)
from dsr.fulfilment.models import CollectedCategory
from dsr.fulfilment.selectors.parts import records_in
from dsr.fulfilment.selectors.redactions import areas_found, document_of, whole_page


@dataclass(frozen=True, kw_only=True)
class FoundRedaction:
    """A wanted redaction that makes sense for its part, with what it finds there.

    `mask` for records, `areas` for a document; `page`, `words` and `area` as they are to be kept.
    """

    hits: Hits
    mask: Mask
    page: int | None = None
    areas: tuple[Area, ...] = ()
    words: tuple[str, ...] = ()
    area: Rectangle | None = None


def find_redaction(part: CollectedCategory, wanted: WantedRedaction) -> FoundRedaction:
    """Look through the whole part for what is wanted, one record or page at a time.

    Raises UnableToMask where it makes no sense or finds nothing; PaintingUnavailable.
    """
    if part.outcome != CategoryOutcome.EXPORTED or part.file is None:
        raise UnableToMask("NOT_EXPORTED")
    document = part.form == PartForm.DOCUMENT
    if wanted.kind not in (DOCUMENT_KINDS if document else RECORD_KINDS):
        raise UnableToMask("KIND")
    found = _in_document(part, wanted) if document else _in_records(part, wanted)
    if not found.hits.places:
        raise UnableToMask("NOTHING_FOUND")
    return found


def _words(wanted: WantedRedaction) -> tuple[str, ...]:
    if wanted.kind != TEXT:
        return ()
    try:
        return words_of(wanted.words)
    except UnableToReadWords as error:
        raise UnableToMask(error.code) from None


def _in_records(part: CollectedCategory, wanted: WantedRedaction) -> FoundRedaction:
    if wanted.record is not None and not 1 <= wanted.record <= part.found:
        raise UnableToMask("NO_SUCH_RECORD")
    if wanted.field and wanted.field not in {name for name, _ja, _en in part.fields}:
        raise UnableToMask("NO_SUCH_FIELD")
    if wanted.kind == WHOLE and wanted.record is None and not wanted.field:
        raise UnableToMask("WHOLE_PART")
    words = _words(wanted)
    mask = Mask(kind=wanted.kind, words=words, record=wanted.record, field=wanted.field)
    hits = count_hits(records_in(part.file), Masking([mask])) if part.file else Hits()
    return FoundRedaction(hits=hits, mask=mask, words=words)


def _in_document(part: CollectedCategory, wanted: WantedRedaction) -> FoundRedaction:
    words = _words(wanted)
    area = check_area(wanted.area) if wanted.kind == AREA else None
    described = _described(part)
    if wanted.page is not None and not 1 <= wanted.page <= described.pages:
        raise UnableToMask("NO_SUCH_PAGE")
    mask = Mask(kind=wanted.kind, words=words)
    if wanted.kind in (AREA, PAGE):
        if wanted.page is None:
            raise UnableToMask("NO_SUCH_PAGE")
        cover = Area(wanted.page, *area) if area else whole_page(wanted.page)
        return FoundRedaction(
            hits=Hits(1, 1), mask=mask, page=wanted.page, areas=(cover,), area=area
        )
    if not described.texts:
        raise UnableToMask("NO_TEXT_LAYER")
    areas, places = areas_found(described, Masking([mask]), page=wanted.page)
    pages = len({one.page for one in areas})
    return FoundRedaction(
        hits=Hits(places, pages), mask=mask, page=wanted.page, areas=tuple(areas), words=words
    )


def _described(part: CollectedCategory) -> Described:
    try:
        return describe_document(document_of(part))
    except UnableToPaint:
        raise UnableToMask("UNREADABLE") from None
