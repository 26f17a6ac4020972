"""Promises of released answers: made on release, reminded of, kept by saying how."""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.enums import MailTemplate
from accounts.gateways.sealing import seal_json, seal_text
from accounts.models import User
from accounts.services.outbox import queue_mail
from dsr.cases.enums import AnswerGoesTo
from dsr.cases.letters.words import Language, Words, date_words
from dsr.cases.models import Case
from dsr.cases.services.messages import send_message
from dsr.fulfilment.models import Decision, PlannedPromise, Promise
from dsr.fulfilment.selectors.promises import (
    planned_words,
    promise_context,
    promise_note_context,
    promise_words,
    promises_to_remind_of,
)
from dsr.fulfilment.services.purge_dates import keep_case_file_until
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.rules import retention_until

KEEP = "dsr_fulfilment.keep_promise"
_KEPT = Words(
    "受付番号{reference}のご回答で{due}までに行うとお約束した次の措置を、{on}に行いました。\n\n{words}",
    "In our answer to your request {reference} we promised to do the following by {due}. We did it "
    "on {on}.\n\n{words}",
)


class UnableToKeepPromise(Exception):
    """Refused. `code`: NOT_PERMITTED, KEPT or REASON_MISSING."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def make_promises(*, decision: Decision, now: datetime) -> list[Promise]:
    """What a released decision promised is owed from now on. In the release's transaction."""
    planned = PlannedPromise.objects.filter(decision_item__decision=decision).select_related(
        "decision_item__item__case__data_key"
    )
    return [_make(row, now) for row in planned.order_by("due_date", "pk")]


def _make(planned: PlannedPromise, now: datetime) -> Promise:
    item = planned.decision_item.item
    promise = Promise(
        item=item,
        kind=planned.kind,
        retention_id=planned.retention_id,
        due_date=planned.due_date,
        made_at=now,
        owner_id=item.case.owner_id,
    )
    words = planned_words(planned)
    promise.text_sealed = seal_json(
        item.case.data_key, {"ja": words.ja, "en": words.en}, context=promise_context(promise)
    )
    promise.save(force_insert=True)
    return promise


@transaction.atomic
def keep_promise(*, promise_id: uuid.UUID, note: str, actor: Actor, now: datetime) -> Promise:
    """Say how a promise was kept; the person is told on their page and by mail.

    Where a representative may not receive the answer, nothing of it appears on their page: the desk
    writes to the principal, as with the answer itself.

    Raises UnableToKeepPromise, UnableToTakeStep.
    """
    found = Promise.objects.select_related("item").get(pk=promise_id)
    # The case before the promise: everybody locks in that order.
    Case.objects.select_for_update(of=("self",)).get(pk=found.item.case_id)
    promise = (
        Promise.objects.select_for_update(of=("self",))
        .select_related("item__case__data_key")
        .get(pk=promise_id)
    )
    if not actor.may(KEEP) or actor.user_id is None:
        raise UnableToKeepPromise("Keeping a promise is not for this actor.", code="NOT_PERMITTED")
    if promise.kept_at is not None:
        raise UnableToKeepPromise("It was kept already.", code="KEPT")
    if not note.strip():
        raise UnableToKeepPromise("Say how it was kept.", code="REASON_MISSING")
    case = promise.item.case
    promise.kept_at, promise.kept_by_id = now, actor.user_id
    promise.note_sealed = seal_text(
        case.data_key, note.strip(), context=promise_note_context(promise)
    )
    promise.save(update_fields=["kept_at", "kept_by_id", "note_sealed"])
    if case.answer_goes_to == AnswerGoesTo.REQUESTER:
        send_message(
            case_id=case.pk,
            text=_told(promise, now),
            send_token=uuid.uuid5(promise.pk, "kept"),
            actor=actor,
            now=now,
        )
    if not case.is_open:  # the file outlives what it proves
        until = retention_until(RetentionCode.CASE_FILE, start=jst_date(now))
        keep_case_file_until(case=case, until=until, now=now)
    return promise


def _told(promise: Promise, now: datetime) -> str:
    case = promise.item.case
    language: Language = "en" if case.language == "en" else "ja"
    return (
        _KEPT.to(language)
        .format(
            reference=case.reference,
            due=date_words(promise.due_date, language),
            on=date_words(jst_date(now), language),
            words=promise_words(promise).to(language),
        )
    )  # fmt: skip


@transaction.atomic
def remind_of_promises(*, now: datetime) -> int:
    """Mail the owners: before the due date, on it, and daily until kept. Answers how many mails.

    Running twice a day reminds once.
    """
    today = jst_date(now)
    mails = 0
    for promise in promises_to_remind_of(today=today):
        mails += _remind(promise, now)
        Promise.objects.filter(pk=promise.pk).update(reminded_on=today)
    return mails


def _remind(promise: Promise, now: datetime) -> int:
    case = promise.item.case
    keepers = _keepers(promise)
    for keeper in keepers:
        queue_mail(
            recipient=keeper,
            template=MailTemplate.STAFF_NOTICE,
            reference=case.reference,
            path=f"/console/dsr_fulfilment/promise/{promise.pk}/change/",
            now=now,
        )
    return len(keepers)


def _keepers(promise: Promise) -> list[User]:
    """Its owner where they still work here and may keep it, else everybody who may."""
    owner = promise.owner or promise.item.case.owner
    if owner is not None and owner.is_active and owner.has_perm(KEEP):
        return [owner]
    may = User.objects.filter(
        groups__permissions__codename="keep_promise", is_staff=True, is_active=True
    )
    return list(may.distinct().order_by("pk"))
