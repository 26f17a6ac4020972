"""Which characters our faces can print, and what stands in for those they cannot.

A letter with an empty box in it is a letter with a hole: a character without a glyph is printed as
its code point instead, `[U+1F600]`, so that the reader sees that something is there and what it is.
"""

import json
import struct
from functools import cache
from unicodedata import category

import typst
from noto_cjk_sans_jp_regular import FONT_PATH

from dsr.cases.letters.fonts import FACES, fonts

# They change how their neighbours join or break, and have no shape of their own.
_SHAPELESS = frozenset(
    "\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    + "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
)
# They turn the reading direction of what follows: a name could be made to read as another.
TURNING = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]))
_LAYOUT = frozenset("\n\t")
# From here on only our main face has glyphs; bounds what one odd text can make us probe
_NONE_BEYOND = "\u3000"


@cache
def printable_characters() -> frozenset[str]:
    """Every character our main face has a glyph for, with line breaks, tabs and joiners.

    Reads its `cmap` (OpenType 1.9, format 12: groups of start, end, first glyph).
    """
    font = FONT_PATH.read_bytes()
    cmap = _table(font, b"cmap")
    characters: set[str] = set()
    for start, end in _groups(font, cmap):
        characters.update(map(chr, range(max(start, 0x20), end + 1)))
    characters.difference_update(map(chr, range(0x7F, 0xA0)))
    return frozenset((characters - TURNING) | _SHAPELESS | _LAYOUT)


def printable(text: str) -> str:
    """`text` with every character that no face can print written out as `[U+XXXX]`."""
    text = _one_line_break(text)
    rare = set(text) - printable_characters()
    unknown = {character for character in rare if not _other_face_prints(character)}
    return _written_out(text, unknown)


def plainly_printable(text: str) -> str:
    """`text` in the main face alone, without marks that join on to a character.

    For the rare text whose characters can each be printed, but not together: a base from one face
    and its accent from another.
    """
    text = _one_line_break(text)
    marks = {character for character in set(text) if category(character).startswith("M")}
    return _written_out(text, (set(text) - printable_characters()) | marks)


def _one_line_break(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _written_out(text: str, unknown: set[str]) -> str:
    return text.translate({ord(character): code_point(character) for character in unknown})


def code_point(character: str) -> str:
    """The visible stand-in of one character: `[U+0000]`."""
    return f"[U+{ord(character):04X}]"


@cache
def _other_face_prints(character: str) -> bool:
    """Whether a face behind the main one has a glyph: PDF/UA-1 refuses a text without."""
    if not character.isprintable() or character in TURNING or character >= _NONE_BEYOND:
        return False
    probe = f'#set document(title: "-")\n#set text(font: {_typst_list(FACES)}, fallback: false)\n'
    try:
        typst.compile(
            f"{probe}#sys.inputs.character".encode(),
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"character": character},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True


def _typst_list(names: tuple[str, ...]) -> str:
    return f"({', '.join(json.dumps(name) for name in names)})"


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
