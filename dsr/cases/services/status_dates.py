"""Which dated facts a change of status writes: the CHECK constraints' other half."""

from datetime import datetime, timedelta
from typing import Any

from accounts.domain.actor import Actor
from dsr.cases.enums import ENDED, Gate, Status
from dsr.cases.models import Case
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.rules import retention_until


def dates_of_change(case: Case, *, after: str, actor: Actor, now: datetime) -> dict[str, Any]:
    """Columns to write when `case` goes to status `after`; empty when it stays."""
    if after == case.status:
        return {}
    columns: dict[str, Any] = {}
    if case.status == Status.WAITING_FOR_REQUESTER:
        columns |= {"resume_status": "", **_target_after_pause(case, now)}
    if after in ENDED:
        until = retention_until(RetentionCode.CASE_FILE, start=jst_date(now))
        return columns | {"closed_at": now, "purge_on": until}
    return columns | _dates_of_open_status(case, after, actor, now)


def _dates_of_open_status(case: Case, after: str, actor: Actor, now: datetime) -> dict[str, Any]:
    if (case.status, after) == (Status.ACTING, Status.AWAITING_APPROVAL):
        return {"actions_gate": Gate.PASSED}  # who prepared the decision stays
    written: dict[str, dict[str, Any]] = {
        Status.WAITING_FOR_REQUESTER: {"resume_status": case.status},
        Status.ACCEPTED: {"accepted_at": case.accepted_at or now},
        Status.COLLECTING: {"work_started_at": case.work_started_at or now},
        Status.AWAITING_APPROVAL: {"prepared_by_id": actor.user_id, "prepared_at": now},
        Status.ACTING: {"acting_began_at": case.acting_began_at or now},
        Status.RELEASED: {"released_by_id": actor.user_id, "released_at": now},
        Status.DELIVERED: {"delivered_at": now},
    }
    return written.get(after, {})


def _target_after_pause(case: Case, now: datetime) -> dict[str, Any]:
    """The internal target moves by the days it stood still; arrival and Art 39 never move."""
    pause = case.pauses.filter(ended_on__isnull=True).first()
    if pause is None:
        return {}
    stood_still: timedelta = jst_date(now) - pause.started_on
    return {"target_date": case.target_date + stood_still}
