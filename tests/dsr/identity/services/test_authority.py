"""Authority of representatives: impostors, two people, what is posted to whom (DOMAIN §6)."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections

from accounts.models import User
from accounts.services.data_subjects import match_member
from dsr.cases.enums import AnswerGoesTo, Gate, OutcomeCode
from dsr.cases.models import Case
from dsr.cases.selectors.principals import principal_address
from dsr.cases.services.defects import ask_for_correction
from dsr.cases.services.endings import UnableToDeclineCase, decline_case
from dsr.identity.enums import AuthorityClass, AuthorityStatus
from dsr.identity.models import AuthorityCheck
from dsr.identity.services.authority import UnableToDecideAuthority
from dsr.identity.services.authority_documents import hand_in_authority
from dsr.identity.services.checks import UnableToOpenCheck
from dsr.identity.services.images import UnableToUploadDocument
from policies.domain.calendar import jst_date
from policies.enums import RequestKind
from tests.desk import NOW, set_up_desk, staff_actor
from tests.dsr.identity.representatives import (
    CHILD_BORN,
    MANDATE,
    adult_ward,
    judge,
    represented_case,
    show,
    shown_case,
    verify_both,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def refusal(case: Case, **facts: Any) -> str:
    somebody = f"looks{User.objects.count()}@milly.example"
    with pytest.raises(UnableToDecideAuthority) as refused:
        judge(case, staff_actor("reviewer", email=somebody), **facts)
    check = AuthorityCheck.objects.get(case=case)
    assert check.status == AuthorityStatus.AWAITING_REVIEW
    assert Case.objects.get(pk=case.pk).authority_gate == "OPEN"
    return refused.value.code


def test_security_8_without_authority_nothing_is_accepted_and_with_it_it_is() -> None:
    case = shown_case()
    reviewer = staff_actor("reviewer")
    verify_both(case, reviewer)
    case.refresh_from_db()
    assert (case.identity_gate, case.status) == ("PASSED", "RECEIVED")
    check = judge(case, reviewer)
    case.refresh_from_db()
    assert check.status == AuthorityStatus.CONFIRMED
    assert (case.authority_gate, case.status) == ("PASSED", "ACCEPTED")
    assert case.authority_checked_on == jst_date(NOW)
    assert (case.answer_goes_to, case.principal_notice_gate) == ("REQUESTER", "NOT_NEEDED")
    assert check.findings == {
        "RELATION": "SHOWN", "RECENT": "SHOWN", "TERM": "SHOWN", "MINOR": "SHOWN",
    }  # fmt: skip


def test_parent_of_an_adult_has_no_authority() -> None:
    case = shown_case(claims={"birth_date": "2008-04-01"})  # 18 on the day of filing
    assert refusal(case, birth_date=date(2008, 4, 1)) == "ADULT"


def test_parent_of_a_child_that_comes_of_age_tomorrow_has_authority_today() -> None:
    case = shown_case(claims={"birth_date": "2008-04-02"})
    check = judge(case, staff_actor("reviewer"), birth_date=date(2008, 4, 2))
    assert check.status == AuthorityStatus.CONFIRMED


def test_child_made_younger_than_the_register_says_is_refused() -> None:
    case = shown_case()
    assert refusal(case, birth_date=date(2005, 5, 20)) == "BIRTH_DATE_DIFFERS"
    assert refusal(case, birth_date=None) == "BIRTH_DATE_MISSING"


@pytest.mark.parametrize(
    ("issued", "code"),
    [
        (date(2025, 12, 31), "TOO_OLD"),
        (date(2026, 4, 2), "TOO_OLD"),
        (None, "ISSUE_DATE_MISSING"),
        (date(2026, 1, 1), None),
    ],
)
def test_mandate_may_be_three_months_old_and_not_a_day_more(
    issued: date | None, code: str | None
) -> None:
    case = shown_case(claims=MANDATE)
    if code is None:
        check = judge(case, staff_actor("reviewer"), issued_on=issued)
        assert check.status == AuthorityStatus.CONFIRMED
    else:
        assert refusal(case, issued_on=issued) == code


def test_our_own_delay_does_not_make_a_document_older() -> None:
    case = shown_case(claims=MANDATE)
    later = NOW + timedelta(days=40)
    check = judge(case, staff_actor("reviewer"), issued_on=date(2026, 1, 1), now=later)
    assert check.status == AuthorityStatus.CONFIRMED


def test_mandate_without_a_kind_that_is_asked_is_refused() -> None:
    kinds = (RequestKind.DISCLOSURE, RequestKind.ERASURE)
    case = shown_case(claims=MANDATE, kinds=kinds)
    assert refusal(case, kinds_stated=("DISCLOSURE",)) == "KINDS_MISSING"
    check = judge(case, staff_actor("reviewer", email="b@milly.example"),
                  kinds_stated=("ERASURE", "DISCLOSURE"))  # fmt: skip
    assert check.kinds_stated == ["DISCLOSURE", "ERASURE"]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"document_class": AuthorityClass.RESIDENT_RECORD}, "WRONG_DOCUMENT"),
        ({"document_class": AuthorityClass.MANDATE}, "WRONG_DOCUMENT"),
        ({"findings": {}}, "INCOMPLETE"),
        ({"findings": {"RELATION": "PERHAPS"}}, "INCOMPLETE"),
        ({"findings": {"RELATION": "NOT_SHOWN"}}, "POINT_NOT_SHOWN"),
        ({"expires_on": date(2026, 3, 31)}, "EXPIRED"),
        ({"notice": ""}, "NOTICE_CHOICE"),
        ({"reason": " "}, "REASON_MISSING"),
        ({"confirmed": False, "reason": ""}, "REASON_MISSING"),
    ],
)
def test_verdict_that_cannot_stand_is_refused(facts: dict[str, Any], code: str) -> None:
    assert refusal(shown_case(), **facts) == code


def test_curatorship_is_no_guardianship() -> None:
    case = shown_case(claims=adult_ward())
    found = {"RELATION": "SHOWN", "GUARDIANSHIP": "NOT_SHOWN"}
    assert refusal(case, findings=found) == "POINT_NOT_SHOWN"


@pytest.mark.parametrize(("told", "gate"), [(True, "OPEN"), (False, "NOT_NEEDED")])
def test_ward_is_told_as_the_setting_says(settings: Any, told: bool, gate: str) -> None:
    settings.IDENTITY_NOTIFY_WARDS = told
    case = shown_case(claims=adult_ward())
    judge(case, staff_actor("reviewer"))
    assert Case.objects.get(pk=case.pk).principal_notice_gate == gate


@pytest.mark.parametrize(("choice", "gate"), [("TELL", "OPEN"), ("DO_NOT_TELL", "NOT_NEEDED")])
def test_reviewer_chooses_whether_a_minor_is_told(choice: str, gate: str) -> None:
    case = shown_case()
    judge(case, staff_actor("reviewer"), notice=choice)
    assert Case.objects.get(pk=case.pk).principal_notice_gate == gate


def test_difference_needs_a_second_person() -> None:
    case, first = shown_case(), staff_actor("reviewer")
    found = {"RELATION": "DIFFERS"}
    assert judge(case, first, findings=found).status == AuthorityStatus.AWAITING_SECOND_PERSON
    with pytest.raises(UnableToDecideAuthority) as refused:
        judge(case, first, findings={"RELATION": "SHOWN"})
    assert refused.value.code == "SAME_PERSON"
    second = staff_actor("reviewer", email="second@milly.example")
    check = judge(case, second, findings=found)
    assert (check.status, check.first_reviewer_id, check.decided_by_id) == (
        "CONFIRMED", first.user_id, second.user_id,
    )  # fmt: skip


def test_same_picture_for_two_principals_is_held_for_both_and_needs_two_people() -> None:
    first, second = represented_case(), represented_case(email="b@mail.example")
    show(first, "同じ戸籍")
    show(second, "同じ戸籍")
    held = set(AuthorityCheck.objects.values_list("held", flat=True))
    assert held == {"SAME_IMAGE"}
    hand_in_authority(case_id=first.pk, now=NOW)
    one = judge(first, staff_actor("reviewer"))
    assert one.status == AuthorityStatus.AWAITING_SECOND_PERSON
    two = judge(first, staff_actor("reviewer", email="second@milly.example"))
    assert (two.status, two.held) == ("CONFIRMED", "")


def test_lawyer_shows_the_same_card_for_two_clients() -> None:
    user = represented_case(claims=MANDATE)
    show(user, "弁護士証", document_class=AuthorityClass.LAWYER_ID)
    with pytest.raises(UnableToUploadDocument) as refused:
        hand_in_authority(case_id=user.pk, now=NOW)
    assert refused.value.code == "NONE"  # a card alone is no mandate
    stranger = represented_case(claims=MANDATE, email="b@mail.example")
    assert AuthorityCheck.objects.get(case=user).held == ""
    show(stranger, "弁護士証", document_class=AuthorityClass.LAWYER_ID)
    assert AuthorityCheck.objects.get(case=user).held == "SAME_IMAGE"


def test_document_of_another_basis_is_not_taken() -> None:
    case = represented_case()
    with pytest.raises(UnableToUploadDocument) as refused:
        show(case, document_class=AuthorityClass.MANDATE)
    assert refused.value.code == "KIND"


@pytest.mark.parametrize("basis", ["", "SPOUSE", "MANDATE"])
def test_statutory_filing_without_a_statutory_basis_opens_nothing(basis: str) -> None:
    from dsr.cases.enums import RequesterKind
    from dsr.identity.enums import IdentityMethod
    from dsr.identity.services.checks import open_check
    from tests.desk import file_disclosure, make_requester
    from tests.dsr.identity.representatives import CHILD

    case = file_disclosure(
        make_requester(), claims=CHILD | {"basis": basis}, requester_kind=RequesterKind.STATUTORY
    )
    with pytest.raises(UnableToOpenCheck):
        open_check(case=case, method=IdentityMethod.DOCUMENT, now=NOW)
    assert not AuthorityCheck.objects.exists()


def test_agent_without_right_to_receive_gets_no_answer_and_address_is_not_theirs() -> None:
    case = shown_case(claims=MANDATE | {"may_receive": ""})
    reviewer = staff_actor("reviewer")
    assert refusal(case) == "ADDRESS_MISSING"
    verify_both(case, reviewer)
    check = judge(case, reviewer)
    case = Case.objects.select_related("data_key").get(pk=case.pk)
    assert (check.answer_goes_to, case.answer_goes_to) == (AnswerGoesTo.PRINCIPAL,) * 2
    assert principal_address(case) == "〒100-0042\n東京都千代田区緑町4丁目2番1号"
    assert case.principal_notice_gate == Gate.OPEN


def test_address_that_differs_from_the_document_is_never_written_to() -> None:
    case = shown_case(claims=MANDATE | {"may_receive": ""})
    first = staff_actor("reviewer")
    different = {"NAME": "MATCH", "BIRTH_DATE": "MATCH", "ADDRESS": "DIFFERS"}
    verify_both(case, first, matches=different, reason="転居")
    from tests.dsr.identity.representatives import agent_seen
    from tests.dsr.identity.review import decide

    second = staff_actor("reviewer", email="second@milly.example")
    decide(case, second, matches=different, reason="転居", agent=agent_seen())
    assert refusal(case) == "ADDRESS_MISSING"


def test_not_confirmed_asks_to_act_then_takes_new_documents_then_f2() -> None:
    case = shown_case()
    check = judge(case, staff_actor("reviewer"), confirmed=False, reason="続柄の記載がありません",
                  findings={"RELATION": "NOT_SHOWN"})  # fmt: skip
    case.refresh_from_db()
    assert (check.status, case.authority_gate, case.status) == (
        "NOT_CONFIRMED", "FAILED", "RECEIVED",
    )  # fmt: skip
    assert check.findings["RELATION"] == "NOT_SHOWN"
    show(case, "新しい戸籍")
    again = hand_in_authority(case_id=case.pk, now=NOW)
    assert (again.status, again.findings, again.decided_at) == ("AWAITING_REVIEW", {}, None)
    judge(case, staff_actor("reviewer", email="b@milly.example"), confirmed=False, reason="同じ")
    manager = staff_actor("manager")
    ended: dict[str, Any] = {
        "case_id": case.pk,
        "code": OutcomeCode.F2,
        "reason": "確認できません",
        "actor": manager,
    }
    with pytest.raises(UnableToDeclineCase) as refused:  # 補正 first
        decline_case(**ended, now=NOW)
    assert refused.value.code == "NOT_OFFERED"
    ask_for_correction(
        case_id=case.pk, code=OutcomeCode.F2, text="続柄のわかる戸籍をお送りください",
        actor=manager, now=NOW,
    )  # fmt: skip
    assert Case.objects.get(pk=case.pk).status == "WAITING_FOR_REQUESTER"
    case = decline_case(**ended, now=NOW + timedelta(days=60))
    assert (case.status, case.non_acceptance_code) == ("NOT_ACCEPTED", "F2")


def test_reviewer_decides_nothing_on_their_own_request() -> None:
    from accounts.selectors.actors import actor_of
    from accounts.services.roles import give_roles, sync_roles

    case = shown_case()
    sync_roles()
    case.requester.is_staff = True
    case.requester.save()
    give_roles(user=case.requester, roles=["reviewer"])
    with pytest.raises(UnableToDecideAuthority) as refused:
        judge(case, actor_of(User.objects.get(pk=case.requester_id)))
    assert refused.value.code == "NOT_PERMITTED"


@pytest.mark.parametrize("role", ["finance", "auditor", "administrator"])
def test_others_decide_nothing(role: str) -> None:
    with pytest.raises(UnableToDecideAuthority) as refused:
        judge(shown_case(), staff_actor(role))
    assert refused.value.code == "NOT_PERMITTED"


def test_pictures_go_within_a_week_of_the_decision() -> None:
    case = shown_case()
    check = judge(case, staff_actor("reviewer"))
    stored = check.documents.get().file
    assert stored.purge_on is not None
    assert stored.purge_on <= jst_date(NOW) + timedelta(days=7)


def test_nothing_is_decided_twice() -> None:
    case = shown_case()
    judge(case, staff_actor("reviewer"))
    with pytest.raises(UnableToDecideAuthority) as refused:
        judge(case, staff_actor("reviewer", email="b@milly.example"))
    assert refused.value.code == "CLOSED"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_leave_one_verdict() -> None:
    case = shown_case()
    actors = [staff_actor("reviewer", email=f"r{number}@milly.example") for number in range(2)]
    codes: list[str] = []
    start = threading.Barrier(2)

    def run(number: int) -> None:
        start.wait()
        try:
            judge(case, actors[number], confirmed=number == 0, reason="確認")
        except UnableToDecideAuthority as unable:
            codes.append(unable.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    steps = case.events.filter(step__in=["PASS_AUTHORITY", "FAIL_AUTHORITY"])
    assert (codes, steps.count()) == (["CLOSED"], 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_same_picture_uploaded_for_two_at_once_holds_both() -> None:
    cases = [represented_case(email=f"a{number}@mail.example") for number in range(2)]
    start = threading.Barrier(2)

    def run(number: int) -> None:
        start.wait()
        try:
            show(cases[number], "同じ戸籍")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(AuthorityCheck.objects.values_list("held", flat=True)) == ["SAME_IMAGE"] * 2


def test_member_of_the_principal_is_the_address_on_file(settings: Any) -> None:
    from tests.dsr.identity.people import directory

    case = shown_case(claims=MANDATE | {"may_receive": ""})
    match_member(subject=case.subject, member_id="M-000042", now=NOW)
    with directory({"address": "神奈川県横浜市見本町1番"}):
        from django.conf import settings as live

        live.MEMBER_DIRECTORY["by_member_id"] = (
            "SELECT * FROM test_directory WHERE member_id = %(member_id)s"
        )
        judge(case, staff_actor("reviewer"))
    case = Case.objects.select_related("data_key").get(pk=case.pk)
    assert principal_address(case) == "神奈川県横浜市見本町1番"


def test_claimed_birth_date_is_that_of_the_test() -> None:
    assert date(2015, 5, 20) == CHILD_BORN
