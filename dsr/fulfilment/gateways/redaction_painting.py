"""Documents with areas painted over: every page becomes a picture, nothing else comes along.

Text under a black bar, metadata, attachments and comments have no way into the new document, since
it is drawn anew from pixels by a child process with hard limits (redaction_paint).
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from accounts.gateways import rerender

SECONDS = 90
_PAINT = Path(__file__).with_name("redaction_paint.py")
_REDRAW = Path(rerender.__file__).with_name("redraw.py")
_KEPT_VARIABLES = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")
_LIMITS = (-signal.SIGXCPU, -signal.SIGKILL)


@dataclass(frozen=True)
class Area:
    """A rectangle of page `page` (from 1) as it is shown, in fractions, from its top left."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class PageText:
    """The text layer of one page: where each character of `text` stands."""

    page: int
    text: str
    boxes: tuple[Area, ...]


@dataclass(frozen=True)
class Described:
    """A document: its pages, and the text layers of those that have one."""

    pages: int
    texts: tuple[PageText, ...]


class UnableToPaint(Exception):
    """The document cannot be drawn. `code`: DAMAGED, NO_SUCH_PAGE, TOO_COMPLEX, TOO_LARGE or
    TOO_MANY_PAGES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class PaintingUnavailable(Exception):
    """The painting program itself does not run; the document is not to blame."""


def describe_document(content: bytes) -> Described:
    """Pages and text layers of a PDF. Raises UnableToPaint, PaintingUnavailable."""
    about, _content = _ask({"asked": "DESCRIBE"}, content)
    return Described(
        pages=about["pages"],
        texts=tuple(
            PageText(
                page=row["page"],
                text=row["text"],
                boxes=tuple(Area(row["page"], *box) for box in row["boxes"]),
            )
            for row in about["texts"]
        ),
    )


def paint_page(content: bytes, *, page: int, areas: Iterable[Area]) -> bytes:
    """Page `page` as a JPEG with `areas` black. Raises UnableToPaint, PaintingUnavailable."""
    return _ask({"asked": "PAGE", "page": page, "areas": _rows(areas)}, content)[1]


def paint_page_with_ruler(content: bytes, *, page: int, areas: Iterable[Area]) -> bytes:
    """As paint_page, with lines at each tenth, for reading off where an area is."""
    order = {"asked": "PAGE", "page": page, "areas": _rows(areas), "ruler": True}
    return _ask(order, content)[1]


def paint_document(content: bytes, *, areas: Iterable[Area]) -> bytes:
    """The whole PDF drawn anew with `areas` black: the same areas give the same bytes.

    Raises UnableToPaint, PaintingUnavailable.
    """
    return _ask({"asked": "DOCUMENT", "areas": _rows(areas)}, content)[1]


def _rows(areas: Iterable[Area]) -> list[Any]:
    return [list(astuple(area)) for area in areas]


def _ask(order: dict[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    try:
        child = subprocess.run(  # noqa: S603 -- our own program, no argument of anybody's
            [sys.executable, "-P", "-s", "-B", str(_PAINT), str(_REDRAW)],
            input=json.dumps(order).encode() + b"\n" + content,
            capture_output=True,
            timeout=SECONDS,
            env=environment,
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnableToPaint("TOO_COMPLEX") from None
    except OSError as error:
        raise PaintingUnavailable("the painting program does not start") from error
    if child.returncode < 0:
        raise UnableToPaint("TOO_COMPLEX" if child.returncode in _LIMITS else "DAMAGED")
    if child.returncode:
        reason = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise PaintingUnavailable(f"the painting program failed: {reason}")
    head, _newline, painted = child.stdout.partition(b"\n")
    about: dict[str, Any] = json.loads(head)
    if "refused" in about:
        raise UnableToPaint(about["refused"])
    return about, painted
