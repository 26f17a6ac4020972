"""How one value of a record is written in a CSV cell, and shown to a reader.

The JSON file holds values exactly. A CSV file is opened in spreadsheets, so it is guarded: a text
that a spreadsheet would run as a formula gets one apostrophe before it (OWASP, CSV Injection). The
rule can be undone: a text beginning with an apostrophe gets another, so exactly one is to be taken
off whatever text begins with one.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

JSON: TypeAlias = "str | int | float | bool | Sequence[JSON] | Mapping[str, JSON] | None"

_GUARDED = tuple("=+-@\t\r\n'＝＋－＠")
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# Characters that a file of text cannot hold or a reader cannot see: controls but for tab and line
# breaks, and halves of surrogate pairs.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TO_BE_QUOTED = re.compile('[",\r\n]')
_ONE_EMPTY_CELL = '""'  # an empty line would be no row at all
# They turn the reading direction of the text around them
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def cell_text(value: JSON) -> str:
    """`value` as text: "" for null, true/false, numbers as in JSON, nested values as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return _compact(value)


def csv_cell(value: JSON) -> str:
    """`value` for a CSV cell: guarded where it is text, unseen characters as `[U+0000]`.

    Numbers are not text: −5 stays a number.
    """
    if not isinstance(value, str):
        return _UNSEEN.sub(_code_point, cell_text(value))
    # most values are plain, and this is asked once per cell of a million rows
    text = value if value.isprintable() else _UNSEEN.sub(_code_point, value)
    return f"'{text}" if text.startswith(_GUARDED) else text


def csv_line(values: Iterable[JSON]) -> str:
    """One line of CSV (RFC 4180) with its CRLF.

    Written out here because the csv module is slow on long texts.
    """
    cells = [csv_cell(value) for value in values]
    line = ",".join(
        [
            '"' + cell.replace('"', '""') + '"' if _TO_BE_QUOTED.search(cell) else cell
            for cell in cells
        ]
    )
    return f"{line or _ONE_EMPTY_CELL}\r\n"


def unguarded(cell: str) -> str:
    """The text behind a guarded cell."""
    return cell[1:] if cell.startswith("'") else cell


def visible_text(text: str) -> str:
    """`text` for a page: unseen and direction-turning characters are written as `[U+202E]`."""
    return _TURNING.sub(_code_point, _UNSEEN.sub(_code_point, text))


def exact_json(value: JSON) -> bytes:
    """`value` as compact JSON in UTF-8; what UTF-8 cannot hold is escaped, nothing is changed."""
    try:
        return _compact(value).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def _code_point(match: re.Match[str]) -> str:
    return f"[U+{ord(match.group()):04X}]"
