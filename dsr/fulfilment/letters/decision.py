"""The letter of decision: what is answered to each thing asked, why, and what can be done next.

Sources: the Act Arts 32(3), 33(3) (the person is told of a decision not to disclose, of
non-existence and of a difficult method), 36 (reasons, mandatory here), 39, 40.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.letters.law import ACT, next_steps
from dsr.cases.letters.letter import (
    Block,
    Bullets,
    Caption,
    Facts,
    LetterBody,
    LetterFacts,
    Particular,
    Passage,
    Table,
    Text,
    render_letter,
    said,
)
from dsr.cases.letters.refund import FEE_LABEL, RefundNotice, refund_sentence
from dsr.cases.letters.words import NO_WORDS, Language, Words, date_words
from dsr.fulfilment.letters.grounds import GROUNDS, Ground
from dsr.fulfilment.letters.wording import DECISIONS, KINDS, DecisionWording


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

    `kind`: RequestKind; `outcome`: Outcome; `code`: OutcomeCode or "". An X1 never comes here: the
    caller passes exactly what an N1 would pass. `scope`: what the person asked to be covered, with
    the period. `contents`: categories disclosed, or purposes notified. `method`: how the data is
    handed over. `reason`: mandatory unless all is disclosed or the exclusions carry theirs.
    """

    kind: str
    outcome: str
    code: str = ""
    scope: Words = NO_WORDS
    reason: Words = NO_WORDS
    contents: tuple[Words, ...] = ()
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


_TITLE = Words("{}のご請求について（ご回答）", "Our answer to your request: {}")
_SEVERAL = Words("開示等", "several matters")
_OPENING = Words(
    "{on}に当社へ到達いたしました、" + ACT.ja + "に基づく下記のご請求について、"
    "次のとおりご回答申し上げます。",
    "This letter answers your request under " + ACT.en + ", which reached us on {on}.",
)
_REQUEST = Words("ご請求の内容", "What you asked for")
_SCOPE = Words("対象", "Scope")
_ANSWER = Words("ご回答", "Our answer")
_GROUND = Words("根拠", "Ground")
_REASON = Words("理由", "Reason")
_EXCLUDED = Words("開示しない部分とその理由", "What is not disclosed, and why")
_EXCLUDED_COLUMNS = (
    Words("区分・項目", "Category, field"),
    Words("根拠", "Ground"),
    Words("理由", "Reason"),
)
_ALL_FIELDS = Words("（区分の全部）", "(the whole category)")
_METHOD = Words("開示の方法", "How it is disclosed")
_METHOD_CHANGED = Words(
    "ご希望の方法（{}）による開示が困難であるため、法第33条第2項の規定により、"
    "書面の交付による方法で開示いたします。",
    "Disclosure by the method you chose ({}) is difficult, so we disclose in writing, as Art 33(2) "
    "of the Act provides.",
)
_ENCLOSURES = Words("添付・同封するもの", "Enclosed")


def render_decision_letter(letter: DecisionLetter) -> bytes:
    """The letter as a PDF. Raises UnableToWriteDecision, UnableToRenderPdf."""
    return render_letter(facts=letter, body=decision_body(letter))


def decision_body(letter: DecisionLetter) -> LetterBody:
    """What the letter says. Raises UnableToWriteDecision."""
    if not letter.items:
        raise UnableToWriteDecision("a decision answers something")
    language = letter.language
    wordings = [_checked(item) for item in letter.items]
    particulars_of = _item if len(letter.items) == 1 else _item_of_several
    particulars = [
        particular
        for item, wording in zip(letter.items, wordings, strict=True)
        for particular in particulars_of(item, wording, language)
    ]
    particulars.extend(_closing(letter))
    subjects = {KINDS[item.kind].subject for item in letter.items}
    subject = subjects.pop() if len(subjects) == 1 else _SEVERAL
    refused = [item for item, w in zip(letter.items, wordings, strict=True) if w.refused]
    after: tuple[Passage, ...] = ()
    if refused or any(item.method_change for item in letter.items):
        lawsuit = any(KINDS[item.kind].lawsuit for item in letter.items)
        after = (next_steps(head=letter.head, language=language, lawsuit=lawsuit),)
    return LetterBody(
        title=_TITLE.to(language).format(subject.to(language)),
        opening=(_OPENING.to(language).format(on=date_words(letter.arrived_on, language)),),
        particulars=tuple(particulars),
        after=after,
    )


def _checked(item: ItemAnswer) -> DecisionWording:
    """The wording of an item, once its facts are complete."""
    if OutcomeCode.X1 in (item.code, *(exclusion.code for exclusion in item.exclusions)):
        raise UnableToWriteDecision("this code is internal; the person is told N1")
    wording = DECISIONS.get((item.kind, item.outcome, item.code))
    if wording is None:
        raise UnableToWriteDecision(f"no wording for {item.kind} {item.outcome} {item.code}")
    if (item.outcome == Outcome.PARTIAL) != bool(item.exclusions):
        raise UnableToWriteDecision("a partial answer, and no other, lists what it leaves out")
    if wording.refused and not item.exclusions and not item.reason:
        raise UnableToWriteDecision("a refusal gives its reason (Art 36)")
    if item.method_change and not item.method_change.reason:
        raise UnableToWriteDecision("another method than the chosen one is explained (Art 36)")
    for exclusion in item.exclusions:
        _check_exclusion(item.kind, exclusion)
    return wording


def _check_exclusion(kind: str, exclusion: Exclusion) -> None:
    if (kind, exclusion.code) not in GROUNDS:
        raise UnableToWriteDecision(f"{exclusion.code} is no ground to leave out part of {kind}")
    if not exclusion.reason:
        raise UnableToWriteDecision("a part that is left out has its reason (Art 36)")


def _item(item: ItemAnswer, wording: DecisionWording, language: Language) -> Iterator[Particular]:
    """The particulars of the one item a letter answers."""
    kind = KINDS[item.kind]
    scope = Facts(((_SCOPE.to(language), item.scope.to(language)),)) if item.scope else None
    request = Text(kind.request.to(language))
    yield Particular(_REQUEST.to(language), (request, scope) if scope else (request,))
    yield Particular(_ANSWER.to(language), _answer(item, wording, language))
    if item.contents:
        contents = Bullets(tuple(words.to(language) for words in item.contents))
        yield Particular(kind.contents.to(language), (contents,))
    if item.exclusions:
        yield Particular(_EXCLUDED.to(language), (_excluded(item, language),))
    method = _method(item, language)
    if method:
        yield Particular(_METHOD.to(language), method)


def _item_of_several(
    item: ItemAnswer, wording: DecisionWording, language: Language
) -> Iterator[Particular]:
    """The same as one particular under the item's name."""
    first, *parts = _item(item, wording, language)
    blocks = list(first.blocks[1:])
    for part in parts:
        blocks.extend((Caption(part.label), *part.blocks))
    yield Particular(KINDS[item.kind].request.to(language), tuple(blocks))


def _answer(item: ItemAnswer, wording: DecisionWording, language: Language) -> tuple[Block, ...]:
    conclusion = Text(wording.conclusion.to(language))
    rows = []
    ground = GROUNDS.get((item.kind, item.code))
    if ground and not item.exclusions:
        rows.append((_GROUND.to(language), _ground_words(ground, language)))
    if item.reason:
        rows.append((_REASON.to(language), item.reason.to(language)))
    return (conclusion, Facts(tuple(rows))) if rows else (conclusion,)


def _ground_words(ground: Ground, language: Language) -> str:
    return f"{ground.provision.to(language)}\n{ground.words.to(language)}"


def _excluded(item: ItemAnswer, language: Language) -> Table:
    rows = []
    for one in item.exclusions:
        field = one.field or _ALL_FIELDS
        rows.append(
            (
                f"{one.category.to(language)}\n{field.to(language)}",
                _ground_words(GROUNDS[item.kind, one.code], language),
                one.reason.to(language),
            )
        )
    columns = tuple(words.to(language) for words in _EXCLUDED_COLUMNS)
    return Table(columns, tuple(rows), (3, 4, 5))


def _method(item: ItemAnswer, language: Language) -> tuple[Block, ...]:
    blocks: list[Block] = [Text(item.method.to(language))] if item.method else []
    change = item.method_change
    if change:
        requested = change.requested.to(language)
        blocks.append(Text(_METHOD_CHANGED.to(language).format(requested)))
        blocks.append(Facts(((_REASON.to(language), change.reason.to(language)),)))
    return tuple(blocks)


def _closing(letter: DecisionLetter) -> Iterator[Particular]:
    language = letter.language
    if letter.refund:
        yield said(FEE_LABEL.to(language), refund_sentence(letter.refund, language))
    if letter.enclosures:
        enclosures = Bullets(tuple(words.to(language) for words in letter.enclosures))
        yield Particular(_ENCLOSURES.to(language), (enclosures,))
