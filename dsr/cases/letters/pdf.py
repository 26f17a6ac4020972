"""The one press: a typst template and plain data in, a PDF out.

Data reaches the template only as JSON in `sys.inputs`, never as markup, so nothing a person typed
can become a command. The press sees our template folder and the faces of fonts.py, no system font,
no package and no network. It writes PDF/A-2a that is also PDF/UA-1: tagged, every character mapped,
archivable. The same data gives the same bytes.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TypeAlias

import typst

from dsr.cases.letters.fonts import fonts
from dsr.cases.letters.glyphs import plainly_printable, printable

JSON: TypeAlias = "str | int | float | bool | Sequence[JSON] | Mapping[str, JSON] | None"

TEMPLATE_ROOT = Path(__file__).resolve().parents[2]
_LONG_DOCUMENT = 50_000  # characters of JSON
_REMEMBERED = 11
_BLANK = TEMPLATE_ROOT / "cases/letters/typst/blank.typ"
_JST = timezone(timedelta(hours=9))


class UnableToRenderPdf(RuntimeError):
    """The template is missing or refused its data. Says nothing of the data."""


def render_pdf(*, template: Path | str, data: Mapping[str, JSON]) -> bytes:
    """The PDF of `template` filled with `data`.

    `template`: a .typ file below the `dsr` folder; a str is a path relative to that folder.
    `data`: what the template reads as `json(bytes(sys.inputs.data))`. Its `created_on`, an ISO date
    (JST) or an ISO datetime with offset, becomes the document's creation date. Characters no
    face holds are written out as `[U+XXXX]`.

    Raises UnableToRenderPdf.
    """
    path = (TEMPLATE_ROOT / template).resolve()
    if not path.is_relative_to(TEMPLATE_ROOT) or not path.is_file():
        raise UnableToRenderPdf(f"{path.name} is no template of ours")
    timestamp = _timestamp(data)
    try:
        return _compiled(path, _rewritten(data, printable), timestamp)
    except typst.TypstError:
        # the one thing that data can do wrong is to join what no single face can print joined
        return _compiled_plainly(path, data, timestamp)


def _compiled_plainly(path: Path, data: Mapping[str, JSON], timestamp: int) -> bytes:
    try:
        return _compiled(path, _rewritten(data, plainly_printable), timestamp)
    except typst.TypstError as error:
        # typst quotes the offending text between backticks; that is somebody's data
        told = re.sub(r"`.*`", "…", error.message, flags=re.DOTALL)
        raise UnableToRenderPdf(f"{path.name}: {told}") from None


def _compiled(path: Path, data: JSON, timestamp: int) -> bytes:
    text = json.dumps(data)
    try:
        return _pressed(path, text, timestamp)
    finally:
        if len(text) > _LONG_DOCUMENT:
            _forget()


def _pressed(path: Path, text: str, timestamp: int) -> bytes:
    return typst.compile(
        str(path),
        root=str(TEMPLATE_ROOT),
        font_paths=fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": text},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=timestamp,
    )


def _forget() -> None:
    """Make typst let go of what it laid out.

    It remembers each document through ten further ones; for a long one that is some 30 MB of
    somebody's data a time.
    """
    for _ in range(_REMEMBERED):
        _pressed(_BLANK, "{}", 0)


def _timestamp(data: Mapping[str, JSON]) -> int:
    """UNIX seconds of the data's `created_on`; a bare date is midnight in Japan."""
    text = data.get("created_on")
    if not isinstance(text, str):
        raise UnableToRenderPdf("the data has no created_on")
    if "T" not in text:
        moment = datetime.combine(date.fromisoformat(text), time(), _JST)
    else:
        moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise UnableToRenderPdf("created_on has no offset")
    return int(moment.astimezone(UTC).timestamp())


def _rewritten(value: JSON, rewrite: Callable[[str], str]) -> JSON:
    """`value` with every text in it rewritten."""
    if isinstance(value, str):
        return rewrite(value)
    if isinstance(value, Mapping):
        return {key: _rewritten(inner, rewrite) for key, inner in value.items()}
    if isinstance(value, Sequence):
        return [_rewritten(inner, rewrite) for inner in value]
    return value
