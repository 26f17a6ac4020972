"""The answer to one thing asked, as its letter tells it. X1 is written here exactly as N1."""

from collections.abc import Iterable
from dataclasses import dataclass

from dsr.cases.letters.words import NO_WORDS, Language, Words, date_words
from dsr.cases.models import CaseItem
from dsr.cases.selectors.claims import item_detail
from dsr.fulfilment.domain.outcomes import (
    DISCLOSING_KINDS,
    HANDING_OVER,
    is_statutory,
    told_code,
)
from dsr.fulfilment.enums import CategoryOutcome
from dsr.fulfilment.letters.decision import Exclusion, ItemAnswer, MethodChange
from dsr.fulfilment.letters.deeds import Deed, Promised
from dsr.fulfilment.models import CollectedCategory, DecisionItem, Measure
from dsr.fulfilment.models import Exclusion as ExclusionRow
from dsr.fulfilment.selectors.coverage import is_about, records_of_provision_apart
from dsr.fulfilment.selectors.decisions import Holdings, exclusion_reason, item_reason
from dsr.fulfilment.selectors.measure_details import measure_detail
from dsr.fulfilment.selectors.measures import measures_of
from dsr.fulfilment.selectors.method_changes import method_words
from dsr.fulfilment.selectors.parts import category_words, field_words, part_reason
from dsr.fulfilment.selectors.promises import planned_in, planned_words
from dsr.fulfilment.selectors.redactions import redacted_field, redaction_reason
from policies.enums import RequestKind
from policies.models import DataCategory

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
_SCOPES = {
    "ALL": Words("当社が保有するすべてのデータ", "Everything we hold"),
    "PROFILE": Words("登録情報", "Registration data"),
    "LOCATION": Words("位置情報", "Location data"),
    "USAGE": Words("利用履歴", "Usage history"),
    "INQUIRIES": Words("お問い合わせ履歴", "Inquiry history"),
    "DEVICE": Words("端末・アクセス情報", "Device and access data"),
    "OTHER": Words("その他", "Other"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the letter has to tell about one answer: with what was found, and every part."""

    answer: DecisionItem
    holdings: Holdings
    parts: list[CollectedCategory]
    method_change: MethodChange | None

    @property
    def item(self) -> CaseItem:
        """The thing asked."""
        return self.answer.item

    @property
    def hands_over(self) -> bool:
        """Whether data goes with the letter."""
        return self.answer.outcome in HANDING_OVER


def item_answer(told: Told) -> ItemAnswer:
    """What the letter says of one answer. Raises UnableToUnseal once shredded."""
    answer, item, holdings = told.answer, told.item, told.holdings
    detail = item_detail(item)
    partial = answer.outcome == "PARTIAL"
    measures = measures_of(answer)
    return ItemAnswer(
        kind=item.kind,
        outcome=answer.outcome,
        code=told_code(answer.code),
        further_codes=tuple(answer.further_codes),
        statutory=is_statutory(item.kind, detail.get("grounds", [])),
        scope=_scope(item) if item.kind != RequestKind.INQUIRY else NO_WORDS,
        reason=_reason(told),
        contents=_contents(holdings) if told.hands_over else (),
        purposes=_purposes(holdings) if answer.outcome == "NOTIFIED" else (),
        deeds=tuple(_deed(measure) for measure in measures),
        left=_left(answer, measures, detail.get("corrections", [])),
        promises=_promises(answer),
        exclusions=(*_exclusions(holdings), *_redactions(holdings)) if partial else (),
        method=method_words(item.case.delivery_method) if told.hands_over else NO_WORDS,
        method_change=told.method_change if told.hands_over else None,
    )


def _deed(measure: Measure) -> Deed:
    detail = measure_detail(measure)
    return Deed(
        action=measure.action,
        category=Words(measure.category.name_ja, measure.category.name_en),
        field=detail.get("field", ""),
        before=detail.get("current", ""),
        after=detail.get("right", ""),
        extent=Words(detail.get("extent_ja", ""), detail.get("extent_en", "")),
    )


def _left(
    answer: DecisionItem, measures: list[Measure], asked: list[dict[str, str]]
) -> tuple[str, ...]:
    """Fields whose correction was asked and that are not corrected, where some are."""
    if answer.outcome != "DONE_IN_PART":
        return ()
    corrected = {measure_detail(measure).get("field") for measure in measures}
    return tuple(row["field"] for row in asked if row.get("field") not in {*corrected, None})


def _promises(answer: DecisionItem) -> tuple[Promised, ...]:
    return tuple(
        Promised(
            words=planned_words(planned),
            due_on=planned.due_date,
            law=Words(planned.retention.law_ja, planned.retention.law_en)
            if planned.retention
            else NO_WORDS,
        )
        for planned in planned_in(answer)
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


def _reason(told: Told) -> Words:
    """N1 and X1 say the same sentence; whatever was not searched is always named."""
    nothing = told_code(told.answer.code) == "N1"
    own = SEARCHED_FOUND_NOTHING if nothing else item_reason(told.answer)
    if not nothing and (told.item.kind not in DISCLOSING_KINDS or told.answer.outcome == "REFUSED"):
        return own
    return _joined([words for words in (own, _left_out(told)) if words], "\n", "\n")


def _left_out(told: Told) -> Words:
    """Categories left out by the register, by staff, or for want of an identifier, with reasons."""
    lines = []
    recorded = records_of_provision_apart()
    for part in told.parts:
        if not is_about(told.item, part.category, recorded=recorded):
            continue
        if part.outcome == CategoryOutcome.NOT_SEARCHED:
            why = NOT_SEARCHABLE
        elif part.outcome == CategoryOutcome.EXCLUDED:
            why = part_reason(part)
        else:
            continue
        name = category_words(part)
        lines.append(Words(f"・{name.ja}：{why.to('ja')}", f"- {name.en}: {why.to('en')}"))
    return _joined([_LEFT_OUT, *dict.fromkeys(lines)], "\n", "\n") if lines else NO_WORDS


def _categories(parts: list[CollectedCategory]) -> list[DataCategory]:
    return sorted({part.category for part in parts}, key=lambda category: category.position)


def _contents(holdings: Holdings) -> tuple[Words, ...]:
    return tuple(
        Words(category.name_ja, category.name_en) for category in _categories(holdings.disclosed)
    )


def _purposes(holdings: Holdings) -> tuple[tuple[Words, tuple[Words, ...]], ...]:
    """Of each category that was located, what it is used for."""
    return tuple(
        (
            Words(category.name_ja, category.name_en),
            tuple(
                Words(purpose.text_ja, purpose.text_en)
                for purpose in category.purposes.order_by("position")
            ),
        )
        for category in _categories(holdings.located)
    )


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
