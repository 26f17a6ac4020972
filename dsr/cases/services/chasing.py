"""Chase mails: whoever owes something hears of it at rising urgency, in one mail a day.

Each floor says who is called today and how loudly (`Call`); `send_digests` writes one mail per
person. A mail names at most the most urgent reference: no kind, no name, no outcome.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.enums import MailTemplate
from accounts.models import OutboxMessage, User
from accounts.services.outbox import queue_mail
from dsr.cases.domain.duties import DUE, LATE, QUIET, urgency
from dsr.cases.enums import Gate, Status
from dsr.cases.models import Case
from dsr.cases.selectors.owners import managers
from policies.domain.calendar import JST, business_days_between, jst_date
from policies.selectors.rules import closures

ESCALATED = 1000  # louder than any lateness: nobody works on it
QUEUE = "/console/dsr_cases/case/"
CHASES = (
    MailTemplate.CHASE_SOON, MailTemplate.CHASE_DUE, MailTemplate.CHASE_LATE,
    MailTemplate.CASE_ESCALATED,
)  # fmt: skip
_LOOK_AHEAD = timedelta(days=21)  # three business days are never further away than this
_LOOK_BACK = timedelta(days=400)  # closures older than this make no mail later


@dataclass(frozen=True, kw_only=True)
class Call:
    """One reason to write to one person today; `level` as dsr.cases.domain.duties counts."""

    user_id: int
    level: int
    reference: str


def closed_around(today: date) -> frozenset[date]:
    """The company's closures that matter for dates near `today`."""
    return closures(today - _LOOK_BACK, today + _LOOK_AHEAD)


def chase_owners(*, now: datetime) -> list[Call]:
    """Say who is called for which case, and note on each how urgently. Part of a transaction.

    A case calls when its most urgent date has become more urgent than at its last call: identity
    result, target, interim notice. LATE calls the managers too. The interim notice also calls two
    days before its date and on it, however late the target is by then. Cases without an owner
    escalate instead (dsr.cases.services.escalations). The same day again calls nobody.
    """
    today = jst_date(now)
    closed = closed_around(today)
    told = list(managers().values_list("pk", flat=True))
    calls: list[Call] = []
    for case in _candidates(today):
        level = case_urgency(case, today=today, closed=closed)
        rises = level > case.chase_level
        near = _interim_is_near(case, today=today, closed=closed)
        if level == case.chase_level and not near:
            continue
        case.chase_level = level
        if rises or near:
            case.chased_on = today
            calls += _calls(case, level if rises else DUE, told if rises else [])
        case.save(update_fields=["chase_level", "chased_on"])
    return calls


def _calls(case: Case, level: int, managing: list[int]) -> list[Call]:
    people = {case.owner_id, *(managing if level >= LATE else ())} - {None}
    return [Call(user_id=pk, level=level, reference=case.reference) for pk in sorted(people)]


def case_urgency(case: Case, *, today: date, closed: frozenset[date]) -> int:
    """How loudly the most urgent date of a case calls; QUIET when the desk owes nothing now."""
    dates = _owed(case)
    return max((urgency(on, today=today, closed=closed) for on in dates), default=QUIET)


def send_digests(*, calls: Iterable[Call], now: datetime) -> list[OutboxMessage]:
    """One mail to each person called, about the most urgent of what they owe; none twice a day."""
    loudest: dict[int, Call] = {}
    for call in sorted(calls, key=lambda call: (-call.level, call.reference)):
        loudest.setdefault(call.user_id, call)
    already = set(
        OutboxMessage.objects.filter(
            recipient_id__in=loudest, template__in=CHASES, created_at__gte=_midnight(now)
        ).values_list("recipient_id", flat=True)
    )
    people = User.objects.filter(
        pk__in=set(loudest) - already, is_active=True, is_staff=True
    ).order_by("pk")
    return [_send(person, loudest[person.pk], now) for person in people]


def _send(person: User, call: Call, now: datetime) -> OutboxMessage:
    template, tab = _mail_of(call.level)
    return queue_mail(
        recipient=person, template=template, reference=call.reference,
        path=f"{QUEUE}?tab={tab}", now=now,
    )  # fmt: skip


def _mail_of(level: int) -> tuple[MailTemplate, str]:
    if level >= ESCALATED:
        return MailTemplate.CASE_ESCALATED, "escalated"
    if level >= LATE:
        return MailTemplate.CHASE_LATE, "overdue"
    return (MailTemplate.CHASE_DUE if level == DUE else MailTemplate.CHASE_SOON), "mine"


def _midnight(now: datetime) -> datetime:
    return now.astimezone(JST).replace(hour=0, minute=0, second=0, microsecond=0)


def _candidates(today: date) -> QuerySet[Case]:
    """Open cases with a date near or past, or that called before; locked, in order of reference."""
    near = today + _LOOK_AHEAD
    wanted = (
        Q(chase_level__gt=QUIET)
        | Q(target_date__lte=near)
        | Q(identity_due_date__lte=near)
        | Q(interim_notice_date__lte=near)
    )
    owned = Q(owner__is_active=True, owner__is_staff=True)
    return (
        Case.objects.open()
        .select_for_update(of=("self",))
        .filter(wanted, owned, Q(chased_on__isnull=True) | Q(chased_on__lt=today))
        .order_by("pk")
    )


def _interim_is_near(case: Case, *, today: date, closed: frozenset[date]) -> bool:
    """Whether today is the business day to say that an interim notice is due.

    That is the last one up to two days before its date, and the last one up to the date itself.
    """
    if case.interim_notice_sent_at is not None or not _owed(case):
        return False
    dates = (case.interim_notice_date - timedelta(days=2), case.interim_notice_date)
    return any(today <= on and business_days_between(today, on, closed) == 0 for on in dates)


def _owed(case: Case) -> list[date]:
    if case.released_at is not None or case.status == Status.WAITING_FOR_REQUESTER:
        return []
    owed = [case.target_date]
    if case.status == Status.RECEIVED and case.identity_gate == Gate.OPEN:
        owed.append(case.identity_due_date)
    if case.interim_notice_sent_at is None:
        owed.append(case.interim_notice_date)
    return owed
