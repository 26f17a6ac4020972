"""What people do about a break: take it on, write down what they learn, say how it ended."""

from datetime import datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.models import User
from dsr.fees.enums import BreakStatus, BreakStep
from dsr.fees.models import BreakEvent, ReconciliationBreak

HANDLE = "dsr_fees.handle_break"
MOST_CHARACTERS = 1000


class UnableToHandleBreak(Exception):
    """Nothing changed. `code`: NOT_PERMITTED, NOT_OPEN, WRONG_OWNER or TEXT_MISSING."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def assign_break(*, break_id: int, owner_id: int, actor: Actor, now: datetime) -> None:
    """Make somebody who may handle breaks the owner of an open one. Raises UnableToHandleBreak."""
    broken = _claimed(break_id, actor)
    owner = User.objects.filter(pk=owner_id, is_active=True, is_staff=True).first()
    if owner is None or not owner.has_perm(HANDLE):
        raise UnableToHandleBreak("This person handles no breaks.", code="WRONG_OWNER")
    broken.owner = owner
    broken.save(update_fields=["owner"])
    _tell(broken, BreakStep.ASSIGN, actor=actor, now=now, owner=owner)


@transaction.atomic
def note_on_break(*, break_id: int, note: str, actor: Actor, now: datetime) -> None:
    """Keep a note with an open break. Raises UnableToHandleBreak."""
    _tell(_claimed(break_id, actor), BreakStep.NOTE, actor=actor, now=now, note=_said(note))


@transaction.atomic
def resolve_break(*, break_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Say why an open break needs nothing more: this repairs nothing.

    No run opens it again unless its sums change. Raises UnableToHandleBreak.
    """
    broken = _claimed(break_id, actor)
    said = _said(reason)
    broken.status = BreakStatus.RESOLVED
    broken.resolution = said
    broken.ended_at = now
    broken.save(update_fields=["status", "resolution", "ended_at"])
    _tell(broken, BreakStep.RESOLVE, actor=actor, now=now, note=said)


def _claimed(break_id: int, actor: Actor) -> ReconciliationBreak:
    if not actor.may(HANDLE):
        raise UnableToHandleBreak("No permission.", code="NOT_PERMITTED")
    broken = ReconciliationBreak.objects.select_for_update(of=("self",)).get(pk=break_id)
    if broken.status != BreakStatus.OPEN:
        raise UnableToHandleBreak("This break is over.", code="NOT_OPEN")
    return broken


def _said(text: str) -> str:
    said = text.strip()[:MOST_CHARACTERS]
    if not said:
        raise UnableToHandleBreak("Nothing was written.", code="TEXT_MISSING")
    return said


def _tell(
    broken: ReconciliationBreak, step: BreakStep, *, actor: Actor, now: datetime,
    owner: User | None = None, note: str = "",
) -> None:  # fmt: skip
    BreakEvent.objects.create(
        broken=broken, at=now, step=step, actor_id=actor.user_id, owner=owner, note=note
    )
