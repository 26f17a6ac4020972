"""The facts of a decision letter, read from the case. X1 is written here exactly as N1."""

from collections.abc import Iterable
from datetime import date

from dsr.cases.letters.letter import Addressee, LetterHead
from dsr.cases.letters.words import NO_WORDS, Language, Words, date_words
from dsr.cases.models import Case, CaseItem
from dsr.cases.selectors.claims import claims_of
from dsr.fulfilment.domain.outcomes import DISCLOSING_KINDS, HANDING_OVER, told_code
from dsr.fulfilment.enums import CategoryOutcome
from dsr.fulfilment.letters.decision import DecisionLetter, Exclusion, ItemAnswer
from dsr.fulfilment.models import CollectedCategory, Decision, DecisionItem
from dsr.fulfilment.models import Exclusion as ExclusionRow
from dsr.fulfilment.selectors.decisions import (
    Holdings,
    exclusion_reason,
    holdings_of,
    item_reason,
    parts_in,
)
from dsr.fulfilment.selectors.parts import category_words, field_words, part_reason
from dsr.fulfilment.selectors.redactions import redacted_field, redaction_reason
from policies.domain.calendar import jst_date
from policies.enums import DeliveryMethod
from policies.models import DataCategory, PurposeOfUse
from policies.selectors.organisations import organisation

SEARCHED_FOUND_NOTHING = Words(
    "当社の個人データを取り扱う情報システム等を調査しましたが、ご請求の対象となる"
    "保有個人データは見つかりませんでした。",
    "We searched our systems that handle personal data and found no retained personal data of the "
    "kind you asked for.",
)
NOT_SEARCHABLE = Words(
    "ご本人と確認できた会員ID等がなく、調査できませんでした。存在しないという意味ではありません。",
    "We had no confirmed identifier, such as a member ID, to search by. This does not mean that "
    "nothing is held.",
)
_LEFT_OUT = Words(
    "次の区分は、それぞれの理由により今回の回答に含まれていません。",
    "The following categories are not part of this answer, for the reasons given.",
)
_METHODS = {
    DeliveryMethod.DOWNLOAD: Words(
        "会員ページからのダウンロード（電磁的記録の提供）",
        "Download from your page (electronic record)",
    ),
    DeliveryMethod.PAPER: Words("書面の郵送", "Documents by post"),
    DeliveryMethod.MEDIA: Words("記録媒体の郵送", "Storage medium by post"),
    DeliveryMethod.OTHER: Words("別途ご相談した方法", "The way agreed with you"),
}
_SCOPES = {
    "ALL": Words("当社が保有するすべてのデータ", "Everything we hold"),
    "PROFILE": Words("登録情報", "Registration data"),
    "LOCATION": Words("位置情報", "Location data"),
    "USAGE": Words("利用履歴", "Usage history"),
    "INQUIRIES": Words("お問い合わせ履歴", "Inquiry history"),
    "DEVICE": Words("端末・アクセス情報", "Device and access data"),
    "OTHER": Words("その他", "Other"),
}


def letter_head() -> LetterHead:
    """Who writes, from the organisation's facts; what is not set is left out."""
    facts = organisation()
    return LetterHead(
        organisation=Words(facts.name_ja, facts.name_en),
        postal_code=facts.postal_code,
        address=Words(facts.address_ja, facts.address_en),
        manager_title=Words(facts.manager_title_ja, facts.manager_title_en),
        contact_mail=facts.contact_mail,
        contact_phone=facts.contact_phone,
    )


def claimed_name(case: Case) -> str:
    """The person's name as they filed it."""
    claims = claims_of(case)
    return f"{claims.get('family_name', '')} {claims.get('given_name', '')}".strip()


def decision_letter(
    decision: Decision, answers: Iterable[DecisionItem], *, language: Language, dated_on: date
) -> DecisionLetter:
    """What the letter of a decision says. Raises UnableToUnseal once shredded."""
    case = decision.collection.case
    holdings = holdings_of(decision.collection)
    parts = parts_in(decision.collection)
    return DecisionLetter(
        head=letter_head(),
        addressee=_addressee(case),
        reference=case.reference,
        dated_on=dated_on,
        language=language,
        arrived_on=jst_date(case.arrived_at),
        items=tuple(_item_answer(answer, holdings, parts) for answer in answers),
    )


def _addressee(case: Case) -> Addressee:
    name = claimed_name(case)
    if case.delivery_method == DeliveryMethod.DOWNLOAD:
        return Addressee(name=name)
    claims = claims_of(case)
    return Addressee(
        name=name, postal_code=claims.get("postal_code", ""), address=claims.get("address", "")
    )


def _item_answer(
    answer: DecisionItem, holdings: Holdings, parts: list[CollectedCategory]
) -> ItemAnswer:
    handed_over = answer.outcome in HANDING_OVER
    return ItemAnswer(
        kind=answer.item.kind,
        outcome=answer.outcome,
        code=told_code(answer.code),
        scope=_scope(answer.item),
        reason=_reason(answer, parts),
        contents=_contents(answer, holdings),
        exclusions=(*_exclusions(holdings), *_redactions(holdings))
        if answer.outcome == "PARTIAL"
        else (),
        method=_METHODS[DeliveryMethod(answer.item.case.delivery_method)]
        if handed_over
        else NO_WORDS,
    )


def _scope(item: CaseItem) -> Words:
    scopes = [_SCOPES.get(code, _SCOPES["OTHER"]) for code in item.scope or ["ALL"]]
    words = _joined(scopes, "、", ", ")
    if item.period_from is None and item.period_to is None:
        return words
    return Words(f"{words.ja}（{_period(item, 'ja')}）", f"{words.en} ({_period(item, 'en')})")


def _period(item: CaseItem, language: Language) -> str:
    first = date_words(item.period_from, language) if item.period_from else ""
    last = date_words(item.period_to, language) if item.period_to else ""
    return f"{first}〜{last}" if language == "ja" else f"{first} to {last}"


def _reason(answer: DecisionItem, parts: list[CollectedCategory]) -> Words:
    """N1 and X1 say the same sentence; whatever was not searched is always named."""
    told = told_code(answer.code)
    own = SEARCHED_FOUND_NOTHING if told == "N1" else item_reason(answer)
    if answer.item.kind not in DISCLOSING_KINDS or answer.outcome == "REFUSED":
        return own
    return _joined([words for words in (own, _left_out(parts)) if words], "\n", "\n")


def _left_out(parts: list[CollectedCategory]) -> Words:
    """Categories left out by the register, by staff, or for want of an identifier, with reasons."""
    lines = []
    for part in parts:
        if part.outcome == CategoryOutcome.NOT_SEARCHED:
            why = NOT_SEARCHABLE
        elif part.outcome == CategoryOutcome.EXCLUDED:
            why = part_reason(part)
        else:
            continue
        name = category_words(part)
        lines.append(Words(f"・{name.ja}：{why.to('ja')}", f"- {name.en}: {why.to('en')}"))
    return _joined([_LEFT_OUT, *dict.fromkeys(lines)], "\n", "\n") if lines else NO_WORDS


def _contents(answer: DecisionItem, holdings: Holdings) -> tuple[Words, ...]:
    categories = {part.category for part in holdings.disclosed}
    ordered = sorted(categories, key=lambda category: category.position)
    if answer.outcome in HANDING_OVER:
        return tuple(Words(category.name_ja, category.name_en) for category in ordered)
    if answer.outcome == "NOTIFIED":
        return _purposes(ordered)
    return ()


def _purposes(categories: list[DataCategory]) -> tuple[Words, ...]:
    rows = PurposeOfUse.objects.filter(datacategory__in=categories).distinct().order_by("position")
    return tuple(Words(purpose.text_ja, purpose.text_en) for purpose in rows)


def _exclusions(holdings: Holdings) -> tuple[Exclusion, ...]:
    """One line per category, field, ground and reason; the records it concerns are named."""
    grouped: dict[tuple[str, str, str, Words], list[ExclusionRow]] = {}
    for row in holdings.visible_exclusions:
        key = (str(row.part_id), row.field, row.code, exclusion_reason(row))
        grouped.setdefault(key, []).append(row)
    return tuple(
        Exclusion(
            category=category_words(rows[0].part),
            code=code,
            reason=reason,
            field=exclusion_field(rows, field),
        )
        for (_part, field, code, reason), rows in grouped.items()
    )


def _redactions(holdings: Holdings) -> Iterable[Exclusion]:
    """What is masked, each place named once; never what stood there."""
    return dict.fromkeys(
        Exclusion(
            category=category_words(row.part),
            code=row.code,
            reason=redaction_reason(row),
            field=redacted_field(row),
        )
        for row in holdings.visible_redactions
    )


def exclusion_field(rows: list[ExclusionRow], field: str) -> Words:
    """Which records and which field `rows` leave out; no words for the whole category."""
    label = field_words(rows[0].part).get(field, Words(field)) if field else NO_WORDS
    numbers = [str(row.record) for row in rows if row.record is not None]
    if not numbers:
        return label
    records = Words(f"{'、'.join(numbers)}番目の記録", f"Record {', '.join(numbers)}")
    return _joined([records, label], "：", ": ") if label else records


def _joined(words: Iterable[Words], ja: str, en: str) -> Words:
    rows = list(words)
    return Words(ja.join(row.to("ja") for row in rows), en.join(row.to("en") for row in rows))
