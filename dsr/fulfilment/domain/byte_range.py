"""One byte range of an HTTP request (RFC 9110 §14). Pure."""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class UnsatisfiableRange(ValueError):
    """The range lies outside the content."""


@dataclass(frozen=True)
class ByteRange:
    """Bytes `start` to `stop`, exclusive."""

    start: int
    stop: int


def parse_range(header: str, *, size: int) -> ByteRange | None:
    """The one range a Range header asks of `size` bytes; None when the whole is to be sent.

    Several ranges, other units and nonsense are answered with the whole, as the RFC allows.
    Raises UnsatisfiableRange.
    """
    match = _ONE_RANGE.fullmatch(header.replace(" ", ""))
    if match is None or match.group() == "bytes=-":
        return None
    first, last = match.groups()
    if not first:  # the last so many bytes
        start, stop = max(size - int(last), 0), size
        if int(last) == 0:
            raise UnsatisfiableRange
    else:
        start = int(first)
        stop = min(int(last) + 1, size) if last else size
    if start >= size or start >= stop:
        raise UnsatisfiableRange
    return ByteRange(start=start, stop=stop)
