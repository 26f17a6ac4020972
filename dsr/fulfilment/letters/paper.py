"""The whole answer on paper: sheet with the address, letter, index and data, ready to print.

Made from the very contents of the package, so what is left out or masked there is so here. Bound
into volumes of a size that prints and opens anywhere; every page is A4 and carries its number.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from PIL import Image

from dsr.cases.letters.pdf import render_pdf
from dsr.cases.letters.words import Language
from dsr.fulfilment.letters.package_contents import PackageAttachment, PackageContents
from dsr.fulfilment.letters.package_data import survey
from dsr.fulfilment.letters.package_index import Placed, Surveyed, index_data
from dsr.fulfilment.letters.package_volumes import TEMPLATE, volume_pdfs
from dsr.fulfilment.letters.paper_cover import Cover, render_cover
from dsr.fulfilment.letters.paper_words import PAPER_WORDS

VOLUME_PAGES = 300
MOST_VOLUMES = 20
_A4 = (595.276, 841.89)  # points
_MARGIN = 34.0  # 12 mm
_WHOLE = pikepdf.Rectangle(0, 0, *_A4)
_MARKS = "fulfilment/letters/typst/page_marks.typ"
# What the index says of files in a package means nothing on paper
_NOT_ON_PAPER = ("reading", "integrity")


class UnableToWritePaper(RuntimeError):
    """`code`: TOO_MANY_PAGES (offer a medium instead) or NOT_PRINTABLE (a file of unknown kind)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class PaperVolume:
    """One PDF to print and bind."""

    number: int
    content: bytes
    pages: int


def write_paper(
    *, contents: PackageContents | None, letters: Sequence[bytes], cover: Cover
) -> Iterator[PaperVolume]:
    """The volumes from the second on, then the first, on which the sheet with the address lies.

    Only one volume is held in memory, and the first, whose sheet says how many pages all have.
    `cover.enclosed` is written here. `contents` None: the letter is the whole answer.

    Raises UnableToWritePaper, UnableToWritePackage, UnableToRenderPdf.
    """
    first: pikepdf.Pdf | None = None
    counts: list[int] = []
    for number, volume in enumerate(_bound(_data_parts(contents)), start=1):
        if number > MOST_VOLUMES:
            raise UnableToWritePaper("TOO_MANY_PAGES")
        counts.append(len(volume.pages))
        if first is None:
            first = volume
            continue
        yield _finished(volume, number, cover)
    top = _top(letters, cover, counts)
    top.pages.extend(first.pages if first is not None else [])
    yield _finished(top, 1, cover)


def _top(letters: Sequence[bytes], cover: Cover, counts: Sequence[int]) -> pikepdf.Pdf:
    """Sheet and letters, the sheet knowing how many pages everything has."""
    bound, language = pikepdf.Pdf.new(), cover.language
    rows = []
    for name, letter in zip(("letter", "letter_en"), letters, strict=False):
        with pikepdf.open(io.BytesIO(letter)) as source:
            rows.append((PAPER_WORDS[name].to(language), _sheets(len(source.pages), language)))
            bound.pages.extend(source.pages)
    for number, pages in enumerate(counts, start=1):
        words = PAPER_WORDS["index"] if number == 1 else PAPER_WORDS["volume"]
        rows.append((words.to(language).format(number), _sheets(pages, language)))
    sheet = render_cover(replace(cover, enclosed=rows))
    with pikepdf.open(io.BytesIO(sheet)) as source:
        for page in reversed(source.pages):
            bound.pages.insert(0, page)
    return bound


def _sheets(pages: int, language: Language) -> str:
    return PAPER_WORDS["count"].to(language).format(pages)


def _bound(parts: Iterator[bytes]) -> Iterator[pikepdf.Pdf]:
    """Parts gathered into volumes; a part is not torn unless it is longer than a volume."""
    volume = pikepdf.Pdf.new()
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as source:
            if volume.pages and len(volume.pages) + len(source.pages) > VOLUME_PAGES:
                yield volume
                volume = pikepdf.Pdf.new()
            for page in source.pages:
                if len(volume.pages) == VOLUME_PAGES:
                    yield volume
                    volume = pikepdf.Pdf.new()
                _add_on_a4(volume, page)
    if volume.pages:
        yield volume


def _add_on_a4(volume: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """As it is where it is A4 upright, else made to fit inside."""
    box = [float(edge) for edge in page.mediabox]
    size = (box[2] - box[0], box[3] - box[1])
    fits = all(abs(one - other) < 1 for one, other in zip(size, _A4, strict=True))
    if fits and not int(page.obj.get("/Rotate", 0)):
        volume.pages.append(page)
        return
    sheet = volume.add_blank_page(page_size=_A4)
    inside = pikepdf.Rectangle(_MARGIN, _MARGIN, _A4[0] - _MARGIN, _A4[1] - _MARGIN)
    sheet.add_overlay(page, inside)


def _data_parts(contents: PackageContents | None) -> Iterator[bytes]:
    """Index, long categories in full, documents; nothing where the letter is the whole answer."""
    if contents is None:
        return
    language = contents.languages[0]
    surveyed = [Surveyed(category, survey(category)) for category in contents.categories]
    placed = [Placed(attachment, attachment.name) for attachment in contents.attachments]
    data = index_data(contents=contents, surveyed=surveyed, placed=placed, language=language)
    yield render_pdf(template=TEMPLATE, data=_for_paper(data, surveyed, language))
    for one in surveyed:
        if not one.seen.complete:
            yield from volume_pdfs(contents=contents, category=one.category, seen=one.seen)
    for attachment in contents.attachments:
        yield _printable(attachment)


def _for_paper(
    data: dict[str, Any], surveyed: Sequence[Surveyed], language: Language
) -> dict[str, Any]:
    """The index without what it says of files; a long category says that all of it follows."""
    kept = {name: value for name, value in data.items() if name not in _NOT_ON_PAPER}
    follows = PAPER_WORDS["follows"].to(language)
    kept["categories"] = [
        category
        if one.seen.complete
        else {**category, "note": follows.format(count=one.seen.count, shown=len(one.seen.shown))}
        for category, one in zip(data["categories"], surveyed, strict=True)
    ]
    kept["lead"] = [data["lead"][0], PAPER_WORDS["care"].to(language)]
    return kept


def _printable(attachment: PackageAttachment) -> bytes:
    with attachment.open_file() as file:
        content = file.read()
    if content.startswith(b"%PDF-"):
        return content
    if content.startswith(b"\xff\xd8\xff"):
        return _picture_page(content)
    raise UnableToWritePaper("NOT_PRINTABLE")


def _picture_page(content: bytes) -> bytes:
    """A JPEG, as redrawing leaves it, on a page of its own proportions."""
    page = io.BytesIO()
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        picture.save(page, "PDF", resolution=200)
    return page.getvalue()


def _finished(volume: pikepdf.Pdf, number: int, cover: Cover) -> PaperVolume:
    """Numbered through, without what the parts' own title pages said in their metadata."""
    bound = PAPER_WORDS["bound"].to(cover.language).format(number)
    mark = f"{cover.reference}　{bound}"
    pages = len(volume.pages)
    marks = render_pdf(
        template=_MARKS,
        data={
            "created_on": "2000-01-01",
            "language": cover.language,
            "title": mark,
            "organisation": "",
            "mark": mark,
            "pages": pages,
        },
    )
    with pikepdf.open(io.BytesIO(marks)) as numbered:
        for page, over in zip(volume.pages, numbered.pages, strict=True):
            page.add_overlay(over, _WHOLE)
    out = io.BytesIO()
    volume.save(out, deterministic_id=True, compress_streams=True)
    volume.close()
    return PaperVolume(number, out.getvalue(), pages)
