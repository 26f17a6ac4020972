"""Release: a second person approves exactly what was prepared, and the person is told."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.domain.actor import Actor
from accounts.services.files import set_purge_date
from dsr.cases.enums import AnswerGoesTo, Outcome, OutcomeCode, RequesterKind, Step
from dsr.cases.letters.words import Language
from dsr.cases.models import Case
from dsr.cases.services.items import ItemDecision, decide_items, mark_notified
from dsr.cases.services.workflow import take_step
from dsr.fulfilment.domain.outcomes import told_code
from dsr.fulfilment.enums import Handover, PackageStatus
from dsr.fulfilment.models import Decision, Delivery, Package, PlannedPromise
from dsr.fulfilment.selectors.decisions import (
    approved_content,
    decision_of,
    hands_over,
    package_of,
)
from dsr.fulfilment.selectors.method_changes import method_was_changed_silently
from dsr.fulfilment.services.approvals import UnableToApprove, check_approval
from dsr.fulfilment.services.decision_letters import render_letters, store_letters
from dsr.fulfilment.services.postal_copies import queue_postal_copy
from dsr.fulfilment.services.promises import make_promises
from policies.domain.calendar import jst_date
from policies.enums import DeliveryMethod, RetentionCode
from policies.selectors.rules import retention_until


class UnableToReleasePackage(Exception):
    """Not released, nothing changed.

    `code`: NOT_SUBMITTED, CONTENT_CHANGED, PACKAGE_NOT_READY, OWN_PACKAGE (who prepares does not
    release; a company of one needs a reason), REASON_MISSING, METHOD_CHANGED (another way of
    delivery than the chosen one, and the person was not told first), PROMISE_PAST (a promised day
    is not in the future any more), AUTHORITY_NOT_TODAY (a representative's authority is checked
    on the day of release) or PRINCIPAL_NOT_TOLD.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def release_package(
    *,
    case_id: int,
    actor: Actor,
    now: datetime,
    alone_reason: str = "",
    seen: int | None = None,
) -> Case:
    """Approve and release: items decided, letter dated today, notice queued, delivery made.

    Arguments:
        alone_reason: why preparer and approver are one person, only where the organisation works
            alone; kept sealed.

    Raises UnableToReleasePackage, UnableToTakeStep.
    """
    letters = _letters_dated(case_id, jst_date(now))
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).select_related("data_key").get(
            pk=case_id
        )  # fmt: skip
        decision, columns = _approved(case, alone_reason, actor, now)
        _check_method(case)
        _check_promises(decision, now)
        if hands_over(decision.items.select_related("item")):
            _check_package(decision, package_of(decision))
        _decide(case, decision, now)
        released = take_step(
            case_id=case_id, step=Step.RELEASE, actor=actor, now=now, seen=seen, columns=columns,
            facts={"content": decision.content_sha256},
        )  # fmt: skip
        if letters:
            _date_letters(case, decision, letters, now)
        decision.released_at = now
        decision.save()
        mark_notified(case_id=case_id, now=now)
        make_promises(decision=decision, now=now)
        _make_delivery(released, decision, now)
    return released


def _letters_dated(case_id: int, on: date) -> dict[Language, bytes]:
    """Letters as of the day of release, where that is another day than the submission's.

    A representative's are always written anew: authority decided again since the submission may
    have changed who receives the answer, and where.
    """
    case = Case.objects.get(pk=case_id)
    decision = decision_of(case)
    if decision is None or decision.submitted_at is None:
        return {}
    if case.requester_kind == RequesterKind.SELF and jst_date(decision.submitted_at) == on:
        return {}
    if approved_content(decision) != decision.content_sha256:
        return {}  # refused below, under the lock
    return render_letters(decision=decision, dated_on=on)


def _approved(
    case: Case, alone_reason: str, actor: Actor, now: datetime
) -> tuple[Decision, dict[str, object]]:
    """The rule of every approval, refused in this verb's own words."""
    try:
        return check_approval(case=case, alone_reason=alone_reason, actor=actor, now=now)
    except UnableToApprove as refused:
        raise UnableToReleasePackage(str(refused), code=refused.code) from refused


def _check_method(case: Case) -> None:
    if method_was_changed_silently(case):
        raise UnableToReleasePackage(
            "Another way of delivery would be used than the person was told.",
            code="METHOD_CHANGED",
        )


def _check_promises(decision: Decision, now: datetime) -> None:
    past = PlannedPromise.objects.filter(
        decision_item__decision=decision, due_date__lte=jst_date(now)
    )
    if past.exists():
        raise UnableToReleasePackage("A promised day is past.", code="PROMISE_PAST")


def _check_package(decision: Decision, package: Package | None) -> None:
    if package is None or package.status != PackageStatus.READY or package.file is None:
        raise UnableToReleasePackage("The package is not ready yet.", code="PACKAGE_NOT_READY")
    if package.file.deleted_at is not None:
        raise UnableToReleasePackage("The package is gone.", code="PACKAGE_NOT_READY")
    if package.content_sha256 != decision.content_sha256:
        raise UnableToReleasePackage(
            "The package was built from other content.", code="CONTENT_CHANGED"
        )


def _decide(case: Case, decision: Decision, now: datetime) -> None:
    """The case's items take the outcome that is told: X1 stays with the decision."""
    undecided = set(
        case.items.filter(decided_at__isnull=True).values_list("pk", flat=True)
    )  # a second approval finds none and is refused by the workflow
    decide_items(
        case_id=case.pk,
        decisions=[
            ItemDecision(
                item_id=answer.item_id,
                outcome=Outcome(answer.outcome),
                code=OutcomeCode(told_code(answer.code)) if answer.code else "",
            )
            for answer in decision.items.order_by("item__position")
            if answer.item_id in undecided
        ],
        now=now,
    )


def _date_letters(
    case: Case, decision: Decision, letters: dict[Language, bytes], now: datetime
) -> None:
    for letter in (decision.letter_ja, decision.letter_en):
        if letter is not None:
            set_purge_date(file_id=letter.pk, purge_on=jst_date(now), now=now)
    decision.letter_ja, decision.letter_en = store_letters(case=case, letters=letters, now=now)


def _make_delivery(case: Case, decision: Decision, now: datetime) -> None:
    package = package_of(decision)
    to_principal = case.answer_goes_to == AnswerGoesTo.PRINCIPAL
    wanted = case.delivery_method == DeliveryMethod.DOWNLOAD and not to_principal
    download = package is not None and wanted
    if package is not None and package.file is not None:
        until = retention_until(RetentionCode.PACKAGE, start=jst_date(now))
        set_purge_date(file_id=package.file.pk, purge_on=until, now=now)
    if download:
        Delivery.objects.create(
            decision=decision,
            handover=Handover.DOWNLOAD,
            made_at=now,
            expires_at=now + timedelta(days=settings.DELIVERY_DAYS),
            max_downloads=settings.DELIVERY_DOWNLOADS,
        )
        return
    # Who cannot open the page of the request gets the letter itself by post.
    by_post = package is not None or to_principal
    handover = Handover.POST if by_post else Handover.LETTER
    delivery = Delivery.objects.create(decision=decision, handover=handover, made_at=now)
    if by_post:
        queue_postal_copy(delivery=delivery, address="", now=now)
