"""The letter of decision: what is answered to each thing asked, why, and what can be done next.

Sources: the Act Arts 32(3), 33(3) (the person is told of a decision not to disclose, of
non-existence and of a difficult method), 34(3) (of a correction with its content), 35(7) (of what
was stopped or erased, or not), 36 (reasons, mandatory here), 39, 40.
"""

from collections.abc import Iterator

from dsr.cases.letters.law import ACT, next_steps
from dsr.cases.letters.letter import (
    Block,
    Bullets,
    Caption,
    Facts,
    LetterBody,
    Particular,
    Passage,
    Table,
    Text,
    render_letter,
    said,
)
from dsr.cases.letters.refund import FEE_LABEL, refund_sentence
from dsr.cases.letters.words import Language, Words, date_words
from dsr.fulfilment.letters.decision_facts import (
    DecisionLetter,
    Exclusion,
    ItemAnswer,
    MethodChange,
    UnableToWriteDecision,
    checked,
)
from dsr.fulfilment.letters.decision_wording import DecisionWording
from dsr.fulfilment.letters.deeds import deed_particulars
from dsr.fulfilment.letters.grounds import GROUNDS, INQUIRY, Ground
from dsr.fulfilment.letters.wording import KINDS

__all__ = [
    "DecisionLetter",
    "Exclusion",
    "ItemAnswer",
    "MethodChange",
    "UnableToWriteDecision",
    "decision_body",
    "render_decision_letter",
]

_TITLE = Words("{}のご請求について（ご回答）", "Our answer to your request: {}")
_SEVERAL = Words("開示等", "several matters")
_OPENING = Words(
    "{on}に当社へ到達いたしました、" + ACT.ja + "に基づく下記のご請求について、"
    "次のとおりご回答申し上げます。",
    "This letter answers your request under " + ACT.en + ", which reached us on {on}.",
)
_INQUIRY_TITLE = Words("お申し出について（ご回答）", "Our answer to what you wrote to us")
_INQUIRY_OPENING = Words(
    "{on}に当社へ到達いたしました、下記のお申し出について、次のとおりご回答申し上げます。",
    "This letter answers what you wrote to us, which reached us on {on}.",
)
_INQUIRED = Words("お申し出の内容", "What you wrote to us about")
_POLICY_OPENING = Words(
    "{on}に当社へ到達いたしました下記のご請求について、次のとおりご回答申し上げます。"
    "なお、個人情報の保護に関する法律（平成15年法律第57号）を、以下「法」といいます。",
    "This letter answers your request, which reached us on {on}. “The Act” is the Act on the "
    "Protection of Personal Information (Act No. 57 of 2003).",
)
_POLICY_GROUND = Words("当社のプライバシーポリシー", "Our privacy policy")
_PURPOSE_COLUMNS = (Words("区分", "Category"), Words("利用目的", "Purposes of use"))
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
    wordings = [checked(item) for item in letter.items]
    particulars_of = _item if len(letter.items) == 1 else _item_of_several
    particulars = [
        particular
        for item, wording in zip(letter.items, wordings, strict=True)
        for particular in particulars_of(item, wording, language)
    ]
    particulars.extend(_closing(letter))
    return LetterBody(
        title=_title(letter.items, language),
        opening=(_opening(letter.items).to(language).format(
            on=date_words(letter.arrived_on, language)
        ),),
        particulars=tuple(particulars),
        after=tuple(_after(letter, wordings)),
    )  # fmt: skip


def _only_inquires(items: tuple[ItemAnswer, ...]) -> bool:
    return {item.kind for item in items} == {INQUIRY}


def _title(items: tuple[ItemAnswer, ...], language: Language) -> str:
    if _only_inquires(items):
        return _INQUIRY_TITLE.to(language)
    subjects = {KINDS[item.kind].subject for item in items}
    subject = subjects.pop() if len(subjects) == 1 else _SEVERAL
    return _TITLE.to(language).format(subject.to(language))


def _opening(items: tuple[ItemAnswer, ...]) -> Words:
    if _only_inquires(items):
        return _INQUIRY_OPENING
    statutory = any(item.statutory and item.kind != INQUIRY for item in items)
    return _OPENING if statutory else _POLICY_OPENING


def _after(letter: DecisionLetter, wordings: list[DecisionWording]) -> Iterator[Passage]:
    """What the person can do about whatever was not done as asked."""
    short = [
        item
        for item, wording in zip(letter.items, wordings, strict=True)
        if wording.refused or item.method_change
    ]
    if short:
        lawsuit = any(KINDS[item.kind].lawsuit and item.statutory for item in short)
        yield next_steps(head=letter.head, language=letter.language, lawsuit=lawsuit)


def _item(item: ItemAnswer, wording: DecisionWording, language: Language) -> Iterator[Particular]:
    """The particulars of the one item a letter answers."""
    kind = KINDS[item.kind]
    scope = Facts(((_SCOPE.to(language), item.scope.to(language)),)) if item.scope else None
    request = Text(_request(item).to(language))
    label = _INQUIRED if item.kind == INQUIRY else _REQUEST
    yield Particular(label.to(language), (request, scope) if scope else (request,))
    yield Particular(_ANSWER.to(language), _answer(item, wording, language))
    if item.contents:
        contents = Bullets(tuple(words.to(language) for words in item.contents))
        yield Particular(kind.contents.to(language), (contents,))
    if item.purposes:
        yield Particular(kind.contents.to(language), (_purposes(item, language),))
    yield from deed_particulars(
        heading=kind.contents, deeds=item.deeds, left=item.left, promises=item.promises,
        language=language,
    )  # fmt: skip
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
    yield Particular(_request(item).to(language), tuple(blocks))


def _request(item: ItemAnswer) -> Words:
    kind = KINDS[item.kind]
    return kind.request if item.statutory else kind.policy_request


def _purposes(item: ItemAnswer, language: Language) -> Table:
    rows = tuple(
        (category.to(language), "\n".join(purpose.to(language) for purpose in purposes))
        for category, purposes in item.purposes
    )
    return Table(tuple(words.to(language) for words in _PURPOSE_COLUMNS), rows, (1, 3))


def _answer(item: ItemAnswer, wording: DecisionWording, language: Language) -> tuple[Block, ...]:
    conclusion = Text(wording.conclusion.to(language))
    if item.kind == INQUIRY:
        return conclusion, Text(item.reason.to(language))
    rows = []
    if not item.exclusions:
        rows = [(_GROUND.to(language), words) for words in _grounds(item, language)]
    if item.reason:
        rows.append((_REASON.to(language), item.reason.to(language)))
    return (conclusion, Facts(tuple(rows))) if rows else (conclusion,)


def _grounds(item: ItemAnswer, language: Language) -> Iterator[str]:
    for code in (item.code, *item.further_codes):
        ground = GROUNDS.get((item.kind, code))
        if ground is None:
            continue
        if not item.statutory and code.startswith("S"):  # the Act was not what the person invoked
            ground = Ground(_POLICY_GROUND, ground.words)
        yield _ground_words(ground, language)


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
