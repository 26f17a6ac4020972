"""Tying the person a case is about to the member they proved to be."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from accounts.gateways.sealing import search_index
from accounts.models import DataSubject
from accounts.services.data_subjects import UnableToMatchMember, match_member, match_person
from dsr.cases.enums import RequesterKind
from dsr.cases.models import Case
from dsr.cases.services.links import link_filed_case
from dsr.cases.services.subjects import UnableToRetieSubject, retie_subject
from dsr.identity.enums import Attribute, MatchResult
from dsr.identity.models import IdentityCheck

MATCHED, RETIED, CAME, TAKEN, NONE = "MATCHED", "RETIED", "CAME", "TAKEN", "NONE"


def tie_member(check: IdentityCheck, member_id: str, now: datetime) -> str:
    """Tie the person to the member the document showed: MATCHED, RETIED, CAME, TAKEN or NONE.

    RETIED: a representative asks for somebody the company knows already; two people looked, and
    the case belongs to that person now. CAME: the other way round (tie_person); here too two people
    looked. TAKEN: another subject is tied to the member. Identity stands, but nothing of that
    member is searched before a person has looked into it.
    """
    if not ties(check.matches, member_id):
        return NONE
    if check.case.requester_kind == RequesterKind.SELF and check.first_reviewer_id is not None:
        return tie_person(check.case, member_id, now)
    known = _locked_subject(check.case, member_id)
    if known is not None and not known.made_by_service:
        return _retie(check, known, now)
    return _matched(match_member, check.case, member_id, now)


def tie_person(case: Case, member_id: str, now: datetime) -> str:
    """Tie somebody who asks for themselves to the member they proved to be: MATCHED, CAME or TAKEN.

    CAME: until now the company knew them only as the principal of representatives' requests, which
    are theirs from now on: what others filed never keeps a person out. TAKEN: somebody with an
    account is tied to the member, or the one who comes is the representative.
    """
    principal = _is_principal(_locked_subject(case, member_id))
    tie = _matched(match_person, case, member_id, now)
    if tie != MATCHED or not principal:
        return tie
    link_filed_case(case_id=case.pk, now=now)  # the desk sees that both ask for the same
    return CAME


def _matched(match: Callable[..., None], case: Case, member_id: str, now: datetime) -> str:
    try:
        with transaction.atomic():
            match(subject=case.subject, member_id=member_id, now=now)
    except UnableToMatchMember:
        return TAKEN
    return MATCHED


def ties(matches: Mapping[str, str], member_id: str) -> bool:
    """Whether name, birth date and address were compared and show that it is this member."""
    address_agrees = matches[Attribute.ADDRESS] in (MatchResult.MATCH, MatchResult.DIFFERS)
    same = {matches[Attribute.NAME], matches[Attribute.BIRTH_DATE]}
    return bool(member_id) and same == {MatchResult.MATCH} and address_agrees


def known_subject(case: Case, member_id: str) -> DataSubject | None:
    """The other data subject that is tied to this member, if there is one."""
    index = search_index("member_id", member_id)
    return DataSubject.objects.filter(member_id_index=index).exclude(pk=case.subject_id).first()


def _locked_subject(case: Case, member_id: str) -> DataSubject | None:
    """The same, locked: nobody takes its place before the transaction ends."""
    while (found := known_subject(case, member_id)) is not None:
        rows = DataSubject.objects.select_for_update(of=("self",))
        locked = rows.get(pk=found.pk)
        if locked.member_id_index is not None:
            return locked
    return None  # or another took its place at that moment: then it was found


def _is_principal(subject: DataSubject | None) -> bool:
    """Whether a data subject is known by representatives' requests only."""
    return subject is not None and subject.user_id is None and not subject.made_by_service


def would_retie(check: IdentityCheck, matches: Mapping[str, str], member_id: str) -> bool:
    """Whether saying yes would make representatives' cases ones of another data subject.

    A representative's case becomes one of a person known already; or a principal comes themselves.
    """
    if not ties(matches, member_id):
        return False
    known = known_subject(check.case, member_id)
    if check.case.requester_kind == RequesterKind.SELF:
        return _is_principal(known)
    return known is not None


def _retie(check: IdentityCheck, subject: DataSubject, now: datetime) -> str:
    if check.first_reviewer_id is None:
        return TAKEN
    try:
        case = retie_subject(case_id=check.case_id, subject=subject, now=now)
    except UnableToRetieSubject:
        return TAKEN
    check.case = case
    return RETIED
