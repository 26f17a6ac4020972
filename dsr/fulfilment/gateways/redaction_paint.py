"""A program of its own: draws a document anew with areas painted over, from pixels only.

Run by redaction_painting as a child without secrets, with limits, as accounts.gateways.redraw is,
whose drawing it loads from the path it is given; it imports nothing else of the project. Usage:
redaction_paint.py REDRAW < order, one line of JSON, then the PDF > answer

The answer is one line of JSON, {"refused": CODE} or what the order asks for, then the new content.
Areas are [page from 1, x, y, width, height], fractions of the page as shown, from its top left.
"""

import json
import math
import os
import resource
import sys
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import Any

MEMORY_BYTES = 1_024 * 1024 * 1024
CPU_SECONDS = 60
MOST_PAGES = 100
MOST_CHARACTERS = 200_000
MOST_OUTPUT_BYTES = 64 * 1024 * 1024
PREVIEW_EDGE = 1_400  # pixels
EXACT = 1_000_000  # pdfium tells positions in whole units of this many to the page
RULER = (0, 80, 200)

if __name__ == "__main__":  # before any decoder is loaded
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

import pypdfium2  # noqa: E402 -- the limits come first
from PIL import Image, ImageDraw  # noqa: E402 -- the limits come first

Areas = list[list[float]]


class Refused(Exception):
    """Holds the code to answer with."""


def opened(content: bytes) -> pypdfium2.PdfDocument:
    document = pypdfium2.PdfDocument(content)
    if not 1 <= len(document) <= MOST_PAGES:
        raise Refused("TOO_MANY_PAGES")
    document.init_forms()  # so that what is written into form fields is drawn
    return document


def paint(picture: Image.Image, areas: Areas, number: int) -> Image.Image:
    """The picture of page `number` with its areas black, rounded outwards to whole pixels."""
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    for page, x, y, wide, high in areas:
        if page == number:
            left, top = math.floor(x * width), math.floor(y * height)
            right, bottom = math.ceil((x + wide) * width), math.ceil((y + high) * height)
            draw.rectangle((left, top, right, bottom), fill="black")
    return picture


def with_ruler(picture: Image.Image) -> Image.Image:
    """Lines at each tenth with their percentages, for typing an area."""
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    for tenth in range(1, 10):
        x, y = width * tenth // 10, height * tenth // 10
        draw.line((x, 0, x, height), fill=RULER)
        draw.line((0, y, width, y), fill=RULER)
        draw.text((x + 3, 2), f"{tenth}0", fill=RULER, font_size=max(width // 45, 12))
        draw.text((3, y + 2), f"{tenth}0", fill=RULER, font_size=max(width // 45, 12))
    return picture


def painted_document(redraw: Any, content: bytes, areas: Areas) -> bytes:
    drawn: list[tuple[bytes, tuple[int, int]]] = []
    size = 0
    for number, picture in enumerate(redraw.pages_of(opened(content)), start=1):
        painted = paint(picture, areas, number)
        drawn.append((redraw.jpeg(painted, redraw.PAGE_QUALITY), painted.size))
        size += len(drawn[-1][0])
        if size > MOST_OUTPUT_BYTES:
            raise Refused("TOO_LARGE")
    return bytes(redraw.pdf_of(drawn))


def painted_page(redraw: Any, content: bytes, order: dict[str, Any]) -> bytes:
    document = opened(content)
    number = order["page"]
    if not 1 <= number <= len(document):
        raise Refused("NO_SUCH_PAGE")
    page = document[number - 1]
    scale = PREVIEW_EDGE / max(*page.get_size(), 1)
    picture = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
    painted = paint(picture, order["areas"], number)
    return bytes(redraw.jpeg(with_ruler(painted) if "ruler" in order else painted, 80))


def described(content: bytes) -> dict[str, Any]:
    """How many pages, and of each with a text layer its characters and where each stands."""
    document = opened(content)
    texts = []
    left = MOST_CHARACTERS
    for number, page in enumerate(document, start=1):
        layer = page.get_textpage()
        count = layer.count_chars()
        left -= count
        if left < 0:
            raise Refused("TOO_COMPLEX")
        if count:
            codes = [pypdfium2.raw.FPDFText_GetUnicode(layer, index) for index in range(count)]
            boxes = [box_of(page, layer, index) for index in range(count)]
            texts.append({"page": number, "text": "".join(map(chr, codes)), "boxes": boxes})
    return {"pages": len(document), "texts": texts}


def box_of(page: pypdfium2.PdfPage, layer: pypdfium2.PdfTextPage, index: int) -> list[float]:
    """Left, top, width and height of a character on the page as it is shown."""
    left, bottom, right, top = layer.get_charbox(index, loose=True)
    corners = [on_page(page, x, y) for x, y in ((left, bottom), (right, top))]
    (x1, x2), (y1, y2) = (sorted(axis) for axis in zip(*corners, strict=True))
    return [x1, y1, x2 - x1, y2 - y1]


def on_page(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    across, down = pypdfium2.raw.c_int(), pypdfium2.raw.c_int()
    pypdfium2.raw.FPDF_PageToDevice(page, 0, 0, EXACT, EXACT, 0, x, y, across, down)
    return across.value / EXACT, down.value / EXACT


def answered(redraw: Any, order: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Raises Refused."""
    try:
        match order["asked"]:
            case "DESCRIBE":
                return described(content), b""
            case "PAGE":
                return {}, painted_page(redraw, content, order)
            case _:
                return {}, painted_document(redraw, content, order["areas"])
    except (Refused, ImportError):
        raise
    except MemoryError:
        raise Refused("TOO_COMPLEX") from None
    except Exception as error:  # decoders raise anything on hostile bytes; this is where it ends
        raise Refused("DAMAGED") from error


def drawing_program(path: str) -> Any:
    loader = SourceFileLoader("redraw", path)
    module = ModuleType(loader.name)
    loader.exec_module(module)
    return module


def main(path: str) -> None:
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a decoder that prints must not spoil the answer
    order = json.loads(sys.stdin.buffer.readline())
    try:
        head, painted = answered(drawing_program(path), order, sys.stdin.buffer.read())
    except Refused as refused:
        head, painted = {"refused": str(refused)}, b""
    with answer:
        answer.write(json.dumps(head).encode() + b"\n" + painted)


if __name__ == "__main__":
    main(*sys.argv[1:])
