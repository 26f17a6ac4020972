"""The story of a case: for the person in plain words, for staff in full."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.enums import ActorKind
from dsr.cases.enums import Gate, Status, Step
from dsr.cases.models import Case, CaseEvent
from dsr.cases.selectors.notes import note_text
from policies.domain.calendar import jst_date

DONE, CURRENT, UPCOMING = "DONE", "CURRENT", "UPCOMING"


@dataclass(frozen=True)
class TimelineEntry:
    """One line of the requester's timeline.

    Arguments:
        state: DONE, CURRENT or UPCOMING.
        title: what, in plain words of the active language.
        on: the JST date it happened, or None.
        detail: one more sentence, or "".
        by: the JST date we aim at (目安, never a legal limit), or None.
    """

    state: str
    title: str
    on: date | None = None
    detail: str = ""
    by: date | None = None


@dataclass(frozen=True)
class StaffEntry:
    """One event as staff read it."""

    sequence: int
    at: datetime
    step: str
    title: str
    from_status: str
    to_status: str
    actor: str
    reason: str
    facts: dict[str, object]


# What the person sees of each step. Steps not named here are inside matters of the desk; release
# reads the same for every outcome, so no outcome shows through this list (X1 is N1 to them).
TOLD = {
    Step.FILE: gettext_lazy("We received your request"),
    Step.PASS_FEE: gettext_lazy("The fee was settled"),
    Step.PASS_IDENTITY: gettext_lazy("We confirmed who you are"),
    Step.FAIL_IDENTITY: gettext_lazy("We could not confirm who you are yet"),
    Step.PASS_AUTHORITY: gettext_lazy("We confirmed that you may ask for the person"),
    Step.FAIL_AUTHORITY: gettext_lazy("We could not confirm yet that you may ask for the person"),
    Step.ACCEPT: gettext_lazy("Your request was accepted"),
    Step.BEGIN_COLLECTION: gettext_lazy("We started to look for your data"),
    Step.ASK_REQUESTER: gettext_lazy("We asked you to complete something"),
    Step.RESUME: gettext_lazy("We continued after your reply"),
    Step.EXTEND_DEADLINE: gettext_lazy("We told you that we need more time"),
    Step.SEND_INTERIM_NOTICE: gettext_lazy("We told you how far we are"),
    Step.CHANGE_METHOD: gettext_lazy("We told you that we will use another way of delivery"),
    Step.RELEASE: gettext_lazy("Our answer is ready for you"),
    Step.RECORD_DELIVERY: gettext_lazy("You received our answer"),
    Step.CLOSE: gettext_lazy("Your request is complete"),
    Step.DECLINE_ACCEPTANCE: gettext_lazy("We could not accept your request"),
    Step.WITHDRAW: pgettext_lazy("timeline", "You withdrew your request"),
}
# Whose reason is addressed to the person, and so is shown to them.
REASON_IS_TOLD = {
    Step.FAIL_IDENTITY,
    Step.FAIL_AUTHORITY,
    Step.ASK_REQUESTER,
    Step.EXTEND_DEADLINE,
    Step.SEND_INTERIM_NOTICE,
    Step.DECLINE_ACCEPTANCE,
    Step.CHANGE_METHOD,
}


def requester_timeline(case: Case) -> list[TimelineEntry]:
    """What happened, what happens now, what comes next and by when, in the active language.

    Nothing internal: no names, no collecting details, no outcome.
    """
    rows = (
        case.events.filter(step__in=list(TOLD))
        .select_related("reason__case__data_key")
        .order_by("sequence")
    )
    entries = [
        TimelineEntry(
            state=DONE,
            title=str(TOLD[Step(event.step)]),
            on=jst_date(event.at),
            detail=_told_reason(event),
        )
        for event in rows
    ]
    return entries + _what_comes(case)


def _told_reason(event: CaseEvent) -> str:
    if event.reason is None or event.step not in REASON_IS_TOLD:
        return ""
    return note_text(event.reason)


def _what_comes(case: Case) -> list[TimelineEntry]:
    if not case.is_open:
        return []
    following = list(_STAGES[Status(case.status)](case))
    first, *rest = following
    return [
        TimelineEntry(state=CURRENT, title=first[0], detail=first[1], by=first[2]),
        *(TimelineEntry(state=UPCOMING, title=row[0], detail=row[1], by=row[2]) for row in rest),
    ]


_Stage = tuple[str, str, date | None]


def _before_acceptance(case: Case) -> list[_Stage]:
    stages: list[_Stage] = []
    if case.fee_gate == Gate.OPEN:
        stages.append((_("Please pay the fee"), _("We start once the fee is settled."), None))
    if case.identity_gate in (Gate.OPEN, Gate.FAILED):
        stages.append(
            (
                _("Please show us who you are"),
                _("This protects your data from being given to somebody else."),
                case.identity_due_date,
            )
        )
    if case.authority_gate in (Gate.OPEN, Gate.FAILED):
        stages.append((_("Please show that you may ask for the person"), "", None))
    return [*stages, *_collecting(case)]


def _waiting(case: Case) -> list[_Stage]:
    return [
        (_("We are waiting for your reply"), _("Please write to us on this page."), None),
        *_collecting(case),
    ]


def _collecting(case: Case) -> list[_Stage]:
    if case.identity_gate == Gate.NOT_NEEDED:  # nothing but an inquiry: no data is looked for
        return _deciding(case)
    return [(_("We look for your data"), "", None), *_deciding(case)]


def _deciding(case: Case) -> list[_Stage]:
    preparing = _("We check the data and prepare our answer")
    if case.identity_gate == Gate.NOT_NEEDED:
        preparing = _("We look into your words and prepare our answer")
    owed = case.fee_gate == Gate.OPEN and case.accepted_at is not None
    fee: list[_Stage] = [
        (_("Please pay the fee"), _("We send our answer once the fee is settled."), None)
    ]
    return [
        *(fee if owed else []),
        (preparing, "", None),
        (_("You receive our answer"), _("This is our aim, not a legal limit."), case.target_date),
    ]


def _released(case: Case) -> list[_Stage]:
    return [(_("Please read our answer"), "", None)]


def _delivered(case: Case) -> list[_Stage]:
    return [
        (_("We close your request"), _("Write to us if something is missing or unclear."), None)
    ]


_STAGES: dict[Status, Callable[[Case], list[_Stage]]] = {
    Status.RECEIVED: _before_acceptance,
    Status.WAITING_FOR_REQUESTER: _waiting,
    Status.ACCEPTED: _collecting,
    Status.COLLECTING: _collecting,
    Status.REVIEWING: _deciding,
    Status.AWAITING_APPROVAL: _deciding,
    Status.ACTING: _deciding,
    Status.RELEASED: _released,
    Status.DELIVERED: _delivered,
}


def staff_timeline(case: Case) -> list[StaffEntry]:
    """Every event, newest first, with actor and opened reason. Staff only."""
    rows = case.events.select_related("actor", "reason__case__data_key").order_by("-sequence")
    return [
        StaffEntry(
            sequence=row.sequence,
            at=row.at,
            step=row.step,
            title=row.get_step_display(),
            from_status=row.from_status,
            to_status=row.to_status,
            actor=_who(row),
            reason=note_text(row.reason) if row.reason else "",
            facts=row.facts,
        )
        for row in rows
    ]


def _who(event: CaseEvent) -> str:
    """Staff by name; the requester and programs by what they are."""
    if event.actor_kind == ActorKind.STAFF:
        return str(event.actor)
    return str(event.get_actor_kind_display())  # which job it was is on the record of the case
