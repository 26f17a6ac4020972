"""Uploads made harmless: what is kept is drawn anew from pixels, never the bytes that came.

Whatever else rides in a file (place and device in EXIF, a second format, scripts, attachments, text
behind a black bar, a tail after the picture) has no way into the new one. The drawing is done by a
child process with hard limits (accounts.gateways.redraw).
"""

import json
import os
import signal
import struct
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_noop as _

from accounts.domain.file_name import safe_file_name

MAX_BYTES = 10 * 1024 * 1024
MAX_PAGES = 20
MAX_PIXELS = 64_000_000  # a telephone's 50-megapixel picture passes
SECONDS = 30

_READ_BYTES = 64 * 1024
_REDRAW = Path(__file__).with_name("redraw.py")
_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
_EXTENSIONS = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}


class RefusalCode(StrEnum):
    """Why an upload is not taken."""

    EMPTY = "EMPTY"
    TOO_LARGE = "TOO_LARGE"
    UNSUPPORTED_TYPE = "UNSUPPORTED_TYPE"
    ENCRYPTED = "ENCRYPTED"
    TOO_MANY_PAGES = "TOO_MANY_PAGES"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    SEVERAL_PICTURES = "SEVERAL_PICTURES"
    TOO_COMPLEX = "TOO_COMPLEX"
    DAMAGED = "DAMAGED"


MESSAGES: dict[RefusalCode, str] = {
    RefusalCode.EMPTY: _("The file is empty. Please choose the file again."),
    RefusalCode.TOO_LARGE: _("The file is too large. Please choose a smaller one."),
    RefusalCode.UNSUPPORTED_TYPE: _(
        "This kind of file cannot be used. Please choose a JPEG, PNG, WebP, HEIC, TIFF or PDF file."
    ),
    RefusalCode.ENCRYPTED: _(
        "The PDF is protected by a password. Please remove the password, or take a photo of it."
    ),
    RefusalCode.TOO_MANY_PAGES: _("The PDF has too many pages. Please send only those needed."),
    RefusalCode.TOO_MANY_PIXELS: _(
        "The picture has too many pixels. Please take it at a lower resolution."
    ),
    RefusalCode.SEVERAL_PICTURES: _(
        "The file holds more than one picture. Please send one picture per file, or a PDF."
    ),
    RefusalCode.TOO_COMPLEX: _(
        "The file takes too long to read. Please take a photo of the document instead."
    ),
    RefusalCode.DAMAGED: _("The file is damaged and cannot be read. Please choose another one."),
}


class UnableToRerender(Exception):
    """The upload is not taken. `message` is an English msgid for the edge to translate."""

    def __init__(self, code: RefusalCode) -> None:
        self.code = code
        self.message = MESSAGES[code]
        super().__init__(code, self.message)


class RerenderUnavailable(Exception):
    """The drawing program itself does not run; the upload is not to blame."""


@dataclass(frozen=True, slots=True)
class Rerendered:
    """The new content, with the declared name made safe and given the extension of what it is."""

    media_type: str
    content: bytes
    pages: int
    file_name: str


def rerender(
    upload: BinaryIO,
    *,
    declared_name: str,
    max_bytes: int = MAX_BYTES,
    max_pages: int = MAX_PAGES,
    max_pixels: int = MAX_PIXELS,
) -> Rerendered:
    """Draw `upload` anew, from where it stands: pictures as JPEG, PDFs as a PDF of pictures.

    The type is told by the content; the name and any declared length are not believed, and no more
    than `max_bytes` + 1 are read. Scan the original first (accounts.gateways.scanner). Takes at
    most 30 seconds. Raises UnableToRerender, and RerenderUnavailable.
    """
    content = _read_all(upload, max_bytes)
    kind = _kind_of(content)
    size = _declared_size(content, kind)
    if size is not None and size[0] * size[1] > max_pixels:
        raise UnableToRerender(RefusalCode.TOO_MANY_PIXELS)
    media_type, pages, redrawn = _redraw(content, kind, max_pages, max_pixels)
    return Rerendered(
        media_type=media_type,
        content=redrawn,
        pages=pages,
        file_name=Path(safe_file_name(declared_name)).stem + _EXTENSIONS[media_type],
    )


def _read_all(upload: BinaryIO, max_bytes: int) -> bytes:
    pieces: list[bytes] = []
    length = 0
    while piece := upload.read(min(_READ_BYTES, max_bytes + 1 - length)):
        pieces.append(piece)
        length += len(piece)
        if length > max_bytes:
            raise UnableToRerender(RefusalCode.TOO_LARGE)
    if not length:
        raise UnableToRerender(RefusalCode.EMPTY)
    return b"".join(pieces)


def _kind_of(content: bytes) -> str:
    """The format by its first bytes; a PDF that begins later may be something else as well."""
    signatures = {
        b"\xff\xd8\xff": "JPEG",
        b"\x89PNG\r\n\x1a\n": "PNG",
        b"II*\x00": "TIFF",
        b"MM\x00*": "TIFF",
        b"%PDF-": "PDF",
    }
    for signature, kind in signatures.items():
        if content.startswith(signature):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return "HEIF"
    raise UnableToRerender(RefusalCode.UNSUPPORTED_TYPE)


def _declared_size(content: bytes, kind: str) -> tuple[int, int] | None:
    """Width and height as the header says, without a decoder, where that is easy; else None.

    This refuses the usual bombs at once; the child checks again, for every format.
    """
    if kind == "PNG" and content[12:16] == b"IHDR" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if kind == "JPEG":
        return _jpeg_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """The frame header (SOFn) of ITU-T T.81, B.2.2, found by walking the marker segments."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return None


def _redraw(content: bytes, kind: str, max_pages: int, max_pixels: int) -> tuple[str, int, bytes]:
    """Media type, pages and content, as the child answers, which sees no secret of ours."""
    command = [sys.executable, "-P", "-s", "-B", str(_REDRAW), kind, str(max_pages)]
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    try:
        child = subprocess.run(  # noqa: S603 -- our own program, no argument of the uploader's
            [*command, str(max_pixels)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env=environment,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnableToRerender(RefusalCode.TOO_COMPLEX) from None
    except OSError as error:
        raise RerenderUnavailable("the drawing program does not start") from error
    _check_end(child)
    head, _newline, redrawn = child.stdout.partition(b"\n")
    about = json.loads(head)
    if "refused" in about:
        raise UnableToRerender(RefusalCode(about["refused"]))
    return str(about["media_type"]), int(about["pages"]), redrawn


def _check_end(child: "subprocess.CompletedProcess[bytes]") -> None:
    """A limit or a crash is the upload's doing; any other failure is ours."""
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise UnableToRerender(RefusalCode.TOO_COMPLEX)
    if child.returncode < 0:
        raise UnableToRerender(RefusalCode.DAMAGED)
    if child.returncode:
        reason = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise RerenderUnavailable(f"the drawing program failed: {reason}")
