"""Actions in sources: which are open, how far a case is, what a person wrote on one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.gateways.sealing import unseal_json
from dsr.cases.enums import Status
from dsr.cases.letters.words import NO_WORDS, Words
from dsr.cases.models import Case, CaseItem
from dsr.fulfilment.enums import ActionRoute, ActionStatus
from dsr.fulfilment.gateways.action_fault import ActionFault
from dsr.fulfilment.models import ActionTask
from dsr.fulfilment.selectors.decisions import decision_of

OPEN = (ActionStatus.WAITING, ActionStatus.SENT, ActionStatus.FAILED)


@dataclass(frozen=True, kw_only=True)
class ItemActions:
    """What is done for one thing asked."""

    item: CaseItem
    tasks: Sequence[ActionTask]
    concluded: int

    @property
    def percent(self) -> int:
        """How much of it is confirmed or called off."""
        return 100 * self.concluded // len(self.tasks)

    @property
    def called_off(self) -> bool:
        """Whether something that is still decided was called off: the answer must change."""
        return self.item.case.status == Status.ACTING and any(
            task.status == ActionStatus.CANCELLED and task.measure_id for task in self.tasks
        )


def open_actions(*, on: date) -> QuerySet[ActionTask]:
    """Actions that a person must see to, the most overdue first: manual ones and those that failed.

    Only of cases that are being acted on: after a return to review nothing is to be done yet. Each
    row has `overdue`: whether its due date lies before the JST date `on`.
    """
    by_person = Q(route=ActionRoute.MANUAL) | Q(status=ActionStatus.FAILED)
    rows = ActionTask.objects.filter(
        by_person, status__in=OPEN, item__case__status=Status.ACTING
    ).select_related("item__case", "assignee", "source", "processor", "recipient", "category")
    return rows.annotate(overdue=Q(due_date__lt=on)).order_by("due_date", "pk")


def actions_of(case: Case) -> list[ActionTask]:
    """Every action of a case in the order of its items."""
    rows = ActionTask.objects.filter(item__case=case).select_related(
        "item__case__data_key", "category", "source", "processor", "recipient", "assignee",
        "confirmed_by", "proof",
    )  # fmt: skip
    return list(rows.order_by("item__position", "category__position", "holder_kind", "made_at"))


def actions_by_item(case: Case) -> list[ItemActions]:
    """The same, item by item, with how many are concluded."""
    found: dict[CaseItem, list[ActionTask]] = {}
    for task in actions_of(case):
        found.setdefault(task.item, []).append(task)
    return [
        ItemActions(item=item, tasks=tasks, concluded=sum(t.status not in OPEN for t in tasks))
        for item, tasks in found.items()
    ]


def is_everything_done(case: Case) -> bool:
    """Whether no action of the case is open."""
    return not ActionTask.objects.filter(item__case=case, status__in=OPEN).exists()


def is_called_off(case: Case) -> bool:
    """Whether something the decision still says is done was called off at a holder."""
    decision = decision_of(case)
    return ActionTask.objects.filter(
        item__case=case,
        status=ActionStatus.CANCELLED,
        measure__decision_item__decision=decision,
    ).exists()


def action_note(task: ActionTask) -> Words:
    """What was written on confirming or calling off. Raises UnableToUnseal once shredded."""
    if task.note_sealed is None:
        return NO_WORDS
    note = unseal_json(task.item.case.data_key, task.note_sealed, context=action_note_context(task))
    return Words(note["ja"], note["en"])


def action_note_context(task: ActionTask) -> str:
    """What binds an action's sealed note to its row."""
    return f"dsr_fulfilment.actiontask.note:{task.pk}"


def fault_words(task: ActionTask) -> str:
    """Why it failed and what to do; "" where it did not."""
    code, _colon, theirs = task.last_error.partition(":")
    if not code:
        return ""
    label = str(ActionFault(code).label)
    return f"{label} ({theirs})" if theirs else label
