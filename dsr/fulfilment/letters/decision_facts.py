"""The facts of a letter of decision, and what makes them a lawful letter."""

from dataclasses import dataclass
from datetime import date

from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.letters.letter import LetterFacts
from dsr.cases.letters.refund import RefundNotice
from dsr.cases.letters.words import NO_WORDS, Words
from dsr.fulfilment.domain.outcomes import ACTING, allowed_promises
from dsr.fulfilment.letters.decision_wording import DecisionWording
from dsr.fulfilment.letters.deeds import Deed, Promised
from dsr.fulfilment.letters.grounds import GROUNDS, INQUIRY
from dsr.fulfilment.letters.wording import DECISIONS


@dataclass(frozen=True)
class Exclusion:
    """One part that is left out. `field` empty: the whole category. `code`: D1-D4 or N2."""

    category: Words
    code: str
    reason: Words
    field: Words = NO_WORDS


@dataclass(frozen=True)
class MethodChange:
    """The person's method was difficult (Art 33(2)), so paper is used. The reason is mandatory."""

    requested: Words
    reason: Words


@dataclass(frozen=True, kw_only=True)
class ItemAnswer:
    """The answer to one thing asked.

    `kind`: RequestKind; `outcome`: Outcome; `code`: OutcomeCode or ""; `further_codes`: what
    answers the other grounds the person ticked. An X1 never comes here: the caller passes exactly
    what an N1 would pass. `statutory`: False where only the company's policy gives the right.
    `scope`: what the person asked to be covered, with the period. `contents`: categories disclosed;
    `purposes`: each located category with the purposes it is used for. `method`: how the data is
    handed over. `reason`: mandatory unless all is done as asked or the exclusions carry theirs; of
    an inquiry the answer. `deeds`: what was done to the data, `left`: fields that were not
    corrected, `promises`: what will be done later.
    """

    kind: str
    outcome: str
    code: str = ""
    further_codes: tuple[str, ...] = ()
    statutory: bool = True
    scope: Words = NO_WORDS
    reason: Words = NO_WORDS
    contents: tuple[Words, ...] = ()
    purposes: tuple[tuple[Words, tuple[Words, ...]], ...] = ()
    deeds: tuple[Deed, ...] = ()
    left: tuple[str, ...] = ()
    promises: tuple[Promised, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    method: Words = NO_WORDS
    method_change: MethodChange | None = None


@dataclass(frozen=True, kw_only=True)
class DecisionLetter(LetterFacts):
    """One letter answers one or more items of a filing. `enclosures`: what goes with it."""

    arrived_on: date
    items: tuple[ItemAnswer, ...]
    refund: RefundNotice | None = None
    enclosures: tuple[Words, ...] = ()


class UnableToWriteDecision(ValueError):
    """The facts do not make a lawful letter: no wording, no ground, or no reason."""


def checked(item: ItemAnswer) -> DecisionWording:
    """The wording of an item, once its facts are complete."""
    if OutcomeCode.X1 in (item.code, *(exclusion.code for exclusion in item.exclusions)):
        raise UnableToWriteDecision("this code is internal; the person is told N1")
    wording = DECISIONS.get((item.kind, item.outcome, item.code))
    if wording is None:
        raise UnableToWriteDecision(f"no wording for {item.kind} {item.outcome} {item.code}")
    if (item.outcome == Outcome.PARTIAL) != bool(item.exclusions):
        raise UnableToWriteDecision("a partial answer, and no other, lists what it leaves out")
    if _explains(item, wording) and not item.exclusions and not item.reason:
        raise UnableToWriteDecision("a refusal gives its reason (Art 36)")
    _check_deeds(item)
    if item.method_change and not item.method_change.reason:
        raise UnableToWriteDecision("another method than the chosen one is explained (Art 36)")
    for exclusion in item.exclusions:
        _check_exclusion(item.kind, exclusion)
    return wording


def _explains(item: ItemAnswer, wording: DecisionWording) -> bool:
    return wording.refused or item.kind == INQUIRY


def _check_deeds(item: ItemAnswer) -> None:
    """What the conclusion speaks of is there, and nothing else is told as done or promised."""
    if (item.outcome in ACTING) != bool(item.deeds) and item.outcome != Outcome.ALTERNATIVE:
        raise UnableToWriteDecision("what was done is told with its content (Arts 34(3), 35(7))")
    if item.outcome == Outcome.ALTERNATIVE and not item.promises:
        raise UnableToWriteDecision("another measure is told with its date")
    if item.promises and not allowed_promises(item.kind, item.outcome):
        raise UnableToWriteDecision("this answer promises nothing")
    for code in item.further_codes:
        if (item.kind, code) not in GROUNDS:
            raise UnableToWriteDecision(f"{code} is no ground to refuse {item.kind}")


def _check_exclusion(kind: str, exclusion: Exclusion) -> None:
    if (kind, exclusion.code) not in GROUNDS:
        raise UnableToWriteDecision(f"{exclusion.code} is no ground to leave out part of {kind}")
    if not exclusion.reason:
        raise UnableToWriteDecision("a part that is left out has its reason (Art 36)")
