"""The reviewer's decision (DOMAIN §6, SECURITY 5, 6, 7)."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction

from accounts.domain.actor import requester_actor
from accounts.models import AccessRecord, User
from accounts.selectors.actors import actor_of
from accounts.services.files import purge_files
from accounts.services.roles import give_roles, sync_roles
from dsr.cases.models import Case
from dsr.cases.services.endings import withdraw_case
from dsr.identity.enums import CheckStatus, DocumentClass, IdentityMethod
from dsr.identity.models import IdentityCheck
from dsr.identity.services.documents import UnableToUploadDocument, hand_in_documents
from dsr.identity.services.methods import UnableToChangeMethod, change_method
from dsr.identity.services.reviews import UnableToDecideIdentity
from policies.domain.calendar import jst_date
from tests.desk import NOW, set_up_desk, staff_actor
from tests.dsr.identity.people import checked_case
from tests.dsr.identity.review import DIFFERENT, SAME, decide, upload, waiting_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def test_held_check_is_not_verified_by_one_person() -> None:
    first, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    second, _check, _user = checked_case(IdentityMethod.DOCUMENT, email="b@mail.example")
    upload(first, "同じ")
    upload(second, "同じ")
    IdentityCheck.objects.get(case=second)
    hand_in_documents(case_id=second.pk, now=NOW)
    check = decide(second, staff_actor("reviewer"), reason="双子のため確認した")
    assert check.status == CheckStatus.AWAITING_SECOND_PERSON
    assert Case.objects.get(pk=second.pk).identity_gate == "OPEN"


def test_reviewer_verifies_and_pictures_go_within_a_week() -> None:
    case = waiting_case()
    check = decide(case, staff_actor("reviewer"))
    assert check.status == CheckStatus.VERIFIED
    case.refresh_from_db()
    assert (case.identity_gate, case.status) == ("PASSED", "ACCEPTED")
    stored = check.documents.get().file
    assert stored.purge_on is not None
    assert stored.purge_on <= jst_date(NOW) + timedelta(days=7)
    path = settings.FILES_DIR / stored.path
    purge_files(on=stored.purge_on, now=NOW + timedelta(days=7))
    assert not path.exists()
    assert AccessRecord.objects.filter(action="DELETED").count() == 1


@pytest.mark.parametrize(
    ("expiry", "code"),
    [(jst_date(NOW) - timedelta(days=1), "EXPIRED"), (jst_date(NOW), None)],
)
def test_security_5_expired_yesterday_is_refused_today_accepted(
    expiry: date, code: str | None
) -> None:
    case = waiting_case()
    actor = staff_actor("reviewer")
    if code is None:
        assert decide(case, actor, expiry_seen=expiry).status == CheckStatus.VERIFIED
        return
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, actor, expiry_seen=expiry)
    assert refused.value.code == code


def test_security_6_difference_needs_a_reason_and_another_person() -> None:
    case = waiting_case()
    first = staff_actor("reviewer")
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, first, matches=DIFFERENT)
    assert refused.value.code == "REASON_MISSING"
    check = decide(case, first, matches=DIFFERENT, reason="転居届を確認")
    assert check.status == CheckStatus.AWAITING_SECOND_PERSON
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, first, matches=DIFFERENT, reason="転居届を確認")
    assert refused.value.code == "SAME_PERSON"
    second = staff_actor("reviewer", email="second@milly.example")
    check = decide(case, second, matches=DIFFERENT, reason="同じく確認")
    assert check.status == CheckStatus.VERIFIED
    assert check.first_reviewer_id != check.decided_by_id


def test_same_person_twice_is_refused_by_the_database_too() -> None:
    case = waiting_case()
    check = IdentityCheck.objects.get(case=case)
    actor = staff_actor("reviewer")
    with (
        pytest.raises(IntegrityError, match="the_second_person_is_another_person"),
        transaction.atomic(),
    ):
        IdentityCheck.objects.filter(pk=check.pk).update(
            first_reviewer_id=actor.user_id, decided_by_id=actor.user_id
        )


def test_not_verified_asks_the_person_to_act_and_refuses_nothing() -> None:
    case = waiting_case()
    check = decide(case, staff_actor("reviewer"), verified=False, reason="写真が不鮮明です")
    assert check.status == CheckStatus.NOT_VERIFIED
    case.refresh_from_db()
    assert (case.status, case.identity_gate) == ("RECEIVED", "FAILED")
    again = change_method(case_id=case.pk, method=IdentityMethod.MEMBER_MATCH)
    assert again.status == CheckStatus.OPEN


def test_finance_decides_nothing() -> None:
    case = waiting_case()
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, staff_actor("finance"))
    assert refused.value.code == "NOT_PERMITTED"


def test_passport_alone_is_not_enough() -> None:
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    upload(case, document_class=DocumentClass.PASSPORT)
    hand_in_documents(case_id=case.pk, now=NOW)
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, staff_actor("reviewer"), document_class=DocumentClass.PASSPORT)
    assert refused.value.code == "NOT_ENOUGH"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"expiry_seen": None}, "EXPIRY_MISSING"),
        ({"document_class": ""}, "INCOMPLETE"),
        ({"matches": {"NAME": "MATCH"}}, "INCOMPLETE"),
        ({"matches": SAME | {"NAME": "PERHAPS"}}, "INCOMPLETE"),
    ],
)
def test_verdict_lacking_something_is_refused(facts: dict[str, object], code: str) -> None:
    case = waiting_case()
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, staff_actor("reviewer"), **facts)
    assert refused.value.code == code
    assert IdentityCheck.objects.get(case=case).status == CheckStatus.AWAITING_REVIEW


@pytest.mark.parametrize(
    ("issued", "code"),
    [(None, "ISSUE_DATE_MISSING"), (date(2025, 12, 31), "TOO_OLD"), (date(2026, 1, 1), None)],
)
def test_resident_record_may_be_three_months_old(issued: date | None, code: str | None) -> None:
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    upload(case, "住民票", document_class=DocumentClass.RESIDENT_RECORD)
    upload(case, "年金手帳", document_class=DocumentClass.PENSION_HANDBOOK)
    hand_in_documents(case_id=case.pk, now=NOW)
    seen = {
        "document_class": DocumentClass.RESIDENT_RECORD,
        "expiry_seen": None,
        "issued_seen": issued,
    }
    actor = staff_actor("reviewer")
    if code is None:
        assert decide(case, actor, **seen).status == CheckStatus.VERIFIED
        return
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, actor, **seen)
    assert refused.value.code == code


def test_second_round_needs_two_people_of_its_own() -> None:
    case = waiting_case()
    decide(case, staff_actor("reviewer"), matches=DIFFERENT, reason="転居届を確認")
    second = staff_actor("reviewer", email="second@milly.example")
    decide(case, second, verified=False, reason="写真が不鮮明です")
    change_method(case_id=case.pk, method=IdentityMethod.DOCUMENT)
    upload(case, "二回目")
    hand_in_documents(case_id=case.pk, now=NOW)
    third = staff_actor("reviewer", email="third@milly.example")
    check = decide(case, third, matches=DIFFERENT, reason="確認")
    assert check.status == CheckStatus.AWAITING_SECOND_PERSON
    assert check.first_reviewer_id == third.user_id


def test_deleted_picture_proves_nothing_in_a_second_round() -> None:
    case = waiting_case()
    decide(case, staff_actor("reviewer"), verified=False, reason="写真が不鮮明です")
    purge_files(on=jst_date(NOW) + timedelta(days=7), now=NOW + timedelta(days=7))
    change_method(case_id=case.pk, method=IdentityMethod.DOCUMENT)
    with pytest.raises(UnableToUploadDocument) as refused:
        hand_in_documents(case_id=case.pk, now=NOW)
    assert refused.value.code == "NONE"


def test_held_check_takes_documents_but_no_code() -> None:
    first, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    second, check, _user = checked_case(IdentityMethod.DOCUMENT, email="b@mail.example")
    upload(first, "同じ")
    upload(second, "同じ")
    with pytest.raises(UnableToChangeMethod):
        change_method(case_id=second.pk, method=IdentityMethod.MEMBER_MATCH)
    assert change_method(case_id=second.pk, method=IdentityMethod.DOCUMENT).held == "SAME_IMAGE"
    check.refresh_from_db()
    assert check.status == CheckStatus.OPEN


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("verdicts", "codes"), [(("yes", "yes"), ["CLOSED"]), (("yes", "no"), ["CLOSED"])]
)
def test_two_reviewers_deciding_at_once_leave_one_verdict(
    verdicts: tuple[str, str], codes: list[str]
) -> None:
    case = waiting_case()
    actors = [staff_actor("reviewer", email=f"r{number}@milly.example") for number in range(2)]
    refusals: list[str] = []
    start = threading.Barrier(2)

    def run(number: int) -> None:
        start.wait()
        try:
            decide(case, actors[number], verified=verdicts[number] == "yes", reason="確認")
        except UnableToDecideIdentity as unable:
            refusals.append(unable.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    case.refresh_from_db()
    check = IdentityCheck.objects.get(case=case)
    steps = list(case.events.filter(step__in=["PASS_IDENTITY", "FAIL_IDENTITY"]))
    assert (refusals, len(steps)) == (codes, 1)
    assert (check.status, case.identity_gate) in {
        ("VERIFIED", "PASSED"), ("NOT_VERIFIED", "FAILED"),
    }  # fmt: skip


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_see_a_difference_at_once_are_first_and_second() -> None:
    case = waiting_case()
    actors = [staff_actor("reviewer", email=f"r{number}@milly.example") for number in range(2)]
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def run(number: int) -> None:
        start.wait()
        try:
            outcomes.append(decide(case, actors[number], matches=DIFFERENT, reason="確認").status)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check = IdentityCheck.objects.get(case=case)
    assert sorted(outcomes) == ["AWAITING_SECOND_PERSON", "VERIFIED"]
    assert {check.first_reviewer_id, check.decided_by_id} == {actor.user_id for actor in actors}


def test_first_person_cannot_confirm_alone_by_seeing_no_difference_any_more() -> None:
    case, reviewer = waiting_case(), staff_actor("reviewer")
    decide(case, reviewer, matches=DIFFERENT, reason="転居のため")
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, reviewer, matches=SAME)
    assert refused.value.code == "SAME_PERSON"
    assert Case.objects.get(pk=case.pk).identity_gate == "OPEN"


def test_reviewer_decides_nothing_about_themselves() -> None:
    case = waiting_case()
    sync_roles()
    case.requester.is_staff = True
    case.requester.save()
    give_roles(user=case.requester, roles=["reviewer"])
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, actor_of(User.objects.get(pk=case.requester_id)))
    assert refused.value.code == "NOT_PERMITTED"


def test_nothing_is_decided_about_a_withdrawn_request() -> None:
    case = waiting_case()
    withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=NOW)
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, staff_actor("reviewer"))
    assert refused.value.code == "CLOSED"


def with_member(case: Case, member_id: str, **facts: Any) -> IdentityCheck:
    return decide(case, staff_actor("reviewer"), member_id=member_id, **facts)


def test_document_that_shows_the_member_ties_the_person_to_it() -> None:
    case = waiting_case()
    with_member(case, "M-000042")
    case.subject.refresh_from_db()
    assert case.subject.member_id_index is not None
    assert case.events.get(step="PASS_IDENTITY").facts["member"] == "MATCHED"


@pytest.mark.parametrize(
    "matches",
    [
        SAME | {"NAME": "NOT_HELD"},
        SAME | {"BIRTH_DATE": "NOT_SEEN"},
        SAME | {"ADDRESS": "NOT_HELD"},
    ],
)
def test_attribute_that_was_not_compared_ties_nobody(matches: dict[str, str]) -> None:
    case = waiting_case()
    with_member(case, "M-000042", matches=matches)
    case.subject.refresh_from_db()
    assert case.subject.member_id_index is None
    assert case.events.get(step="PASS_IDENTITY").facts["member"] == "NONE"


def test_member_of_another_subject_is_not_taken_over_by_a_document() -> None:
    first = waiting_case()
    with_member(first, "M-000042")
    second = waiting_case(email="b@mail.example")
    decide(second, staff_actor("reviewer", email="r2@milly.example"), member_id="M-000042")
    second.subject.refresh_from_db()
    assert second.subject.member_id_index is None
    assert second.events.get(step="PASS_IDENTITY").facts["member"] == "TAKEN"
