"""The person themself is never locked out by what somebody filed for them (SECURITY 3, 8)."""

import threading
import time

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.domain.actor import requester_actor, system_actor
from accounts.enums import AccessAction
from accounts.models import DataSubject
from accounts.personal_data.registry import collect_all
from accounts.services.access_records import record_access
from accounts.services.data_subjects import UnableToMatchMember, ensure_subject, match_person
from consent.selectors.consents import check_consent
from consent.services.member_consents import give_member_consent
from dsr.breaches.enums import BreachKind
from dsr.breaches.selectors.breaches import breaches_concerning
from dsr.breaches.services.openings import open_breach
from dsr.cases.models import Case
from dsr.cases.selectors.links import links_of
from dsr.cases.services.endings import withdraw_case
from dsr.cases.services.subjects import retie_subject
from dsr.fulfilment.selectors.identifiers import verified_identifiers
from dsr.identity.enums import CheckStatus, IdentityMethod
from dsr.identity.models import IdentityCheck
from dsr.identity.services.checks import open_check
from dsr.identity.services.contact_codes import confirm_contact_code, send_contact_code
from dsr.identity.services.documents import hand_in_documents
from dsr.identity.services.member_ties import tie_person
from policies.domain.calendar import jst_date
from tests.consent.people import make_item
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk, staff_actor
from tests.dsr.identity.people import checked_case, directory, mailed_code
from tests.dsr.identity.representatives import (
    agent_seen,
    represented_case,
    shown_case,
    verify_both,
)
from tests.dsr.identity.review import decide, upload, waiting_case

pytestmark = pytest.mark.django_db
MEMBER = "M-000042"
AGENT, PERSON = "agent@mail.example", "hanako@mail.example"
REASON = "書類と登録の内容を確認した"


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def represented() -> Case:
    """A representative's case whose principal a reviewer tied to the member."""
    case = shown_case(email=AGENT)
    verify_both(case, staff_actor("reviewer"), member_id=MEMBER)
    assert tie_of(case) == "MATCHED"
    return Case.objects.get(pk=case.pk)


def comes_by_code() -> Case:
    """The person asks for themselves, by a code to the contact the company has on file."""
    with directory({"email": PERSON}):
        case, _check, _user = checked_case(email=PERSON)
        return confirms_code(case)


def confirms_code(case: Case) -> Case:
    """Type the code that was sent."""
    now = timezone.now()  # an old code is not mailed at all
    send_contact_code(case_id=case.pk, actor_user=case.requester, now=now)
    code, _to = mailed_code()
    return confirm_contact_code(case_id=case.pk, typed=code, actor_user=case.requester, now=now)


def tie_of(case: Case) -> str:
    return str(case.events.get(step="PASS_IDENTITY").facts["member"])


def staff_looks(case: Case) -> None:
    record_access(
        subject_id=case.subject_id, action=AccessAction.VIEWED, object_kind="case",
        object_reference=case.reference, actor=system_actor("test"), now=NOW,
    )  # fmt: skip


def looks_told_to(subject: DataSubject) -> list[str]:
    return [
        record["reference"]
        for part in collect_all(subject)
        for record in part.records
        if part.category == "ACCESS_RECORDS"
    ]


def test_person_somebody_asked_for_comes_themself_and_has_it_all() -> None:
    make_item()
    theirs = represented()
    staff_looks(theirs)
    give_member_consent(
        member_id=MEMBER, item_code="LOCATION", text_version="1", language="ja", source="APP",
        now=NOW,
    )  # fmt: skip
    breach = open_breach(
        kind=BreachKind.OTHER, case=None, knowledge_on=NOW.date(), description="x",
        concerned_subject_ids=[theirs.subject_id], actor=staff_actor("manager"), now=NOW,
    )  # fmt: skip
    own = comes_by_code()
    assert (own.identity_gate, own.status, tie_of(own)) == ("PASSED", "ACCEPTED", "CAME")
    theirs.refresh_from_db()
    assert (theirs.subject_id, theirs.requester.email) == (own.subject_id, AGENT)
    assert not Case.objects.of_requester(own.requester_id).filter(pk=theirs.pk).exists()
    assert list(breaches_concerning(own.subject)) == [breach]
    assert [link.other for link in links_of(own)] == [theirs]  # the desk sees that there are two
    assert check_consent(subject_id=own.subject_id, item_code="LOCATION", on=jst_date(NOW)).allowed
    own.subject.refresh_from_db()
    found = {str(row.kind): row.value for row in verified_identifiers(own)}
    assert (found["MEMBER_ID"], found["EMAIL"]) == (MEMBER, PERSON)
    held = str([part.records for part in collect_all(own.subject)])
    assert theirs.reference in held
    assert [word for word in ("代理", "渋谷区", "1980-02-03") if word in held] == []
    assert looks_told_to(own.subject) == [theirs.reference]


def test_retied_request_leaves_its_former_subject_alone_who_may_be_another_person() -> None:
    person = ensure_subject(user=make_requester(PERSON), now=NOW)
    match_person(subject=person, member_id=MEMBER, now=NOW)
    case = represented_case(email=AGENT)
    former = case.subject
    staff_looks(case)
    case = retie_subject(case_id=case.pk, subject=person, now=NOW)
    staff_looks(case)
    former.refresh_from_db()
    assert (case.subject_id, former.successor) == (person.pk, None)
    assert former.data_key.destroyed_at is None
    assert (looks_told_to(person), looks_told_to(former)) == ([case.reference], [case.reference])


def test_ended_request_of_a_representative_keeps_no_person_out_and_is_found_later() -> None:
    theirs = represented()
    decided_under = theirs.governing_policy_id
    withdraw_case(case_id=theirs.pk, actor=requester_actor(theirs.requester_id), now=NOW)
    own = comes_by_code()
    theirs.refresh_from_db()
    assert (own.identity_gate, theirs.subject_id) == ("PASSED", own.subject_id)
    assert theirs.governing_policy_id == decided_under
    assert theirs.reference in str([part.records for part in collect_all(own.subject)])


def test_representative_with_the_contact_on_file_is_still_not_the_person() -> None:
    """A parent's address stands at the child's account: the code reaches the parent."""
    theirs = represented()
    principal = theirs.subject_id
    with directory({"email": AGENT}):
        own = file_disclosure(theirs.requester)
        open_check(case=own, method=IdentityMethod.MEMBER_MATCH, now=NOW)
        own = confirms_code(own)
    check = IdentityCheck.objects.get(case=own)
    assert (own.identity_gate, check.held) == ("OPEN", "MEMBER_OF_ANOTHER_SUBJECT")
    theirs.refresh_from_db()
    assert theirs.subject_id == principal
    assert DataSubject.objects.get(pk=principal).member_id_index is not None
    assert DataSubject.objects.get(user=theirs.requester).member_id_index is None


def test_documents_take_the_place_only_where_two_people_looked() -> None:
    theirs = represented()
    own = waiting_case(email=PERSON)
    first = staff_actor("reviewer", email="first@milly.example")
    check = decide(own, first, member_id=MEMBER, reason=REASON)
    assert check.status == CheckStatus.AWAITING_SECOND_PERSON
    theirs.refresh_from_db()
    assert theirs.subject_id != own.subject_id
    second = staff_actor("reviewer", email="second@milly.example")
    decide(own, second, member_id=MEMBER, reason=REASON)
    theirs.refresh_from_db()
    assert (tie_of(own), theirs.subject_id) == ("CAME", own.subject_id)


def test_representative_who_shows_documents_as_the_principal_takes_nothing() -> None:
    theirs = represented()
    principal = theirs.subject_id
    own = file_disclosure(theirs.requester)
    open_check(case=own, method=IdentityMethod.DOCUMENT, now=NOW)
    upload(own, "次郎の免許証")
    hand_in_documents(case_id=own.pk, now=NOW)
    for name in ("first", "second"):
        reviewer = staff_actor("reviewer", email=f"{name}@milly.example")
        decide(own, reviewer, member_id=MEMBER, reason=REASON)
    theirs.refresh_from_db()
    assert (tie_of(own), theirs.subject_id) == ("TAKEN", principal)


def test_account_that_is_tied_to_the_member_keeps_it() -> None:
    own = comes_by_code()
    with pytest.raises(UnableToMatchMember):
        match_person(
            subject=ensure_subject(user=make_requester("other@mail.example"), now=NOW),
            member_id=MEMBER, now=NOW,
        )  # fmt: skip
    assert DataSubject.objects.get(pk=own.subject_id).member_id_index is not None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_next_representative_waits_for_the_person_who_is_just_coming() -> None:
    represented()
    own, _check, _user = checked_case(email=PERSON)
    again = shown_case(email="lawyer@mail.example")
    reviewers = [staff_actor("reviewer", email=f"r{n}@milly.example") for n in range(2)]
    verify_both(again, reviewers[0], member_id=MEMBER, reason=REASON)
    coming, decided = threading.Event(), threading.Event()

    def come() -> None:
        try:
            with transaction.atomic():
                tie_person(own, MEMBER, NOW)
                coming.set()
                while not (somebody_waits() or decided.is_set()):
                    time.sleep(0.02)
        finally:
            coming.set()
            connections.close_all()

    person = threading.Thread(target=come)
    person.start()
    coming.wait()
    try:
        decide(again, reviewers[1], agent=agent_seen(), member_id=MEMBER, reason=REASON)
    finally:
        decided.set()
        person.join()
    again.refresh_from_db()
    assert (tie_of(again), again.subject_id) == ("RETIED", own.subject_id)


def somebody_waits() -> bool:
    """Whether another session of this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
