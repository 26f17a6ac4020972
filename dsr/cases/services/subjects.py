"""Whose data a representative's request is about, once their documents were looked at."""

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from accounts.models import DataSubject
from accounts.services.data_subjects import UnableToMatchMember
from dsr.cases.enums import RequesterKind
from dsr.cases.models import Case
from policies.selectors.policy_versions import governing_version

Carrier = Callable[[uuid.UUID, uuid.UUID], None]
_CARRIERS: dict[str, Carrier] = {}


def carry_with_subject(code: str, carry: Carrier) -> None:
    """Register what a floor above does, called with (from, to), in the transaction that reties.

    Called by AppConfig.ready(); the same code again replaces its entry.
    """
    _CARRIERS[code] = carry


class UnableToRetieSubject(Exception):
    """The request stays with the data subject it has.

    `code`: SELF (it is the requester's own request), OWN (the representative is that person),
    SHARED (its data subject is known by more than this one request) or ENDED.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def retie_subject(*, case_id: int, subject: DataSubject, now: datetime) -> Case:
    """Let a representative's request be about a person the company knows already.

    A representative's request starts with a data subject of its own. Where the principal turns
    out to be somebody with an account or an earlier request, the request belongs to that person:
    a later disclosure, a breach and the governing policy version must find it. The caller has two
    people's word that it is the same person, and records it in the step this is part of.

    What the person typed is sealed with the case's own key, so nothing is sealed anew. Who may
    open the request stays the same: the representative sees their request and nothing else of the
    principal; the principal sees it only where the law lets them ask for it.

    Raises UnableToRetieSubject.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("subject").get(pk=case_id)
    if case.subject_id == subject.pk:
        return case
    _check_may_retie(case, subject)
    former, case.subject = case.subject, subject
    case.governing_policy = governing_version(subject, on=case.arrival_date)
    case.save(update_fields=["subject", "governing_policy"])
    for carry in _CARRIERS.values():
        carry(former.pk, subject.pk)
    return case


def carry_cases(from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """What representatives asked for somebody is about that person's own subject once they come.

    Registered with accounts.services.data_subjects, in the transaction that ties the person to the
    member. Ended requests go too, for a later disclosure must find them; what was decided in them
    stays, with its policy version. Who may open a request stays the same.

    Raises UnableToMatchMember where the person filed one of them: nobody represents themselves.
    """
    rows = Case.objects.select_for_update(of=("self",)).filter(subject=from_id)
    subject, cases = DataSubject.objects.get(pk=to_id), list(rows.order_by("pk"))
    if subject.user_id in {case.requester_id for case in cases}:
        raise UnableToMatchMember("Whoever asked for somebody is not that person.")
    for case in cases:
        case.subject = subject
        if case.is_open:
            case.governing_policy = governing_version(subject, on=case.arrival_date)
        case.save(update_fields=["subject", "governing_policy"])
    for carry in _CARRIERS.values():
        carry(from_id, to_id)


def _check_may_retie(case: Case, subject: DataSubject) -> None:
    if case.requester_kind == RequesterKind.SELF:
        raise UnableToRetieSubject("A person's own request is about themselves.", code="SELF")
    if not case.is_open:
        raise UnableToRetieSubject("The request has ended; what was decided stays.", code="ENDED")
    if subject.user_id == case.requester_id:
        raise UnableToRetieSubject("Nobody represents themselves.", code="OWN")
    former = case.subject
    known = former.user_id is not None or former.member_id_index is not None
    if known or Case.objects.filter(subject=former).exclude(pk=case.pk).exists():
        raise UnableToRetieSubject("This data subject is known already.", code="SHARED")
