"""CSV and JSON that staff upload for a manual collection task: checked, then parsed in full.

A record is a mapping of text names to values, as it will be shown to the data subject, so nothing
is repaired or dropped: a file that is unclear is refused, with the line where it is.
"""

import codecs
import csv
import io
import json
import math
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any, BinaryIO

from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from _csv import Reader

MAX_BYTES = 20 * 1024 * 1024
MAX_RECORDS = 100_000
MAX_COLUMNS = 200
MAX_DEPTH = 20

_READ_BYTES = 64 * 1024
_UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")  # PostgreSQL and UTF-8 take neither
# What Python makes of the bytes 80, A0, FD, FE and FF, which CP932 leaves undefined
_NOT_CP932 = re.compile("[\x80\uf8f0-\uf8f3]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


class UploadFault(StrEnum):
    """What is wrong with the file."""

    EMPTY = "EMPTY"
    TOO_LARGE = "TOO_LARGE"
    ENCODING = "ENCODING"
    UNSTORABLE = "UNSTORABLE"
    TOO_DEEP = "TOO_DEEP"
    TOO_MANY_RECORDS = "TOO_MANY_RECORDS"
    TOO_MANY_COLUMNS = "TOO_MANY_COLUMNS"
    HEADER = "HEADER"
    RAGGED = "RAGGED"
    SYNTAX = "SYNTAX"
    SHAPE = "SHAPE"
    REPEATED_NAME = "REPEATED_NAME"


MESSAGES: dict[UploadFault, str] = {
    UploadFault.EMPTY: _("The file is empty."),
    UploadFault.TOO_LARGE: _("The file is too large."),
    UploadFault.ENCODING: _("The file is neither UTF-8 nor Shift_JIS (CP932)."),
    UploadFault.UNSTORABLE: _("The file holds a character that cannot be stored."),
    UploadFault.TOO_DEEP: _("The JSON is nested too deeply."),
    UploadFault.TOO_MANY_RECORDS: _("The file holds too many records."),
    UploadFault.TOO_MANY_COLUMNS: _("The file holds too many columns."),
    UploadFault.HEADER: _("The first line must name every column, each name once."),
    UploadFault.RAGGED: _("A line has more or fewer columns than the first line."),
    UploadFault.SYNTAX: _("The file does not follow its format."),
    UploadFault.SHAPE: _("The JSON must be an object, or a list of objects."),
    UploadFault.REPEATED_NAME: _("An object of the JSON holds the same name twice."),
}


class UnableToReadUpload(Exception):
    """The file is not taken. `message` is an English msgid; `line` counts from 1 where known."""

    def __init__(self, code: UploadFault, line: int | None = None) -> None:
        self.code = code
        self.message = MESSAGES[code]
        self.line = line
        super().__init__(code, self.message, line)


def check_csv(
    upload: BinaryIO, *, max_bytes: int = MAX_BYTES, max_records: int = MAX_RECORDS
) -> list[dict[str, str]]:
    """The records of a comma-separated file (RFC 4180) whose first line names the columns.

    UTF-8 with or without BOM, else CP932. Values stay as they are, formulas too: whoever writes
    them out guards them. A header alone gives no records. Raises UnableToReadUpload.
    """
    rows = csv.reader(io.StringIO(_text(upload, max_bytes), newline=""), strict=True)
    try:
        return list(_csv_records(rows, max_records))
    except csv.Error:
        raise UnableToReadUpload(UploadFault.SYNTAX, rows.line_num) from None


def check_json(
    upload: BinaryIO,
    *,
    max_bytes: int = MAX_BYTES,
    max_records: int = MAX_RECORDS,
    max_depth: int = MAX_DEPTH,
) -> list[dict[str, Any]]:
    """The objects of a JSON file (RFC 8259): one object, or a list of objects.

    UTF-8 with or without BOM, else CP932. Refused as well: a name twice in one object, NaN and
    numbers beyond a double, NUL and lone surrogates. Raises UnableToReadUpload.
    """
    text = _text(upload, max_bytes)
    if _depth(text) > max_depth:
        raise UnableToReadUpload(UploadFault.TOO_DEEP)
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_float=_finite, parse_constant=_finite
        )
    except json.JSONDecodeError as error:
        raise UnableToReadUpload(UploadFault.SYNTAX, error.lineno) from None
    except ValueError:  # an integer of thousands of digits, or _finite
        raise UnableToReadUpload(UploadFault.SYNTAX) from None
    records = value if isinstance(value, list) else [value]
    if not all(isinstance(record, dict) for record in records):
        raise UnableToReadUpload(UploadFault.SHAPE)
    if len(records) > max_records:
        raise UnableToReadUpload(UploadFault.TOO_MANY_RECORDS)
    if any(_UNSTORABLE.search(string) for string in _strings(records)):
        raise UnableToReadUpload(UploadFault.UNSTORABLE)
    return records


def _text(upload: BinaryIO, max_bytes: int) -> str:
    """The whole file as text, reading no more than `max_bytes` + 1."""
    content = bytearray()
    while piece := upload.read(min(_READ_BYTES, max_bytes + 1 - len(content))):
        content += piece
        if len(content) > max_bytes:
            raise UnableToReadUpload(UploadFault.TOO_LARGE)
    text = _decoded(bytes(content))
    if not text.strip():
        raise UnableToReadUpload(UploadFault.EMPTY)
    if unstorable := _UNSTORABLE.search(text):
        line = text.count("\n", 0, unstorable.start()) + 1
        raise UnableToReadUpload(UploadFault.UNSTORABLE, line)
    return text


def _decoded(content: bytes) -> str:
    # With a BOM it calls itself UTF-8, and CP932 would only make nonsense of its faults.
    if content.startswith(codecs.BOM_UTF8):
        return _decoded_as("utf-8-sig", content)
    try:
        return content.decode()
    except UnicodeDecodeError:
        text = _decoded_as("cp932", content)
    if _NOT_CP932.search(text):
        raise UnableToReadUpload(UploadFault.ENCODING)
    return text


def _decoded_as(encoding: str, content: bytes) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnableToReadUpload(UploadFault.ENCODING) from None


def _csv_records(rows: "Reader", max_records: int) -> Iterator[dict[str, str]]:
    header = _header(next(rows, []))
    records = 0
    for row in rows:
        if not row:  # an empty line
            continue
        if len(row) != len(header):
            raise UnableToReadUpload(UploadFault.RAGGED, rows.line_num)
        records += 1
        if records > max_records:
            raise UnableToReadUpload(UploadFault.TOO_MANY_RECORDS)
        yield dict(zip(header, row, strict=True))


def _header(row: list[str]) -> list[str]:
    if len(row) > MAX_COLUMNS:
        raise UnableToReadUpload(UploadFault.TOO_MANY_COLUMNS, 1)
    names = {name.strip() for name in row}
    if not row or "" in names or len(names) != len(row):
        raise UnableToReadUpload(UploadFault.HEADER, 1)
    return row


def _depth(text: str) -> int:
    """The deepest nesting of brackets outside strings, found without recursion."""
    deepest = depth = 0
    for token in _TOKEN.finditer(text):
        opening = token.group() in "[{"
        if not opening and token.group() not in "]}":
            continue  # a string
        depth += 1 if opening else -1
        deepest = max(deepest, depth)
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) != len(pairs):
        raise UnableToReadUpload(UploadFault.REPEATED_NAME)
    return named


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError("not a number of JSON, or too large for one")
    return value


def _strings(value: Any) -> Iterator[str]:
    """Every name and text in a parsed value."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case list() as items:
                waiting += items
            case dict() as named:
                waiting += [*named.keys(), *named.values()]
