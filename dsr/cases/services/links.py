"""Which requests belong together: found by the desk or by staff. Shown, never a refusal.

Nothing here looks at how many requests a person makes: volume is no ground (DOMAIN §3).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.domain.actor import Actor, system_actor
from dsr.cases.enums import LinkKind, Step
from dsr.cases.models import Case, CaseLink
from dsr.cases.selectors.links import complained_about, same_requests
from dsr.cases.services.workflow import UnableToTakeStep, take_step

LINKING = system_actor("cases.link_case")


class UnableToLinkCase(Exception):
    """The cases stay as they are. `code`: SAME_CASE, ALREADY or NOT_LINKED."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def link_filed_case(*, case_id: int, now: datetime) -> list[CaseLink]:
    """Link a case that was just filed with what it repeats or is about. Again: adds nothing.

    The same person, the same kind of request and an overlapping scope within the days of the rule
    DUPLICATE_WINDOW; a complaint or question with the request it names.
    """
    case = Case.objects.get(pk=case_id)
    found = [(other, LinkKind.DUPLICATE) for other in same_requests(case)]
    found += complained_about(case)
    _lock([case.pk, *(other.pk for other, _ in found)])
    return [
        _make(case, other, kind, actor=LINKING, now=now)
        for other, kind in found
        if not _were_linked(case, other, kind)
    ]


@transaction.atomic
def link_case(
    *,
    case_id: int,
    other_id: int,
    kind: LinkKind | str,
    reason: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> CaseLink:
    """Link a case with another one by hand; of two that ask for the same the later belongs.

    Raises UnableToLinkCase, UnableToTakeStep.
    """
    if case_id == other_id:
        raise UnableToLinkCase("SAME_CASE")
    both = _lock([case_id, other_id])
    case, other = both[case_id], both[other_id]
    if seen is not None and case.events.count() != seen:
        raise UnableToTakeStep("Somebody else worked on this case meanwhile.", code="STALE")
    if LinkKind(kind) == LinkKind.DUPLICATE and _arrived(other) > _arrived(case):
        case, other = other, case
    if _live(case, other, kind).exists() or _live(other, case, kind).exists():
        raise UnableToLinkCase("ALREADY")
    return _make(case, other, LinkKind(kind), actor=actor, now=now, reason=reason)


@transaction.atomic
def unlink_case(
    *,
    case_id: int,
    link_id: int,
    reason: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> CaseLink:
    """Say that a link is wrong. The link stays on record, with who found so.

    Arguments:
        case_id: either of the two cases.

    Raises UnableToLinkCase, UnableToTakeStep.
    """
    link = CaseLink.objects.filter(pk=link_id, undone_at__isnull=True).first()
    if link is None or case_id not in (link.case_id, link.other_id):
        raise UnableToLinkCase("NOT_LINKED")
    facts = {"link": link.pk, "undone": True}
    _lock([link.case_id, link.other_id])
    for number in (link.case_id, link.other_id):
        take_step(
            case_id=number, step=Step.LINK_CASE, actor=actor, now=now, reason=reason, facts=facts,
            seen=seen if number == case_id else None,
        )  # fmt: skip
    link = CaseLink.objects.select_for_update(of=("self",)).get(pk=link_id)
    if link.undone_at is not None:
        raise UnableToLinkCase("NOT_LINKED")
    link.undone_at, link.undone_by_id = now, actor.user_id
    link.save(update_fields=["undone_at", "undone_by"])
    return link


def _make(
    case: Case, other: Case, kind: LinkKind, *, actor: Actor, now: datetime, reason: str = ""
) -> CaseLink:
    link = CaseLink.objects.create(
        case=case, other=other, kind=kind, made_by_id=actor.user_id, made_at=now
    )
    for one, another in ((case, other), (other, case)):
        take_step(
            case_id=one.pk, step=Step.LINK_CASE, actor=actor, now=now, reason=reason,
            facts={"link": link.pk, "kind": kind.value, "other": another.reference},
        )  # fmt: skip
    return link


def _lock(case_ids: Iterable[int]) -> dict[int, Case]:
    """The cases, locked by primary key: two links made at once lock in the same order."""
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=set(case_ids))
    return {case.pk: case for case in rows.order_by("pk")}


def _arrived(case: Case) -> tuple[datetime, int]:
    return case.arrived_at, case.pk


def _live(case: Case, other: Case, kind: str) -> QuerySet[CaseLink]:
    return CaseLink.objects.filter(case=case, other=other, kind=kind, undone_at__isnull=True)


def _were_linked(case: Case, other: Case, kind: str) -> bool:
    """Whether the desk or somebody linked them before; what staff undid is not done again."""
    return CaseLink.objects.filter(case=case, other=other, kind=kind).exists()
