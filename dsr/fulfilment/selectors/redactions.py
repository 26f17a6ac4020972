"""Redactions of a collection: what is masked, why, and a part as it is after masking."""

from collections.abc import Iterable
from typing import Any, TypedDict

from accounts.gateways.sealing import unseal_json
from accounts.selectors.files import open_file
from dsr.cases.letters.words import NO_WORDS, Words
from dsr.fulfilment.domain.masking import Mask, Masking
from dsr.fulfilment.enums import RedactionKind
from dsr.fulfilment.gateways.redaction_painting import (
    Area,
    Described,
    describe_document,
    paint_document,
)
from dsr.fulfilment.models import CollectedCategory, Collection, Redaction
from dsr.fulfilment.selectors.parts import field_words

AROUND = 0.002  # of the page: what a letter may stick out of its box


class SealedMask(TypedDict):
    """What a redaction looks for (`words`), or the area [x, y, width, height] it covers."""

    words: list[str]
    area: list[float]


def redactions_in(collection: Collection) -> list[Redaction]:
    """Every redaction of a collection that stands, in reading order."""
    return list(_rows().filter(part__collection=collection, restored_at__isnull=True))


def redactions_of(part: CollectedCategory) -> list[Redaction]:
    """The redactions of one part that stand, in reading order."""
    return list(_rows().filter(part=part, restored_at__isnull=True))


def redactions_taken_back(part: CollectedCategory) -> list[Redaction]:
    """The redactions of one part that were taken back."""
    return list(_rows().filter(part=part, restored_at__isnull=False))


def _rows() -> Any:
    rows = Redaction.objects.select_related(
        "part__category", "part__result__source", "part__collection__case__data_key", "made_by",
        "restored_by",
    )  # fmt: skip
    return rows.order_by("part__category__position", "part_id", "made_at", "pk")


def redaction_mask(redaction: Redaction) -> SealedMask:
    """What is masked. Raises UnableToUnseal once shredded."""
    data_key = redaction.part.collection.case.data_key
    context = redaction_mask_context(redaction)
    mask: SealedMask = unseal_json(data_key, redaction.mask_sealed, context=context)
    return mask


def redaction_reason(redaction: Redaction) -> Words:
    """Why it is masked. Raises UnableToUnseal once shredded."""
    data_key = redaction.part.collection.case.data_key
    context = redaction_reason_context(redaction)
    reason = unseal_json(data_key, redaction.reason_sealed, context=context)
    return Words(reason["ja"], reason["en"])


def redaction_mask_context(redaction: Redaction) -> str:
    """What binds a sealed mask to its row."""
    return f"dsr_fulfilment.redaction.mask:{redaction.pk}"


def redaction_reason_context(redaction: Redaction) -> str:
    """What binds a redaction's sealed reason to its row."""
    return f"dsr_fulfilment.redaction.reason:{redaction.pk}"


def redacted_field(redaction: Redaction) -> Words:
    """What the letter says is masked: never what stood there."""
    if redaction.page is not None:
        pages = Words(f"{redaction.page}ページ", f"Page {redaction.page}")
        whole = redaction.kind == RedactionKind.PAGE
        return _both(pages, _WHOLE if whole else _PART)
    if redaction.part.form == "DOCUMENT":
        return _both(Words("文書", "The document"), _PART)
    label = field_words(redaction.part).get(redaction.field, Words(redaction.field))
    number = redaction.record
    record = Words(f"{number}番目の記録", f"Record {number}") if number else NO_WORDS
    kept = _WHOLE if redaction.kind == RedactionKind.WHOLE else _PART
    if not redaction.field:
        named = record or Words("各記録", "Records")
        return _both(named, kept)
    if record:
        label = Words(f"{record.ja}：{label.ja}", f"{record.en}: {label.to('en')}")
    return _both(label, kept)


_PART = Words("の一部（黒塗り）", " (masked in part)")
_WHOLE = Words("（黒塗り）", " (masked)")


def _both(first: Words, second: Words) -> Words:
    return Words(first.ja + second.ja, first.to("en") + second.to("en"))


def masking_of(redactions: Iterable[Redaction]) -> Masking:
    """The redactions of a part of records as one masking."""
    return Masking(masks_of(redactions))


def masks_of(redactions: Iterable[Redaction]) -> list[Mask]:
    """The redactions of a part of records as masks. Raises UnableToUnseal once shredded."""
    return [_mask(row) for row in redactions]


def _mask(row: Redaction) -> Mask:
    words = tuple(redaction_mask(row)["words"])
    return Mask(kind=row.kind, words=words, record=row.record, field=row.field)


def document_of(part: CollectedCategory) -> bytes:
    """The collected document itself. Raises what open_file raises."""
    return b"".join(open_file(part.file)) if part.file else b""


class Cover:
    """The redactions of a document, unsealed: which areas they cover, without asking a database."""

    def __init__(self, redactions: Iterable[Redaction]) -> None:
        """Raises UnableToUnseal once shredded."""
        self._areas: list[Area] = []
        self._masks: list[tuple[int | None, Masking]] = []
        for row in redactions:
            match row.kind:
                case RedactionKind.AREA:
                    self._areas.append(Area(row.page or 0, *redaction_mask(row)["area"]))
                case RedactionKind.PAGE:
                    self._areas.append(whole_page(row.page or 0))
                case _:
                    self._masks.append((row.page, Masking([_mask(row)])))

    def areas(self, content: bytes) -> list[Area]:
        """Everything covered. Raises UnableToPaint, PaintingUnavailable."""
        if not self._masks:
            return self._areas
        described = describe_document(content)
        found = [
            areas_found(described, masking, page=page)[0] for page, masking in self._masks
        ]  # fmt: skip
        return [*self._areas, *(area for areas in found for area in areas)]

    def painted(self, content: bytes) -> bytes:
        """The document with everything covered. Raises UnableToPaint, PaintingUnavailable."""
        return paint_document(content, areas=self.areas(content))


def whole_page(page: int) -> Area:
    """All of page `page`."""
    return Area(page, 0, 0, 1, 1)


def areas_found(
    described: Described, masking: Masking, *, page: int | None
) -> tuple[list[Area], int]:
    """Where `masking` finds something in the text layers, on one page or all; and how often."""
    areas: list[Area] = []
    places = 0
    for layer in described.texts:
        if page not in (None, layer.page):
            continue
        spans = masking.spans(layer.text)
        places += len(spans)
        areas += [_padded(box) for start, end in spans for box in layer.boxes[start:end]]
    return areas, places


def _padded(box: Area) -> Area:
    x, y = max(box.x - AROUND, 0), max(box.y - AROUND, 0)
    return Area(box.page, x, y, box.width + 2 * AROUND, box.height + 2 * AROUND)
