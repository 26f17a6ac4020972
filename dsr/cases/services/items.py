"""Items: outcome and notice of each thing asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dsr.cases.enums import Outcome, OutcomeCode
from dsr.cases.models import CaseItem


class UnableToDecideItem(Exception):
    """The item cannot take this outcome."""


@dataclass(frozen=True, kw_only=True)
class ItemDecision:
    """The outcome of one item; `code` is "" only where the outcome needs no ground."""

    item_id: UUID
    outcome: Outcome
    code: OutcomeCode | str = ""


@transaction.atomic
def decide_items(*, case_id: int, decisions: Iterable[ItemDecision], now: datetime) -> None:
    """Write outcomes, in the transaction of the step that makes them final.

    Raises UnableToDecideItem for an item that is not the case's or already has its outcome.
    """
    for decision in decisions:
        changed = CaseItem.objects.filter(
            pk=decision.item_id, case_id=case_id, decided_at__isnull=True
        ).update(outcome=decision.outcome, outcome_code=decision.code, decided_at=now)
        if not changed:
            raise UnableToDecideItem(f"Item {decision.item_id} is not open in this case.")


def mark_notified(*, case_id: int, now: datetime) -> None:
    """Every decided item of the case has been told to the person (notice written in the outbox)."""
    CaseItem.objects.filter(
        case_id=case_id, decided_at__isnull=False, notified_at__isnull=True
    ).update(notified_at=now)
