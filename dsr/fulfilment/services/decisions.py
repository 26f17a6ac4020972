"""Decisions: drafted item by item, submitted with letters and package, or sent back."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.services.files import set_purge_date
from dsr.cases.enums import Gate, Step
from dsr.cases.models import Case
from dsr.cases.services.charges import charge_case
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.models import Decision
from dsr.fulfilment.selectors.decisions import (
    approved_content,
    decision_of,
    hands_over,
)
from dsr.fulfilment.selectors.draft_faults import draft_faults
from dsr.fulfilment.selectors.measures import has_measures
from dsr.fulfilment.services.answers import Answer, UnableToSaveDecision, write_answer
from dsr.fulfilment.services.decision_letters import render_letters, store_letters
from dsr.fulfilment.services.packages import queue_package
from dsr.fulfilment.services.purge_dates import supersede_packages
from dsr.fulfilment.services.reviews import lock_case_in_review
from policies.domain.calendar import jst_date

__all__ = [
    "Answer",
    "UnableToSaveDecision",
    "UnableToSubmitDecision",
    "return_to_review",
    "save_decision",
    "submit_for_approval",
]


class UnableToSubmitDecision(Exception):
    """The draft does not hold together. `faults` are codes of selectors.draft_faults."""

    def __init__(self, message: str, *, faults: Sequence[str]) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


@transaction.atomic
def save_decision(
    *, case_id: int, answers: Sequence[Answer], actor: Actor, now: datetime
) -> Decision:
    """Save the draft; items not named keep what they had.

    Raises UnableToSaveDecision, UnableToReviewCase, UnableToRecordInvestigation.
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
        write_answer(decision=decision, answer=answer, actor=actor, now=now)
    return decision


def submit_for_approval(
    *, case_id: int, actor: Actor, now: datetime, seen: int | None = None
) -> Case:
    """Hand the draft over: letters are made, the content fixed by its hash, the package queued.

    Where it holds measures, they are taken and confirmed in the sources before release.

    A fee that is paid before release is raised here, and the case waits for it.

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
            columns={"actions_gate": Gate.OPEN if has_measures(decision) else Gate.NOT_NEEDED},
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
        outcomes = dict(locked.items.values_list("item_id", "outcome"))
        return charge_case(case=taken, outcomes=outcomes, now=now)


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
