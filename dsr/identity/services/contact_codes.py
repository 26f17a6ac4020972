"""A one-time code to a contact on file: no document from people the company knows (DOMAIN §6)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.domain.actor import system_actor
from accounts.enums import CodePurpose
from accounts.gateways.sealing import search_index
from accounts.models import User
from accounts.services.one_time_codes import issue_code, issue_code_to_nobody, use_code
from dsr.cases.enums import RequesterKind, Status
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of
from dsr.cases.services.gates import pass_identity
from dsr.identity.enums import CheckStatus, HeldBecause, IdentityMethod
from dsr.identity.gateways.member_directory import Member, member_by_email
from dsr.identity.models import IdentityCheck
from dsr.identity.services.member_ties import TAKEN, tie_person
from dsr.identity.services.purge_dates import bring_deletion_forward
from policies.domain.calendar import jst_date

MATCHING = system_actor("identity.match_member")
UNDECIDED = (Status.RECEIVED, Status.WAITING_FOR_REQUESTER)  # where the workflow takes a verdict


class UnableToSendContactCode(Exception):
    """This check does not take a code.

    `code`: DECIDED (or the request ended), HELD or DOCUMENTS (a representative asks).
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def send_contact_code(*, case_id: int, actor_user: User, now: datetime) -> None:
    """Send a code to the contact on file, if there is one. Says the same whether or not there is.

    The contact is the sign-in address (MEMBER_MATCH) or the registered address the person claims
    (CONTACT_CODE): the code goes to the address on file only, never to one just supplied.

    Raises:
        UnableToSendContactCode: identity was decided already, or the check is held for review.
        UnableToIssueCode: too many codes within the hour.
        DirectoryUnavailable: the company's directory did not answer.
    """
    check = _check_of(case_id)
    _check_open(check)
    member = _member_of(check, now)
    context = _context(check, member)
    if member is None:
        issue_code_to_nobody(
            user=actor_user, purpose=CodePurpose.CONTACT_ON_FILE, context=context, now=now
        )
        return
    issue_code(
        user=actor_user,
        purpose=CodePurpose.CONTACT_ON_FILE,
        context=context,
        address=member.email,
        now=now,
    )


def confirm_contact_code(*, case_id: int, typed: str, actor_user: User, now: datetime) -> Case:
    """The person typed the code: identity is verified and the member matched.

    Raises:
        UnableToUseCode: wrong, expired or dead.
        UnableToSendContactCode: decided meanwhile, or held.
        DirectoryUnavailable: the company's directory did not answer; the code is spent.
    """
    check = _check_of(case_id)
    _check_open(check)
    member = _member_of(check, now)
    use_code(
        user=actor_user,
        purpose=CodePurpose.CONTACT_ON_FILE,
        context=_context(check, member),
        typed=typed,
        now=now,
    )
    if member is None:
        raise UnableToSendContactCode("No member has this contact.", code="DECIDED")
    return _verify(check.case, member, now)


@transaction.atomic
def _verify(case: Case, member: Member, now: datetime) -> Case:
    # The case first, as every writer does: two locks in one order never wait for each other.
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    check = IdentityCheck.objects.select_for_update(of=("self",)).get(case=case)
    _check_open(check)
    tie = tie_person(case, member.member_id, now)
    if tie == TAKEN:
        # Two accounts claim one member, or the representative does: a person must look first.
        check.held = HeldBecause.MEMBER_OF_ANOTHER_SUBJECT
        check.status = CheckStatus.AWAITING_REVIEW
        check.save(update_fields=["held", "status"])
        return case
    check.status = CheckStatus.VERIFIED
    check.decided_at = now
    check.save(update_fields=["status", "decided_at"])
    bring_deletion_forward(check=check, decided_on=jst_date(now), now=now)
    facts = {"method": check.method, "member": tie}
    return pass_identity(case_id=case.pk, facts=facts, actor=MATCHING, now=now)


def _check_of(case_id: int) -> IdentityCheck:
    return IdentityCheck.objects.select_related(
        "case__data_key", "case__requester", "case__subject"
    ).get(case_id=case_id)


def _member_of(check: IdentityCheck, now: datetime) -> Member | None:
    """The member behind the proven or claimed contact; contacts changed lately do not count."""
    member = member_by_email(_address_of(check))
    if member is None:
        return None
    settled = now - timedelta(days=settings.IDENTITY_CONTACT_UNCHANGED_DAYS)
    return member if member.unchanged_since <= settled else None


def _address_of(check: IdentityCheck) -> str:
    if check.method == IdentityMethod.CONTACT_CODE:
        return claims_of(check.case)["registered_email"] or check.case.requester.email
    return check.case.requester.email


def _context(check: IdentityCheck, member: Member | None) -> str:
    """A code proves only the contact it went to, by the way it was asked for.

    Otherwise a code to one's own address, and then another way, would prove somebody else's.
    """
    member_id = member.member_id if member else ""
    proved = f"{check.method} {_address_of(check)} {member_id}"
    return f"case:{check.case_id}:{search_index('contact_on_file', proved).hex()[:32]}"


def _check_open(check: IdentityCheck) -> None:
    if check.case.requester_kind != RequesterKind.SELF:
        # A code to a representative's own address shows nothing about the principal.
        raise UnableToSendContactCode("This case is verified by documents.", code="DOCUMENTS")
    if check.held:
        raise UnableToSendContactCode("A person looks at this check.", code="HELD")
    if check.status != CheckStatus.OPEN or check.case.status not in UNDECIDED:
        raise UnableToSendContactCode("Identity was decided already.", code="DECIDED")
