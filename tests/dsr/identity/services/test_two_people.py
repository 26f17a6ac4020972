"""A representative's case: two people are verified, and the case finds its person."""

from typing import Any

import pytest

from accounts.models import DataSubject, User
from accounts.personal_data.registry import collect_all
from accounts.selectors.actors import actor_of
from accounts.services.data_subjects import ensure_subject, match_member
from dsr.breaches.enums import BreachKind
from dsr.breaches.selectors.breaches import breaches_concerning
from dsr.breaches.services.facts import concern_subject
from dsr.breaches.services.openings import open_breach
from dsr.cases.enums import RequesterKind
from dsr.cases.models import Case
from dsr.cases.services.subjects import UnableToRetieSubject, retie_subject
from dsr.fulfilment.selectors.identifiers import verified_identifiers
from dsr.identity.enums import CheckStatus, DocumentClass, IdentityMethod, Whose
from dsr.identity.models import IdentityCheck
from dsr.identity.services.contact_codes import UnableToSendContactCode, send_contact_code
from dsr.identity.services.documents import UnableToUploadDocument, hand_in_documents
from dsr.identity.services.methods import UnableToChangeMethod, change_method
from dsr.identity.services.reviews import UnableToDecideIdentity
from policies.domain.calendar import jst_date
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk, staff_actor
from tests.dsr.identity.people import directory
from tests.dsr.identity.representatives import (
    agent_seen,
    both_upload,
    judge,
    represented_case,
    shown_case,
    verify_both,
)
from tests.dsr.identity.review import DIFFERENT, SAME, decide, upload

pytestmark = pytest.mark.django_db
MEMBER = "M-000042"


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def known_principal(email: str = "child@mail.example") -> DataSubject:
    """Somebody with an account who is tied to the member."""
    user = make_requester(email)
    subject = ensure_subject(user=user, now=NOW)
    match_member(subject=subject, member_id=MEMBER, now=NOW)
    return DataSubject.objects.get(pk=subject.pk)


def facts_of(case: Case) -> dict[str, Any]:
    return dict(case.events.get(step="PASS_IDENTITY").facts)


def test_agent_can_never_unlock_anything_by_a_code_to_their_own_address() -> None:
    with directory({"email": "agent@mail.example"}):
        case = represented_case()
        check = IdentityCheck.objects.get(case=case)
        assert check.method == IdentityMethod.DOCUMENT
        with pytest.raises(UnableToSendContactCode) as refused:
            send_contact_code(case_id=case.pk, actor_user=case.requester, now=NOW)
        assert refused.value.code == "DOCUMENTS"
        for method in (IdentityMethod.MEMBER_MATCH, IdentityMethod.CONTACT_CODE):
            with pytest.raises(UnableToChangeMethod):
                change_method(case_id=case.pk, method=method)


def test_documents_of_both_people_are_needed() -> None:
    case = represented_case()
    upload(case, "本人")
    with pytest.raises(UnableToUploadDocument) as refused:
        hand_in_documents(case_id=case.pk, now=NOW)
    assert refused.value.code == "NONE"
    upload(case, "代理人", whose=Whose.REPRESENTATIVE)
    assert hand_in_documents(case_id=case.pk, now=NOW).status == CheckStatus.AWAITING_REVIEW


def test_person_who_asks_for_themselves_uploads_nothing_of_a_representative() -> None:
    from tests.dsr.identity.people import checked_case

    case, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    with pytest.raises(UnableToUploadDocument) as refused:
        upload(case, whose=Whose.REPRESENTATIVE)
    assert refused.value.code == "CLOSED"


@pytest.mark.parametrize(
    ("agent", "code"),
    [
        (None, "INCOMPLETE"),
        (agent_seen(matches=SAME | {"NAME": "NOT_SEEN"}), "INCOMPLETE"),
        (agent_seen(document_class=""), "INCOMPLETE"),
        (agent_seen(expiry_seen=None), "EXPIRY_MISSING"),
        (agent_seen(expiry_seen=jst_date(NOW).replace(year=2025)), "EXPIRED"),
    ],
)
def test_identity_passes_only_when_the_representative_is_verified_too(
    agent: Any, code: str
) -> None:
    case = represented_case()
    with pytest.raises(UnableToDecideIdentity) as refused:
        verify_both(case, staff_actor("reviewer"), agent=agent)
    assert refused.value.code == code
    assert Case.objects.get(pk=case.pk).identity_gate == "OPEN"


def test_difference_at_the_representative_needs_a_second_person_too() -> None:
    case = represented_case()
    first = staff_actor("reviewer")
    check = verify_both(case, first, agent=agent_seen(matches=DIFFERENT), reason="転居")
    assert check.status == CheckStatus.AWAITING_SECOND_PERSON
    second = staff_actor("reviewer", email="second@milly.example")
    check = decide(case, second, agent=agent_seen(matches=DIFFERENT), reason="転居")
    assert (check.status, check.agent_matches) == ("VERIFIED", DIFFERENT)


def test_register_that_names_the_child_is_its_second_document() -> None:
    case = shown_case()
    upload(case, "住民票", document_class=DocumentClass.RESIDENT_RECORD)
    upload(case, "代理人", whose=Whose.REPRESENTATIVE)
    hand_in_documents(case_id=case.pk, now=NOW)
    seen = {"document_class": DocumentClass.RESIDENT_RECORD, "expiry_seen": None,
            "issued_seen": jst_date(NOW), "agent": agent_seen()}  # fmt: skip
    assert decide(case, staff_actor("reviewer"), **seen).status == CheckStatus.VERIFIED


def test_mandate_is_no_document_of_the_principal() -> None:
    from tests.dsr.identity.representatives import MANDATE

    case = shown_case(claims=MANDATE)
    upload(case, "住民票", document_class=DocumentClass.RESIDENT_RECORD)
    upload(case, "代理人", whose=Whose.REPRESENTATIVE)
    hand_in_documents(case_id=case.pk, now=NOW)
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, staff_actor("reviewer"), agent=agent_seen(), expiry_seen=None,
               issued_seen=jst_date(NOW), document_class=DocumentClass.RESIDENT_RECORD)  # fmt: skip
    assert refused.value.code == "NOT_ENOUGH"


def test_own_licence_shown_as_the_principals_is_held() -> None:
    case = represented_case()
    upload(case, "一枚の免許証")
    upload(case, "一枚の免許証", whose=Whose.REPRESENTATIVE)
    assert IdentityCheck.objects.get(case=case).held == "SAME_IMAGE"


def test_same_licence_of_one_parent_for_two_children_is_not_held() -> None:
    first = represented_case()
    user = first.requester
    second = represented_case(email="other@mail.example")
    Case.objects.filter(pk=second.pk).update(requester=user)  # a second filing of the same parent
    upload(first, "母の免許証", whose=Whose.REPRESENTATIVE)
    upload(second, "母の免許証", whose=Whose.REPRESENTATIVE)
    assert set(IdentityCheck.objects.values_list("held", flat=True)) == {""}


def test_principal_the_company_knows_needs_two_people_and_then_has_the_case() -> None:
    principal = known_principal()
    case = shown_case()
    before = case.subject_id
    first, second = staff_actor("reviewer"), staff_actor("reviewer", email="b@milly.example")
    check = verify_both(case, first, member_id=MEMBER, reason="本人のアカウントがある")
    assert check.status == CheckStatus.AWAITING_SECOND_PERSON
    assert Case.objects.get(pk=case.pk).subject_id == before
    decide(case, second, agent=agent_seen(), member_id=MEMBER, reason="同じく確認した")
    case.refresh_from_db()
    assert case.subject_id == principal.pk
    assert facts_of(case)["member"] == "RETIED"
    with directory():
        judge(case, second)
    case.refresh_from_db()
    found = {str(row.kind): row.value for row in verified_identifiers(case)}
    assert found["MEMBER_ID"] == MEMBER
    assert found["EMAIL"] == "child@mail.example"
    assert "agent@mail.example" not in found.values()


def test_disclosure_of_the_principal_finds_the_case_and_nothing_of_the_agent() -> None:
    principal = known_principal()
    case = shown_case()
    first, second = staff_actor("reviewer"), staff_actor("reviewer", email="b@milly.example")
    verify_both(case, first, member_id=MEMBER, reason="本人のアカウントがある")
    decide(case, second, agent=agent_seen(), member_id=MEMBER, reason="同じく確認した")
    held = str([part.records for part in collect_all(principal)])
    assert case.reference in held
    assert [word for word in ("代理", "渋谷区", "1980-02-03") if word in held] == []
    agent = ensure_subject(user=case.requester, now=NOW)
    theirs = str([part.records for part in collect_all(agent)])
    assert "東京都渋谷区見本1丁目" in theirs
    assert [word for word in ("次郎", "2015-05-20", "千代田区") if word in theirs] == []


def test_unknown_principal_is_tied_by_one_person() -> None:
    case = shown_case()
    verify_both(case, staff_actor("reviewer"), member_id=MEMBER)
    case.refresh_from_db()
    assert facts_of(case)["member"] == "MATCHED"
    assert verified_identifiers(case) == []  # authority is not confirmed yet


def test_own_request_is_never_retied() -> None:
    principal = known_principal()
    case = file_disclosure(make_requester("self@mail.example"))
    with pytest.raises(UnableToRetieSubject) as refused:
        retie_subject(case_id=case.pk, subject=principal, now=NOW)
    assert refused.value.code == "SELF"
    assert Case.objects.get(pk=case.pk).subject_id == case.subject_id


def test_nobody_represents_themselves() -> None:
    case = represented_case()
    own = ensure_subject(user=case.requester, now=NOW)
    with pytest.raises(UnableToRetieSubject) as refused:
        retie_subject(case_id=case.pk, subject=own, now=NOW)
    assert refused.value.code == "OWN"


def test_subject_that_is_known_already_is_not_given_away() -> None:
    case = represented_case()
    match_member(subject=case.subject, member_id="M-000007", now=NOW)
    with pytest.raises(UnableToRetieSubject) as refused:
        retie_subject(case_id=case.pk, subject=known_principal(), now=NOW)
    assert refused.value.code == "SHARED"


def test_ended_request_stays_as_it_is() -> None:
    from accounts.domain.actor import requester_actor
    from dsr.cases.services.endings import withdraw_case

    case = represented_case()
    withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=NOW)
    with pytest.raises(UnableToRetieSubject) as refused:
        retie_subject(case_id=case.pk, subject=known_principal(), now=NOW)
    assert refused.value.code == "ENDED"


def test_retied_case_is_governed_by_the_principals_policy_and_seen_by_no_other_requester() -> None:
    principal = known_principal()
    case = retie_subject(case_id=represented_case().pk, subject=principal, now=NOW)
    assert (case.subject_id, case.requester_kind) == (principal.pk, RequesterKind.STATUTORY)
    assert principal.user_id is not None
    assert not Case.objects.of_requester(principal.user_id).filter(pk=case.pk).exists()


def test_breach_that_concerned_a_retied_case_concerns_the_principal() -> None:
    breaches = [
        open_breach(
            kind=BreachKind.OTHER, case=None, knowledge_on=NOW.date(), description="x",
            actor=staff_actor("manager", email=f"manager{number}@milly.example"), now=NOW,
        )
        for number in range(2)
    ]  # fmt: skip
    case, principal = represented_case(), known_principal()
    manager = staff_actor("manager", email="third@milly.example")
    for breach in breaches:
        concern_subject(breach_id=breach.pk, subject_id=case.subject_id, actor=manager, now=NOW)
    concern_subject(breach_id=breaches[0].pk, subject_id=principal.pk, actor=manager, now=NOW)
    former = case.subject
    retie_subject(case_id=case.pk, subject=principal, now=NOW)
    assert set(breaches_concerning(principal)) == set(breaches)
    assert not breaches_concerning(former).exists()


def test_reviewer_is_not_the_representative() -> None:
    from accounts.services.roles import give_roles, sync_roles

    case = represented_case()
    both_upload(case)
    sync_roles()
    case.requester.is_staff = True
    case.requester.save()
    give_roles(user=case.requester, roles=["reviewer"])
    with pytest.raises(UnableToDecideIdentity) as refused:
        decide(case, actor_of(User.objects.get(pk=case.requester_id)), agent=agent_seen())
    assert refused.value.code == "NOT_PERMITTED"
