"""Plain text from outside: decoded, checked and written anew as UTF-8."""

import unicodedata
from typing import BinaryIO

_ENCODINGS = ("utf-8-sig", "cp932")  # cp932: what Japanese Windows writes
_KEPT_CONTROLS = "\n\t"


class UnableToReadText(ValueError):
    """The upload is not taken. `code`: EMPTY, TOO_LARGE or NOT_TEXT."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_plain_text(upload: BinaryIO, *, max_bytes: int) -> str:
    """The text of `upload`, line ends as \\n, without byte order mark.

    UTF-8 or Shift_JIS as Windows writes it. A control character means that it is no text: nothing
    that is a program or another format passes. Raises UnableToReadText.
    """
    content = upload.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise UnableToReadText("TOO_LARGE")
    text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UnableToReadText("EMPTY")
    if any(unicodedata.category(c) == "Cc" and c not in _KEPT_CONTROLS for c in set(text)):
        raise UnableToReadText("NOT_TEXT")
    return text


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnableToReadText("NOT_TEXT")
