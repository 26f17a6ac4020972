"""What somebody wants masked, as they say it. Pure."""

from dataclasses import dataclass

from dsr.fulfilment.domain.masking import EMAIL, PHONE, TEXT, WHOLE

AREA, PAGE = "AREA", "PAGE"
RECORD_KINDS = (TEXT, EMAIL, PHONE, WHOLE)
DOCUMENT_KINDS = (AREA, PAGE, TEXT, EMAIL, PHONE)

Rectangle = tuple[float, float, float, float]


class UnableToMask(Exception):
    """What is wanted masks nothing, or not this. `code`: KIND, EMPTY, MARK, TOO_LONG, TOO_MANY,
    NO_SUCH_RECORD, NO_SUCH_FIELD, NO_SUCH_PAGE, AREA, WHOLE_PART, NOT_EXPORTED, NOTHING_FOUND,
    NO_TEXT_LAYER or UNREADABLE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class WantedRedaction:
    """One masking.

    Arguments:
        kind: of RedactionKind.
        words: for TEXT, one word a line.
        record, field: in records; None and "" mean every one.
        page: in a document, from 1; None (not for AREA and PAGE) means every page.
        area: for AREA, x, y, width, height in fractions of the page, from its top left.
    """

    kind: str
    words: str = ""
    record: int | None = None
    field: str = ""
    page: int | None = None
    area: Rectangle | None = None


def check_area(area: Rectangle | None) -> Rectangle:
    """The area, if it is on the page and not empty. Raises UnableToMask."""
    if area is None:
        raise UnableToMask("AREA")
    x, y, width, height = area
    inside = min(x, y) >= 0 and x + width <= 1.000001 and y + height <= 1.000001
    if not inside or not min(width, height) > 0:
        raise UnableToMask("AREA")
    return area
