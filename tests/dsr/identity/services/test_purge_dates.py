"""Pictures of documents have a last day a week after the end, whoever or whatever decided."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from accounts.domain.actor import requester_actor
from dsr.cases.enums import OutcomeCode
from dsr.cases.models import Case
from dsr.cases.services.endings import decline_case, withdraw_case
from dsr.identity.enums import IdentityMethod
from dsr.identity.models import IdentityDocument
from dsr.identity.services.contact_codes import confirm_contact_code, send_contact_code
from dsr.identity.services.methods import change_method
from dsr.identity.services.purge_dates import date_pictures_of_ended_cases
from policies.domain.calendar import jst_date
from tests.corrections import correct_in_vain
from tests.desk import NOW, set_up_desk, staff_actor
from tests.dsr.identity.people import checked_case, directory, mailed_code
from tests.dsr.identity.review import upload, waiting_case

IN_TEN_DAYS = NOW + timedelta(days=10)


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def last_days() -> list[int]:
    """Days from NOW until each picture must be gone."""
    dates = IdentityDocument.objects.values_list("file__purge_on", flat=True)
    return [(on - jst_date(NOW)).days for on in dates if on]


def withdrawn(case: Case) -> None:
    withdraw_case(case_id=case.pk, actor=requester_actor(case.requester_id), now=NOW)


def declined(case: Case) -> None:
    manager = staff_actor("manager")
    correct_in_vain(case_id=case.pk, code=OutcomeCode.F1, actor=manager, now=NOW)
    decline_case(
        case_id=case.pk, code=OutcomeCode.F1, reason="補正の期限が過ぎました。",
        actor=manager, now=NOW,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("end", [withdrawn, declined])
def test_pictures_of_a_request_that_ended_undecided_go_within_a_week_of_its_end(
    end: Callable[[Case], None],
) -> None:
    end(waiting_case())
    other = waiting_case(email="taro@mail.example")
    date_pictures_of_ended_cases(now=NOW + timedelta(days=1))
    date_pictures_of_ended_cases(now=IN_TEN_DAYS)
    assert sorted(last_days()) == [6, 60]
    assert other.is_open


@pytest.mark.django_db(transaction=True)
def test_pictures_go_within_a_week_also_when_a_code_decided() -> None:
    with directory({}):
        now = timezone.now()  # mail is delivered by the real clock
        case, _check, user = checked_case(IdentityMethod.DOCUMENT)
        upload(case, now=now)
        change_method(case_id=case.pk, method=IdentityMethod.MEMBER_MATCH)
        send_contact_code(case_id=case.pk, actor_user=user, now=now)
        code, _to = mailed_code()
        confirm_contact_code(case_id=case.pk, typed=code, actor_user=user, now=now)
    document = IdentityDocument.objects.select_related("file").get()
    assert document.file.purge_on == jst_date(now) + timedelta(days=6)


@pytest.mark.django_db
def test_job_is_periodic() -> None:
    names = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert "dsr_identity.date_pictures" in names
