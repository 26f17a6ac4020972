"""Tying the person a case is about to the member their documents showed them to be."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.gateways.sealing import search_index
from accounts.models import DataSubject
from accounts.services.data_subjects import UnableToMatchMember, match_member
from dsr.cases.enums import RequesterKind
from dsr.cases.services.subjects import UnableToRetieSubject, retie_subject
from dsr.identity.enums import Attribute, MatchResult
from dsr.identity.models import IdentityCheck

MATCHED, RETIED, TAKEN, NONE = "MATCHED", "RETIED", "TAKEN", "NONE"


def tie_member(check: IdentityCheck, member_id: str, now: datetime) -> str:
    """Tie the person to the member the document showed: MATCHED, RETIED, TAKEN or NONE.

    RETIED: a representative asks for somebody the company knows already; two people looked, and
    the case belongs to that person now. TAKEN: another subject is tied to the member. Identity
    stands, but nothing of that member is searched before a person has looked into it.
    """
    if not ties(check.matches, member_id):
        return NONE
    try:
        with transaction.atomic():
            match_member(subject=check.case.subject, member_id=member_id, now=now)
    except UnableToMatchMember:
        return _retie(check, member_id, now)
    return MATCHED


def ties(matches: Mapping[str, str], member_id: str) -> bool:
    """Whether name, birth date and address were compared and show that it is this member."""
    address_agrees = matches[Attribute.ADDRESS] in (MatchResult.MATCH, MatchResult.DIFFERS)
    same = {matches[Attribute.NAME], matches[Attribute.BIRTH_DATE]}
    return bool(member_id) and same == {MatchResult.MATCH} and address_agrees


def known_subject(check: IdentityCheck, member_id: str) -> DataSubject | None:
    """The other data subject that is tied to this member, if there is one."""
    index = search_index("member_id", member_id)
    return (
        DataSubject.objects.filter(member_id_index=index).exclude(pk=check.case.subject_id).first()
    )


def would_retie(check: IdentityCheck, matches: Mapping[str, str], member_id: str) -> bool:
    """Whether saying yes would make a representative's case one of a person known already."""
    return (
        check.case.requester_kind != RequesterKind.SELF
        and ties(matches, member_id)
        and known_subject(check, member_id) is not None
    )


def _retie(check: IdentityCheck, member_id: str, now: datetime) -> str:
    subject = known_subject(check, member_id)
    if subject is None or check.first_reviewer_id is None:
        return TAKEN
    try:
        case = retie_subject(case_id=check.case_id, subject=subject, now=now)
    except UnableToRetieSubject:
        return TAKEN
    check.case = case
    return RETIED
