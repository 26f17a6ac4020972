"""Which dated facts a change of status writes: the CHECK constraints' other half."""

from datetime import datetime, timedelta
from typing import Any

from accounts.domain.actor import Actor
from dsr.cases.enums import ENDED, Status
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
    match after:
        case Status.WAITING_FOR_REQUESTER:
            return {"resume_status": case.status}
        case Status.ACCEPTED:
            return {"accepted_at": case.accepted_at or now}
        case Status.COLLECTING:
            return {"work_started_at": case.work_started_at or now}
        case Status.AWAITING_APPROVAL:
            return {"prepared_by_id": actor.user_id, "prepared_at": now}
        case Status.RELEASED:
            return {"released_by_id": actor.user_id, "released_at": now}
        case Status.DELIVERED:
            return {"delivered_at": now}
    return {}


def _target_after_pause(case: Case, now: datetime) -> dict[str, Any]:
    """The internal target moves by the days it stood still; arrival and Art 39 never move."""
    pause = case.pauses.filter(ended_on__isnull=True).first()
    if pause is None:
        return {}
    stood_still: timedelta = jst_date(now) - pause.started_on
    return {"target_date": case.target_date + stood_still}
