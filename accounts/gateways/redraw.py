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
import struct
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

MEMORY_BYTES = 1_024 * 1024 * 1024  # address space; 64 megapixels of WebP need more than 0.9 GB
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
        upright = turned(on_white(picture), picture)
    return jpeg(upright, JPEG_QUALITY)


def turned(flat: Image.Image, original: Image.Image) -> Image.Image:
    """Turned as the original's EXIF says; unreadable EXIF says nothing."""
    try:
        turn = TURNS.get(original.getexif().get(ORIENTATION, 1))
    except (SyntaxError, ValueError, TypeError, KeyError, struct.error):
        turn = None
    return flat if turn is None else flat.transpose(turn)


def on_white(picture: Image.Image) -> Image.Image:
    """A new RGB picture of bounded size: nothing but pixels comes along."""
    if picture.mode.startswith(("I", "F")):
        picture = eight_bits(picture)
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    colours = picture if picture.mode == mode else picture.convert(mode)  # spares a whole copy
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
    drawn: list[tuple[bytes, tuple[int, int]]] = []
    for picture in pages_of(source):
        drawn.append((jpeg(picture, PAGE_QUALITY), picture.size))
        if sum(len(page) for page, _size in drawn) > MOST_OUTPUT_BYTES:
            raise Refused("TOO_LARGE")
    return pdf_of(drawn), len(drawn)


def pages_of(source: "pypdfium2.PdfDocument") -> Iterator[Image.Image]:
    for page in source:
        width, height = page.get_size()
        scale = min(PAGE_DPI / 72, (PAGE_PIXELS / max(width * height, 1)) ** 0.5)
        yield page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        page.close()


def pdf_of(pages: list[tuple[bytes, tuple[int, int]]]) -> bytes:
    """A PDF 1.4 that shows one JPEG (content, width and height in pixels) on each page.

    Written by hand, as libraries add a clock and a random id: the same upload gives the same bytes,
    by which the same document sent for two people is noticed.
    """
    kids = b" ".join(b"%d 0 R" % (3 + 3 * number) for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), kids),
    ]
    for content, (width, height) in pages:
        at = len(objects) + 1
        box = f"{width * 72 / PAGE_DPI:.2f} {height * 72 / PAGE_DPI:.2f}".encode()
        show = b"q %b 0 0 cm /I Do Q" % box.replace(b" ", b" 0 0 ")
        objects += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %b]/Contents %d 0 R"
            b"/Resources<</XObject<</I %d 0 R>>>>>>" % (box, at + 1, at + 2),
            b"<</Length %d>>stream\n%b\nendstream" % (len(show), show),
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"
            b"/BitsPerComponent 8/Filter/DCTDecode/Length %d>>stream\n%b\nendstream"
            % (width, height, len(content), content),
        ]
    return pdf_file(objects)


def pdf_file(objects: list[bytes]) -> bytes:
    """Objects numbered from 1, the first the catalogue, with their cross-reference table."""
    written = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    entries = [b"0000000000 65535 f \n"]
    for number, content in enumerate(objects, start=1):
        entries.append(b"%010d 00000 n \n" % len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(written)
    size = len(entries)
    written += b"xref\n0 %d\n%b" % (size, b"".join(entries))
    written += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(written)


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
