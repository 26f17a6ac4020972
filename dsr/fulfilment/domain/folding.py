"""Text folded for comparing, each folded character knowing where it came from. Pure.

Full and half width, half-width kana with their marks, letter case, kinds of dashes, variation
selectors and invisible characters make no difference to whoever reads a name, so they make none
here (Unicode NFKC and case folding, UAX #15).
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# The long vowel ー is typed for a dash too (03ー1234), so it counts as one everywhere
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−⁃﹘﹣ー", "-"))
_JAMO_THAT_FOLLOW = range(0x1160, 0x1200)


@dataclass(frozen=True)
class Folded:
    """`text` folded; `at[i]` is (start, end) of its character i in the original."""

    text: str
    at: tuple[tuple[int, int], ...] | None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters from `start` to before `end` stand, in whole characters."""
        if self.at is None:
            return start, end
        return self.at[start][0], self.at[end - 1][1]


def fold(text: str) -> Folded:
    """Fold `text`. Characters that belong together (ｶﾞ) stay together."""
    if text.isascii():
        return Folded(text.lower(), None)
    folded: list[str] = []
    at: list[tuple[int, int]] = []
    for start, end in clusters(text):
        for character in _folded_cluster(text[start:end]):
            folded.append(character)
            at.append((start, end))
    return Folded("".join(folded), tuple(at))


def clusters(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each character together with the marks that follow it."""
    start = 0
    for index in range(1, len(text)):
        if not _follows(text[index]):
            yield start, index
            start = index
    if text:
        yield start, len(text)


def _follows(character: str) -> bool:
    if character.isascii():
        return False
    if ord(character) in _JAMO_THAT_FOLLOW or _is_unseen(character):
        return True
    return unicodedata.combining(unicodedata.normalize("NFKC", character)[0]) != 0


def _is_unseen(character: str) -> bool:
    """Format characters and variation selectors: nothing that a reader sees."""
    category = unicodedata.category(character)
    return category == "Cf" or (category == "Mn" and unicodedata.combining(character) == 0)


def _folded_cluster(cluster: str) -> str:
    seen = "".join(one for one in cluster if not _is_unseen(one))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).casefold())
    return folded.translate(_DASHES)
