"""What was done to the data and what will be done, as a letter tells it (Arts 34(3), 35(7))."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dsr.cases.letters.letter import Bullets, Particular, Table
from dsr.cases.letters.words import NO_WORDS, Language, Words, date_words
from dsr.fulfilment.letters.wording_acting import MEASURES


@dataclass(frozen=True, kw_only=True)
class Deed:
    """One thing that was done to one category.

    `field`, `before`, `after`: of a correction, in the person's own words. `extent`: of the others,
    where not the whole category.
    """

    action: str
    category: Words
    field: str = ""
    before: str = ""
    after: str = ""
    extent: Words = NO_WORDS


@dataclass(frozen=True, kw_only=True)
class Promised:
    """One thing that will be done. `law`: what obliges us to keep the data until then."""

    words: Words
    due_on: date
    law: Words = NO_WORDS


_CORRECTED = (
    Words("区分・項目", "Category, field"),
    Words("訂正等の別", "What was done"),
    Words("訂正等の前", "Before"),
    Words("訂正等の後", "After"),
)
_DONE = (
    Words("区分", "Category"),
    Words("行った措置", "What was done"),
    Words("範囲", "Extent"),
)
_PROMISED = (
    Words("お約束する措置", "What we promise"),
    Words("期日", "By"),
    Words("理由となる法令", "Law that obliges us to keep"),
)
_WHOLE = Words("区分の全部", "The whole category")
_EMPTY = Words("（なし）", "(nothing)")
_NOT_CORRECTED = Words("訂正等を行わない項目", "What was not corrected")
_PROMISES = Words("お約束する措置", "What we promise")
_UNTIL = Words("{}まで", "{}")


def deed_particulars(
    *,
    heading: Words,
    deeds: tuple[Deed, ...],
    left: tuple[str, ...],
    promises: tuple[Promised, ...],
    language: Language,
) -> Iterator[Particular]:
    """Tables of what was done and what is promised; nothing where there is nothing to tell."""
    if deeds:
        table = _corrections(deeds, language) if deeds[0].field else _measures(deeds, language)
        yield Particular(heading.to(language), (table,))
    if left:
        yield Particular(_NOT_CORRECTED.to(language), (Bullets(left),))
    if promises:
        yield Particular(_PROMISES.to(language), (_promised(promises, language),))


def _columns(columns: tuple[Words, ...], language: Language) -> tuple[str, ...]:
    return tuple(words.to(language) for words in columns)


def _corrections(deeds: tuple[Deed, ...], language: Language) -> Table:
    empty = _EMPTY.to(language)
    rows = tuple(
        (
            f"{deed.category.to(language)}\n{deed.field}",
            MEASURES[deed.action].to(language),
            deed.before if deed.action != "ADD" else empty,
            deed.after if deed.action != "DELETE" else empty,
        )
        for deed in deeds
    )
    return Table(_columns(_CORRECTED, language), rows, (3, 2, 4, 4))


def _measures(deeds: tuple[Deed, ...], language: Language) -> Table:
    rows = tuple(
        (
            deed.category.to(language),
            MEASURES[deed.action].to(language),
            (deed.extent or _WHOLE).to(language),
        )
        for deed in deeds
    )
    return Table(_columns(_DONE, language), rows, (3, 4, 5))


def _promised(promises: tuple[Promised, ...], language: Language) -> Table:
    lawful = any(promise.law for promise in promises)
    rows = tuple(
        (
            promise.words.to(language),
            _UNTIL.to(language).format(date_words(promise.due_on, language)),
            promise.law.to(language),
        )[: 3 if lawful else 2]
        for promise in promises
    )
    columns = _columns(_PROMISED, language)
    return Table(columns if lawful else columns[:2], rows, (5, 3, 4) if lawful else (3, 2))
