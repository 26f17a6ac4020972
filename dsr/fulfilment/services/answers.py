"""The answer to one thing asked, as a draft: checked against the law, then written."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.domain.actor import Actor
from accounts.gateways.sealing import seal_json
from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.models import CaseItem
from dsr.cases.selectors.claims import item_detail
from dsr.fulfilment.domain.outcomes import (
    allowed_actions,
    allowed_promises,
    is_lawful_answer,
    needs_typed_reason,
    unanswered_grounds,
)
from dsr.fulfilment.enums import ActionKind, PromiseKind
from dsr.fulfilment.models import Decision, DecisionItem
from dsr.fulfilment.selectors.coverage import categories_of
from dsr.fulfilment.selectors.decisions import item_reason_context
from dsr.fulfilment.selectors.investigations import investigation_of, needs_investigation
from dsr.fulfilment.services.investigations import keep_findings
from dsr.fulfilment.services.measures import PlannedMeasure, plan_measures
from dsr.fulfilment.services.planned_promises import Plan, plan_promises
from policies.domain.calendar import jst_date


class UnableToSaveDecision(Exception):
    """Not a lawful answer, nothing was saved.

    `code`: UNKNOWN_ITEM, OUTCOME, REASON_MISSING, VOLUME (a hindrance other than the amount of data
    was not stated), GROUND (the refusal answers no ground the person ticked), NOT_INVESTIGATED,
    MEASURE (this answer does not do that), PROMISE (it does not promise that), WORDS_MISSING,
    DUE_DATE (a promise falls due in the future), LAW_MISSING (which law obliges to keep) or
    CATEGORY.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one item.

    Arguments:
        item_id: of the case's item.
        outcome, code: as the law knows them for its kind (domain.outcomes); "" for no code.
        further_codes: refusals that answer the other grounds the person ticked.
        reason_ja, reason_en: words of the letter; Japanese mandatory for whatever is not done as
            asked (Art 36), and for an inquiry the answer itself. For N1 and X1 the letter says a
            standard sentence, and these words stay inside.
        not_for_volume: stated for D2: the hindrance is another than the amount of data.
        findings: of the investigation, "" where it was recorded before.
        measures: what is done to the data.
        promises: what will be done later.
    """

    item_id: UUID
    outcome: Outcome | str
    code: OutcomeCode | str = ""
    further_codes: tuple[str, ...] = ()
    reason_ja: str = ""
    reason_en: str = ""
    not_for_volume: bool = False
    findings: str = ""
    measures: tuple[PlannedMeasure, ...] = ()
    promises: tuple[Plan, ...] = ()


def write_answer(*, decision: Decision, answer: Answer, actor: Actor, now: datetime) -> None:
    """Write one answer into a draft, in the caller's transaction. Raises UnableToSaveDecision."""
    case = decision.collection.case
    item = case.items.select_related("case__data_key").filter(pk=answer.item_id).first()
    if item is None:
        raise UnableToSaveDecision("The item is another case's.", code="UNKNOWN_ITEM")
    _check(item, answer, jst_date(now))
    if answer.findings.strip():
        keep_findings(item=item, findings=answer.findings, actor=actor, now=now)
    if needs_investigation(item) and investigation_of(item) is None:
        raise UnableToSaveDecision(
            f"{item.kind} is decided on an investigation.", code="NOT_INVESTIGATED"
        )
    row = DecisionItem.objects.filter(decision=decision, item=item).first() or DecisionItem(
        decision=decision, item=item
    )
    row.outcome, row.code = answer.outcome, answer.code
    row.further_codes = sorted(set(answer.further_codes) - {answer.code})
    row.not_for_volume = answer.not_for_volume
    row.reason_sealed = _sealed_reason(row, answer)
    row.save()
    plan_measures(answer=row, measures=answer.measures)
    plan_promises(answer=row, promises=answer.promises)


def _sealed_reason(row: DecisionItem, answer: Answer) -> bytes | None:
    reason = answer.reason_ja.strip()
    if not reason and not answer.code:
        return None
    return seal_json(
        row.item.case.data_key,
        {"ja": reason, "en": answer.reason_en.strip()},
        context=item_reason_context(row),
    )


def _check(item: CaseItem, answer: Answer, today: date) -> None:
    _check_outcome(item, answer)
    _check_grounds(item, answer)
    _check_measures(item, answer)
    _check_promises(item, answer, today)


def _check_outcome(item: CaseItem, answer: Answer) -> None:
    if not is_lawful_answer(item.kind, answer.outcome, answer.code):
        raise UnableToSaveDecision(
            f"{answer.outcome} {answer.code} does not answer {item.kind}.", code="OUTCOME"
        )
    if needs_typed_reason(answer.outcome, answer.code) and not answer.reason_ja.strip():
        raise UnableToSaveDecision("A reason is needed (Art 36).", code="REASON_MISSING")
    if answer.code == OutcomeCode.D2 and not answer.not_for_volume:
        raise UnableToSaveDecision("The amount of data hinders nothing.", code="VOLUME")


def _check_grounds(item: CaseItem, answer: Answer) -> None:
    if not all(
        answer.outcome == Outcome.REFUSED and is_lawful_answer(item.kind, "REFUSED", code)
        for code in answer.further_codes
    ):
        raise UnableToSaveDecision("No further ground fits this answer.", code="OUTCOME")
    if answer.outcome != Outcome.REFUSED or not str(answer.code).startswith("S"):
        return
    ticked = item_detail(item).get("grounds", [])
    if ticked and len(unanswered_grounds(ticked, [str(answer.code)])) == len(ticked):
        raise UnableToSaveDecision(
            f"{answer.code} answers none of {', '.join(ticked)}.", code="GROUND"
        )


def _check_measures(item: CaseItem, answer: Answer) -> None:
    allowed = allowed_actions(item.kind, answer.outcome)
    if not {row.category for row in answer.measures} <= {row.code for row in categories_of(item)}:
        raise UnableToSaveDecision("This was not asked about.", code="CATEGORY")
    for measure in answer.measures:
        if measure.action not in allowed:
            raise UnableToSaveDecision(
                f"{measure.action} is not part of {item.kind} {answer.outcome}.", code="MEASURE"
            )
        if item.kind == "CORRECTION" and not measure.is_complete_correction:
            raise UnableToSaveDecision("What is corrected, and to what?", code="WORDS_MISSING")
        if measure.action == ActionKind.CORRECT and measure.current == measure.right:
            raise UnableToSaveDecision("This corrects nothing.", code="MEASURE")


def _check_promises(item: CaseItem, answer: Answer, today: date) -> None:
    for plan in answer.promises:
        if plan.kind not in allowed_promises(item.kind, answer.outcome):
            raise UnableToSaveDecision(f"{plan.kind} is not promised here.", code="PROMISE")
        if not plan.text_ja.strip():
            raise UnableToSaveDecision("A promise has its words.", code="WORDS_MISSING")
        if plan.due_date <= today:
            raise UnableToSaveDecision("A promise falls due in the future.", code="DUE_DATE")
        if plan.kind == PromiseKind.ERASE_AFTER_RETENTION and not plan.retention:
            raise UnableToSaveDecision("Which law obliges to keep?", code="LAW_MISSING")
