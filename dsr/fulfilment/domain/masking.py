"""Masking what of a record concerns others: what is looked for, and what stands there instead.

One function serves preview and package. A mask never says how long the masked text was. Patterns
are a closed list with bounded repetition, so that no text makes them slow. Pure.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dsr.fulfilment.domain.folding import Folded, clusters, fold
from dsr.fulfilment.domain.package_cells import cell_text

MARK = "■■■"
MOST_WORDS = 100
LONGEST_WORD = 200

TEXT, EMAIL, PHONE, WHOLE = "TEXT", "EMAIL", "PHONE", "WHOLE"

_EMAIL = re.compile(
    r"[a-z0-9à-ɏ.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9à-ɏ-]{1,63}(?:\.[a-z0-9à-ɏ-]{1,63}){1,8}"
)
_BETWEEN = r"[-\s().・]{0,3}"
_AREA_OPENS = r"(?:\((?=0[0-9]{1,4}\)))?"  # (03)1234-5678, but not (03-1234-5678)
_PHONE = re.compile(
    rf"(?<![0-9])(?:\+{_BETWEEN}[1-9](?:{_BETWEEN}[0-9]){{7,14}}|"
    rf"{_AREA_OPENS}0{_BETWEEN}[2-9]{_BETWEEN}0(?:{_BETWEEN}[0-9]){{8}}|"
    rf"{_AREA_OPENS}0(?:{_BETWEEN}[0-9]){{9}})(?![0-9])"
)

Span = tuple[int, int]


class UnableToReadWords(ValueError):
    """What was typed is no list of words to mask. `code`: EMPTY, MARK, TOO_LONG or TOO_MANY."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def words_of(typed: str) -> tuple[str, ...]:
    """The words to mask, one a line, each once. Raises UnableToReadWords.

    A word that nothing visible is left of would be found everywhere or nowhere; one that holds the
    mark would find the marks.
    """
    words = tuple(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    if not words or any(not fold(word).text.strip() for word in words):
        raise UnableToReadWords("EMPTY")
    if any(MARK[0] in word for word in words):
        raise UnableToReadWords("MARK")
    if any(len(word) > LONGEST_WORD for word in words):
        raise UnableToReadWords("TOO_LONG")
    if len(words) > MOST_WORDS:
        raise UnableToReadWords("TOO_MANY")
    return words


@dataclass(frozen=True, kw_only=True)
class Mask:
    """One masking of records.

    `kind`: TEXT (any of `words`), EMAIL, PHONE, or WHOLE (the value whatever it is). `record`
    counts from 1, None means every record; `field` "" means every field.
    """

    kind: str
    words: tuple[str, ...] = ()
    record: int | None = None
    field: str = ""


@dataclass(frozen=True)
class MaskedRecord:
    """A record as it is disclosed; `places` by the name of each field in which something was
    masked."""

    values: dict[str, Any]
    places: Mapping[str, int]


@dataclass(frozen=True)
class Hits:
    """How much a mask finds: places in records."""

    places: int = 0
    records: int = 0


class Masking:
    """Several masks as one: what any of them finds is masked, overlapping finds as one place."""

    def __init__(self, masks: Iterable[Mask]) -> None:
        self._masks = [(mask, _Finder(mask)) for mask in masks]

    def __bool__(self) -> bool:
        return bool(self._masks)

    def applied(self, number: int, record: Mapping[str, Any]) -> MaskedRecord:
        """Record `number` (from 1) with everything masked that is to be."""
        values: dict[str, Any] = {}
        places: dict[str, int] = {}
        here = [row for row in self._masks if row[0].record in (None, number)]
        for name, value in record.items():
            finders = [finder for mask, finder in here if mask.field in ("", name)]
            values[name], found = _masked(value, finders) if finders else (value, 0)
            if found:
                places[name] = found
        return MaskedRecord(values, places)

    def spans(self, text: str) -> list[Span]:
        """Where something is to be masked in `text`, whatever record or field the masks are for."""
        return _found(text, [finder for _mask, finder in self._masks])


def count_hits(records: Iterable[Mapping[str, Any]], masking: Masking) -> Hits:
    """In how many places of how many records something is masked; reads the records once."""
    places = touched = 0
    for number, record in enumerate(records, start=1):
        found = sum(masking.applied(number, record).places.values())
        places += found
        touched += bool(found)
    return Hits(places, touched)


class _Finder:
    """What one mask finds in a text."""

    def __init__(self, mask: Mask) -> None:
        self.whole = mask.kind == WHOLE
        self._words = mask.words if mask.kind == TEXT else ()
        # a look-ahead finds matches that overlap each other too
        self._patterns = [re.compile(f"(?=({_word_pattern(word)}))") for word in self._words]
        if mask.kind in (EMAIL, PHONE):
            self._patterns = [re.compile(f"({_FIXED[mask.kind].pattern})")]

    def spans(self, text: str, folded: Folded) -> list[Span]:
        """Where something is to be masked in `text`, in whole characters."""
        found = [
            folded.original(*match.span(1))
            for pattern in self._patterns
            for match in pattern.finditer(folded.text)
            if match.end(1) > match.start(1)
        ]
        return found + [span for word in self._words for span in _exactly(word, text)]


def _exactly(word: str, text: str) -> list[Span]:
    """Where `word` stands as it was typed, though folded it is part of something else (ｶ in ｶﾞ)."""
    found = []
    at = text.find(word)
    while at >= 0:
        found.append((at, at + len(word)))
        at = text.find(word, at + 1)
    if not found or text.isascii():
        return found
    bounds = list(clusters(text))
    return [
        (
            max(start for start, _end in bounds if start <= first),
            min(end for _start, end in bounds if end >= last),
        )
        for first, last in found
    ]


_FIXED = {EMAIL: _EMAIL, PHONE: _PHONE}


def _word_pattern(word: str) -> str:
    """The folded word, white space in it of any width or none.

    Japanese names are written with and without a space: 山田太郎, 山田 太郎. So white space may
    also stand between any two of three or more characters outside ASCII.
    """
    pieces = fold(" ".join(word.split())).text.split()
    loose = len("".join(pieces)) >= 3
    return r"\s{0,4}".join(_piece_pattern(piece, loose=loose) for piece in pieces)


def _piece_pattern(piece: str, *, loose: bool) -> str:
    pattern = re.escape(piece[0])
    for before, after in pairwise(piece):
        between = r"\s{0,4}" if loose and not before.isascii() and not after.isascii() else ""
        pattern += between + re.escape(after)
    return pattern


def _masked(value: Any, finders: list[_Finder]) -> tuple[Any, int]:
    if any(finder.whole for finder in finders):
        return MARK, 1
    if isinstance(value, str):
        return _masked_text(value, finders)
    if isinstance(value, Mapping):
        return _masked_mapping(value, finders)
    if isinstance(value, list | tuple):
        pairs = [_masked(one, finders) for one in value]
        return [one for one, _found in pairs], sum(found for _one, found in pairs)
    if value is None or isinstance(value, bool):
        return value, 0
    text, found = _masked_text(cell_text(value), finders)  # a number stays one where nothing is hit
    return (text if found else value), found


def _masked_mapping(value: Mapping[str, Any], finders: list[_Finder]) -> tuple[dict[str, Any], int]:
    """Names inside a value may be data too: {"taro@example.jp": 3}."""
    masked: dict[str, Any] = {}
    places = 0
    for name, inner in value.items():
        new_name, in_name = _masked_text(name, finders)
        masked_inner, in_value = _masked(inner, finders)
        masked[_free(new_name, masked, value) if in_name else new_name] = masked_inner
        places += in_name + in_value
    return masked, places


def _free(name: str, taken: Mapping[str, Any], original: Mapping[str, Any]) -> str:
    number, free = 1, name
    while free in taken or free in original:
        number += 1
        free = f"{name} ({number})"
    return free


def _masked_text(text: str, finders: list[_Finder]) -> tuple[str, int]:
    spans = _found(text, finders)
    if not spans:
        return text, 0
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], MARK]
        at = end
    return "".join([*pieces, text[at:]]), len(spans)


def _found(text: str, finders: list[_Finder]) -> list[Span]:
    folded = fold(text)
    return _merged([span for finder in finders for span in finder.spans(text, folded)])


def _merged(spans: list[Span]) -> list[Span]:
    """In order; those that overlap or touch as one, so that marks do not count what was there."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
