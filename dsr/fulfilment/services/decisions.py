"""Decisions: drafted item by item, submitted with letters and package, or sent back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.gateways.sealing import seal_json
from accounts.services.files import set_purge_date
from dsr.cases.enums import Outcome, OutcomeCode, Step
from dsr.cases.models import Case
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.domain.outcomes import is_lawful_answer, needs_typed_reason
from dsr.fulfilment.models import Decision, DecisionItem
from dsr.fulfilment.selectors.decisions import (
    approved_content,
    decision_of,
    hands_over,
    item_reason_context,
)
from dsr.fulfilment.selectors.draft_faults import draft_faults
from dsr.fulfilment.services.decision_letters import render_letters, store_letters
from dsr.fulfilment.services.packages import queue_package
from dsr.fulfilment.services.purge_dates import supersede_packages
from dsr.fulfilment.services.reviews import lock_case_in_review
from policies.domain.calendar import jst_date


class UnableToSaveDecision(Exception):
    """Not a lawful answer. `code`: UNKNOWN_ITEM, OUTCOME or REASON_MISSING."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class UnableToSubmitDecision(Exception):
    """The draft does not hold together. `faults` are codes of selectors.draft_faults."""

    def __init__(self, message: str, *, faults: Sequence[str]) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to one item.

    Arguments:
        item_id: of the case's item.
        outcome, code: as the law knows them for its kind (domain.outcomes); "" for no code.
        reason_ja, reason_en: words of the letter; Japanese mandatory for a refusal (Art 36). For N1
            and X1 the letter says a standard sentence, and these words stay inside.
    """

    item_id: UUID
    outcome: Outcome
    code: OutcomeCode | str = ""
    reason_ja: str = ""
    reason_en: str = ""


@transaction.atomic
def save_decision(
    *, case_id: int, answers: Sequence[Answer], actor: Actor, now: datetime
) -> Decision:
    """Save the draft; items not named keep what they had.

    Raises UnableToSaveDecision, UnableToReviewCase.
    """
    collection = lock_case_in_review(case_id=case_id, actor=actor)
    if actor.user_id is None:
        raise UnableToSaveDecision("Somebody decides.", code="OUTCOME")
    decision, _made = Decision.objects.get_or_create(
        collection=collection, defaults={"prepared_by_id": actor.user_id, "saved_at": now}
    )
    decision.prepared_by_id = actor.user_id
    decision.saved_at = now
    decision.save(update_fields=["prepared_by_id", "saved_at"])
    for answer in answers:
        _save_answer(decision, answer)
    return decision


def _save_answer(decision: Decision, answer: Answer) -> None:
    case = decision.collection.case
    item = case.items.filter(pk=answer.item_id).first()
    if item is None:
        raise UnableToSaveDecision("The item is another case's.", code="UNKNOWN_ITEM")
    if not is_lawful_answer(item.kind, answer.outcome, answer.code):
        raise UnableToSaveDecision(
            f"{answer.outcome} {answer.code} does not answer {item.kind}.", code="OUTCOME"
        )
    reason = answer.reason_ja.strip()
    if needs_typed_reason(answer.outcome, answer.code) and not reason:
        raise UnableToSaveDecision("A reason is needed (Art 36).", code="REASON_MISSING")
    row = DecisionItem.objects.filter(decision=decision, item=item).first() or DecisionItem(
        decision=decision, item=item
    )
    row.outcome, row.code = answer.outcome, answer.code
    row.reason_sealed = None
    if reason or answer.code:
        row.reason_sealed = seal_json(
            case.data_key,
            {"ja": reason, "en": answer.reason_en.strip()},
            context=item_reason_context(row),
        )
    row.save()


def submit_for_approval(
    *, case_id: int, actor: Actor, now: datetime, seen: int | None = None
) -> Case:
    """Hand the draft over: letters are made, the content fixed by its hash, the package queued.

    The letters are drawn before anything is locked; if the draft changes meanwhile it is refused.

    Raises UnableToSubmitDecision, UnableToTakeStep, UnableToWriteDecision.
    """
    case = Case.objects.select_related("data_key").get(pk=case_id)
    decision = decision_of(case)
    faults = draft_faults(case, decision)
    if decision is None or faults:
        raise UnableToSubmitDecision(f"The draft: {', '.join(faults)}.", faults=faults)
    content = approved_content(decision)
    letters = render_letters(decision=decision, dated_on=jst_date(now))
    with transaction.atomic():
        taken = take_step(
            case_id=case_id, step=Step.SUBMIT_FOR_APPROVAL, actor=actor, now=now, seen=seen,
            facts={"content": content},
        )  # fmt: skip
        locked = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        if approved_content(locked) != content or draft_faults(taken, locked):
            raise UnableToSubmitDecision("The draft changed meanwhile.", faults=["CHANGED"])
        locked.prepared_by_id = taken.prepared_by_id or locked.prepared_by_id
        locked.submitted_at, locked.content_sha256 = now, content
        locked.letter_ja, locked.letter_en = store_letters(case=case, letters=letters, now=now)
        locked.save()
        if hands_over(locked.items.select_related("item")):
            queue_package(decision=locked, now=now)
    return taken


@transaction.atomic
def return_to_review(
    *, case_id: int, reason: str, actor: Actor, now: datetime, seen: int | None = None
) -> Case:
    """Send it back for changes: letters and package no longer count. Raises UnableToTakeStep."""
    case = take_step(
        case_id=case_id, step=Step.RETURN_TO_REVIEW, actor=actor, now=now, reason=reason, seen=seen,
    )  # fmt: skip
    decision = decision_of(case)
    if decision is not None:
        for letter in (decision.letter_ja, decision.letter_en):
            if letter is not None:
                set_purge_date(file_id=letter.pk, purge_on=jst_date(now), now=now)
        decision.submitted_at, decision.content_sha256 = None, ""
        decision.letter_ja = decision.letter_en = None
        decision.save()
        supersede_packages(case=case, now=now)
    return case
