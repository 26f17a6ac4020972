"""A program of its own: draws an uploaded picture or PDF anew, from pixels only.

Run by accounts.gateways.rerender as a child without secrets in its environment, with limits on
memory, processor time and files, so that a hostile upload can at worst end this process. It imports
nothing of the project. Usage: redraw.py KIND MOST_PAGES MOST_PIXELS < upload > answer

The answer is one line of JSON, {"media_type", "pages"} or {"refused": CODE}, then the new content.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

MEMORY_BYTES = 1_280 * 1024 * 1024  # address space; the largest allowed picture needs about half
CPU_SECONDS = 20
LONG_EDGE = 4_096  # pixels; A4 at 300 dpi is 3,508
PAGE_DPI = 200
PAGE_PIXELS = 9_000_000  # A3 at 200 dpi is 7.7 million; larger pages are drawn coarser
JPEG_QUALITY = 90
PAGE_QUALITY = 85
MOST_OUTPUT_BYTES = 32 * 1024 * 1024
PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
ORIENTATION = 0x0112  # EXIF

if __name__ == "__main__":  # before any decoder is loaded
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

from PIL import Image  # noqa: E402 -- the limits come first

if TYPE_CHECKING:
    import pypdfium2

Image.MAX_IMAGE_PIXELS = None  # our own limit, checked on the header before anything is decoded

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Refused(Exception):
    """Holds the code to answer with."""


def redraw_picture(content: bytes, kind: str, most_pixels: int) -> bytes:
    """A JPEG of the picture, upright, on white, at most LONG_EDGE long, without any metadata."""
    if kind == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener(decode_threads=1, thumbnails=False, depth_images=False)
    # A telephone's JPEG may be an MPO: the picture shown, then others that only help the camera.
    formats = ["JPEG", "MPO"] if kind == "JPEG" else [kind]
    with Image.open(io.BytesIO(content), formats=formats) as picture:
        if picture.width * picture.height > most_pixels:
            raise Refused("TOO_MANY_PIXELS")
        if kind in ("PNG", "TIFF", "WEBP") and getattr(picture, "n_frames", 1) > 1:
            raise Refused("SEVERAL_PICTURES")
        picture.draft("RGB", (LONG_EDGE, LONG_EDGE))
        picture.load()
        turn = TURNS.get(picture.getexif().get(ORIENTATION, 1))
        flat = on_white(picture)
    return jpeg(flat if turn is None else flat.transpose(turn), JPEG_QUALITY)


def on_white(picture: Image.Image) -> Image.Image:
    """A new RGB picture of bounded size: nothing but pixels comes along."""
    if picture.mode.startswith(("I", "F")):
        picture = eight_bits(picture)
    colours = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    colours.thumbnail((LONG_EDGE, LONG_EDGE))
    sheet = Image.new("RGB", colours.size, "white")
    sheet.paste(colours, mask=colours.getchannel("A") if colours.mode == "RGBA" else None)
    return sheet


def eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 bits scaled to 8, which a plain conversion would clip to white."""
    if picture.mode == "F":
        raise Refused("UNSUPPORTED_TYPE")  # measurements, not a photo of a document
    return picture.convert("F").point(lambda value: value * (255 / 65_535)).convert("L")


def redraw_pdf(content: bytes, most_pages: int) -> tuple[bytes, int]:
    """A PDF of pictures of the pages: no text, script, form, link or attachment can follow."""
    import pypdfium2

    try:
        source = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        code = "ENCRYPTED" if error.err_code == PASSWORD_ERROR else "DAMAGED"
        raise Refused(code) from None
    if len(source) == 0:
        raise Refused("EMPTY")
    if len(source) > most_pages:
        raise Refused("TOO_MANY_PAGES")
    source.init_forms()  # so that what is written into form fields is drawn
    drawn = pypdfium2.PdfDocument.new()
    written = 0
    for picture in pages_of(source):
        page = jpeg(picture, PAGE_QUALITY)
        written += len(page)
        if written > MOST_OUTPUT_BYTES:
            raise Refused("TOO_LARGE")
        add_page(drawn, page, picture.size)
    redrawn = io.BytesIO()
    drawn.save(redrawn)
    return redrawn.getvalue(), len(source)


def pages_of(source: "pypdfium2.PdfDocument") -> Iterator[Image.Image]:
    for page in source:
        width, height = page.get_size()
        scale = min(PAGE_DPI / 72, (PAGE_PIXELS / max(width * height, 1)) ** 0.5)
        yield page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        page.close()


def add_page(drawn: "pypdfium2.PdfDocument", content: bytes, size: tuple[int, int]) -> None:
    from pypdfium2 import PdfImage, PdfMatrix

    width, height = (edge * 72 / PAGE_DPI for edge in size)
    page = drawn.new_page(width, height)
    image = PdfImage.new(drawn)
    image.load_jpeg(io.BytesIO(content), inline=True)
    image.set_matrix(PdfMatrix().scale(width, height))
    page.insert_obj(image)
    page.gen_content()
    page.close()


def jpeg(picture: Image.Image, quality: int) -> bytes:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=quality)
    return content.getvalue()


def redraw(content: bytes, kind: str, most_pages: int, most_pixels: int) -> tuple[str, int, bytes]:
    """Media type, pages and new content. Raises Refused."""
    try:
        if kind == "PDF":
            redrawn, pages = redraw_pdf(content, most_pages)
            return "application/pdf", pages, redrawn
        return "image/jpeg", 1, redraw_picture(content, kind, most_pixels)
    except (Refused, ImportError):
        raise
    except MemoryError:
        raise Refused("TOO_COMPLEX") from None
    except Exception as error:  # decoders raise anything on hostile bytes; this is where it ends
        raise Refused("DAMAGED") from error


def main(kind: str, most_pages: str, most_pixels: str) -> None:
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a decoder that prints must not spoil the answer
    content = sys.stdin.buffer.read()
    try:
        media_type, pages, redrawn = redraw(content, kind, int(most_pages), int(most_pixels))
        head: dict[str, object] = {"media_type": media_type, "pages": pages}
    except Refused as refused:
        head, redrawn = {"refused": str(refused)}, b""
    with answer:
        answer.write(json.dumps(head).encode() + b"\n" + redrawn)


if __name__ == "__main__":
    main(*sys.argv[1:])
