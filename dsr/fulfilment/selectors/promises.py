"""Promises: planned in a draft, made on release, open until somebody says how they were kept."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Max, QuerySet

from accounts.gateways.sealing import unseal_json
from dsr.cases.letters.words import Words
from dsr.cases.models import Case
from dsr.fulfilment.models import DecisionItem, PlannedPromise, Promise
from policies.enums import DeadlineCode
from policies.selectors.rules import deadline_rule


def planned_in(answer: DecisionItem) -> list[PlannedPromise]:
    """What a draft promises, in order."""
    rows = PlannedPromise.objects.filter(decision_item=answer).select_related("retention")
    return list(rows.order_by("position"))


def planned_words(planned: PlannedPromise) -> Words:
    """The words of the letter. Raises UnableToUnseal once shredded."""
    case = planned.decision_item.item.case
    text = unseal_json(case.data_key, planned.text_sealed, context=planned_context(planned))
    return Words(text["ja"], text["en"])


def planned_context(planned: PlannedPromise) -> str:
    """What binds the words of a planned promise to their row."""
    return f"dsr_fulfilment.plannedpromise.text:{planned.pk}"


def promise_words(promise: Promise) -> Words:
    """The words of the letter. Raises UnableToUnseal once shredded."""
    case = promise.item.case
    text = unseal_json(case.data_key, promise.text_sealed, context=promise_context(promise))
    return Words(text["ja"], text["en"])


def promise_context(promise: Promise) -> str:
    """What binds the words of a promise to their row."""
    return f"dsr_fulfilment.promise.text:{promise.pk}"


def promise_note_context(promise: Promise) -> str:
    """What binds the note on how a promise was kept to its row."""
    return f"dsr_fulfilment.promise.note:{promise.pk}"


def promises_of(case: Case) -> list[Promise]:
    """Every promise made in a case, the first due first."""
    rows = Promise.objects.filter(item__case=case).select_related(
        "item__case__data_key", "retention"
    )
    return list(rows.order_by("due_date", "pk"))


def open_promises() -> QuerySet[Promise]:
    """What is still owed."""
    return Promise.objects.filter(kept_at__isnull=True)


def has_open_promise(case: Case) -> bool:
    """Whether something promised in a case is still owed: its words are sealed with the case."""
    return open_promises().filter(item__case=case).exists()


def last_promised_day(case: Case) -> date | None:
    """The last due date still open in a case."""
    last: date | None = (
        open_promises().filter(item__case=case).aggregate(Max("due_date"))["due_date__max"]
    )
    return last


def promises_to_remind_of(*, today: date) -> list[Promise]:
    """Open ones whose reminder is due: once when the time before the due date begins, on the due
    date, and every day after it until the promise is kept.
    """
    rule = deadline_rule(DeadlineCode.PROMISE_REMINDER, on=today)
    near = open_promises().filter(due_date__lte=today + timedelta(days=rule.days))
    rows = near.select_related("item__case__owner", "owner").order_by("due_date", "pk")
    return list(_unreminded(rows, today))


def _unreminded(rows: Iterable[Promise], today: date) -> Iterable[Promise]:
    for row in rows:
        if row.reminded_on is None or (row.due_date <= today and row.reminded_on < today):
            yield row
