"""Which characters our font can print, and what stands in for those it cannot.

A letter with an empty box in it is a letter with a hole: a character without a glyph is printed as
its code point instead, `[U+1F600]`, so that the reader sees that something is there and what it is.
"""

import struct
from functools import cache

from noto_cjk_sans_jp_regular import FONT_PATH

# They change how their neighbours join or break, and have no shape of their own.
_SHAPELESS = frozenset(
    "\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    + "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
)
# They turn the reading direction of what follows: a name could be made to read as another.
TURNING = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
_LAYOUT = frozenset("\n\t")


@cache
def printable_characters() -> frozenset[str]:
    """Every character the font has a glyph for, with line breaks, tabs and joiners.

    Reads the font's `cmap` (OpenType 1.9, format 12: groups of start, end, first glyph).
    """
    font = FONT_PATH.read_bytes()
    cmap = _table(font, b"cmap")
    characters: set[str] = set()
    for start, end in _groups(font, cmap):
        characters.update(map(chr, range(max(start, 0x20), end + 1)))
    characters.difference_update(map(chr, range(0x7F, 0xA0)))
    return frozenset((characters - TURNING) | _SHAPELESS | _LAYOUT)


def printable(text: str) -> str:
    """`text` with every character that cannot be printed written out as `[U+XXXX]`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    unknown = set(text) - printable_characters()
    return text.translate({ord(character): code_point(character) for character in unknown})


def code_point(character: str) -> str:
    """The visible stand-in of one character: `[U+0000]`."""
    return f"[U+{ord(character):04X}]"


def _table(font: bytes, tag: bytes) -> int:
    """Offset of the table `tag` in an OpenType file."""
    (tables,) = struct.unpack_from(">H", font, 4)
    for index in range(tables):
        name, _checksum, offset, _length = struct.unpack_from(">4sLLL", font, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise LookupError(f"the font has no table {tag!r}")


def _groups(font: bytes, cmap: int) -> list[tuple[int, int]]:
    """First and last character of each group in the format 12 subtable."""
    _version, subtables = struct.unpack_from(">HH", font, cmap)
    for index in range(subtables):
        _platform, _encoding, offset = struct.unpack_from(">HHL", font, cmap + 4 + 8 * index)
        (kind,) = struct.unpack_from(">H", font, cmap + offset)
        if kind == 12:
            (count,) = struct.unpack_from(">L", font, cmap + offset + 12)
            groups = struct.iter_unpack(
                ">LLL", font[cmap + offset + 16 : cmap + offset + 16 + 12 * count]
            )
            return [(start, end) for start, end, _glyph in groups]
    raise LookupError("the font has no format 12 cmap")
