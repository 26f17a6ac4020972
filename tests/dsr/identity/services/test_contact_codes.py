"""A code to a contact on file (DOMAIN §6, SECURITY 2, 3, 4)."""

import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.domain.actor import requester_actor
from accounts.models import DataSubject, OutboxMessage
from accounts.services.one_time_codes import UnableToUseCode
from dsr.cases.models import Case
from dsr.cases.services.endings import withdraw_case
from dsr.identity.enums import CheckStatus, IdentityMethod
from dsr.identity.models import IdentityCheck
from dsr.identity.services.contact_codes import (
    UnableToSendContactCode,
    confirm_contact_code,
    send_contact_code,
)
from dsr.identity.services.methods import UnableToChangeMethod, change_method
from tests.desk import set_up_desk
from tests.dsr.identity.people import checked_case, directory, mailed_code

NOW = timezone.now()  # of each test: an old code is not mailed at all, and suites take long
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk, and the moment of this test: mail is delivered by the real clock."""
    monkeypatch.setattr(sys.modules[__name__], "NOW", timezone.now())
    set_up_desk()


def test_member_who_signed_in_with_the_address_on_file_needs_no_document() -> None:
    with directory({}):
        case, check, user = checked_case()
        send_contact_code(case_id=case.pk, actor_user=user, now=NOW)
        code, to = mailed_code()
        assert to == ["hanako@mail.example"]
        done = confirm_contact_code(case_id=case.pk, typed=code, actor_user=user, now=NOW)
    assert (done.identity_gate, done.status) == ("PASSED", "ACCEPTED")
    check.refresh_from_db()
    assert check.status == CheckStatus.VERIFIED
    subject = DataSubject.objects.get(pk=case.subject_id)
    assert subject.member_id_index is not None


def test_security_3_code_goes_only_to_the_contact_on_file() -> None:
    with directory({}):
        case, _check, user = checked_case(
            IdentityMethod.CONTACT_CODE,
            email="impostor@mail.example",
            claims={"registered_email": "hanako@mail.example"},
        )
        send_contact_code(case_id=case.pk, actor_user=user, now=NOW)
        _code, to = mailed_code()
    assert to == ["hanako@mail.example"]


@pytest.mark.parametrize(
    "look_alike",
    ["hana.ko@mail.example", "hanako+x@mail.example", "hanako@mai1.example", "hanaко@mail.example"],
)
def test_security_4_look_alike_matches_nobody_and_no_mail_leaves(look_alike: str) -> None:
    with directory({}):
        case, _check, user = checked_case(
            IdentityMethod.CONTACT_CODE,
            email="impostor@mail.example",
            claims={"registered_email": look_alike},
        )
        send_contact_code(case_id=case.pk, actor_user=user, now=NOW)
    assert not OutboxMessage.objects.filter(template="ONE_TIME_CODE").exists()


def test_contact_changed_lately_proves_nothing() -> None:
    with directory({"unchanged_since": (NOW - timedelta(days=29)).isoformat()}):
        case, _check, user = checked_case()
        send_contact_code(case_id=case.pk, actor_user=user, now=NOW)
    assert not OutboxMessage.objects.filter(template="ONE_TIME_CODE").exists()


def test_wrong_code_verifies_nobody() -> None:
    with directory({}):
        case, check, user = checked_case()
        send_contact_code(case_id=case.pk, actor_user=user, now=NOW)
        code, _to = mailed_code()
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        with pytest.raises(UnableToUseCode):
            confirm_contact_code(case_id=case.pk, typed=wrong, actor_user=user, now=NOW)
    check.refresh_from_db()
    assert check.status == CheckStatus.OPEN
    assert Case.objects.get(pk=case.pk).identity_gate == "OPEN"


def test_member_of_another_subject_is_held_for_a_person() -> None:
    with directory({}):
        first, _check, first_user = checked_case()
        send_contact_code(case_id=first.pk, actor_user=first_user, now=NOW)
        code, _to = mailed_code()
        confirm_contact_code(case_id=first.pk, typed=code, actor_user=first_user, now=NOW)
        second, _check2, second_user = checked_case(
            IdentityMethod.CONTACT_CODE,
            email="other@mail.example",
            claims={"registered_email": "hanako@mail.example"},
        )
        send_contact_code(case_id=second.pk, actor_user=second_user, now=NOW)
        code, _to = mailed_code()
        confirm_contact_code(case_id=second.pk, typed=code, actor_user=second_user, now=NOW)
        with pytest.raises(UnableToSendContactCode) as refused:
            send_contact_code(case_id=second.pk, actor_user=second_user, now=NOW)
    assert refused.value.code == "HELD"
    check = IdentityCheck.objects.get(case=second)
    assert (check.status, check.held) == ("AWAITING_REVIEW", "MEMBER_OF_ANOTHER_SUBJECT")
    assert Case.objects.get(pk=second.pk).identity_gate == "OPEN"


def test_code_to_ones_own_contact_does_not_prove_the_one_that_is_claimed() -> None:
    own = {"member_id": "M-000099", "email": "impostor@mail.example"}
    with directory({}, own):
        case, check, user = checked_case(
            email="impostor@mail.example", claims={"registered_email": "hanako@mail.example"}
        )
        send_contact_code(case_id=case.pk, actor_user=user, now=NOW)
        code, to = mailed_code()
        assert to == ["impostor@mail.example"]
        change_method(case_id=case.pk, method=IdentityMethod.CONTACT_CODE)
        with pytest.raises(UnableToUseCode) as refused:
            confirm_contact_code(case_id=case.pk, typed=code, actor_user=user, now=NOW)
    check.refresh_from_db()
    assert (refused.value.code, check.status) == ("NONE", CheckStatus.OPEN)
    assert DataSubject.objects.get(pk=case.subject_id).member_id_index is None


@pytest.mark.parametrize("known", [True, False])
def test_code_asked_for_in_one_way_is_none_in_another_known_or_not(known: bool) -> None:
    with directory(*([{}] if known else [])):
        case, _check, user = checked_case(
            email="stranger@mail.example", claims={"registered_email": "hanako@mail.example"}
        )
        send_contact_code(case_id=case.pk, actor_user=user, now=NOW)
        change_method(case_id=case.pk, method=IdentityMethod.CONTACT_CODE)
        with pytest.raises(UnableToUseCode) as refused:
            confirm_contact_code(case_id=case.pk, typed="123456", actor_user=user, now=NOW)
    assert refused.value.code == "NONE"


def test_request_withdrawn_in_another_tab_takes_no_code() -> None:
    with directory({}):
        case, _check, user = checked_case()
        send_contact_code(case_id=case.pk, actor_user=user, now=NOW)
        code, _to = mailed_code()
        withdraw_case(case_id=case.pk, actor=requester_actor(user.pk), now=NOW)
        with pytest.raises(UnableToSendContactCode) as refused:
            confirm_contact_code(case_id=case.pk, typed=code, actor_user=user, now=NOW)
        with pytest.raises(UnableToSendContactCode):
            send_contact_code(case_id=case.pk, actor_user=user, now=NOW)
    assert refused.value.code == "DECIDED"
    with pytest.raises(UnableToChangeMethod):
        change_method(case_id=case.pk, method=IdentityMethod.DOCUMENT)
