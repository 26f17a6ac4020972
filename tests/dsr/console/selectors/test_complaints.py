"""The complaint log: what each is about, how it stands, when it was answered."""

from datetime import date, timedelta

import pytest

from accounts.models import User
from accounts.services.data_keys import destroy_data_key
from dsr.cases.enums import Outcome
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem
from dsr.cases.services.links import link_filed_case
from dsr.console.selectors.complaints import (
    Inquiry,
    complaint_items,
    inquiries,
    state_counts,
)
from policies.enums import RequestKind
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk
from tests.dsr.console.answers import answer_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanako() -> User:
    set_up_desk()
    return make_requester()


def complain(user: User, about: str = "", nature: str = "COMPLAINT") -> Case:
    detail = {"nature": nature, "about_reference": about, "text": "返事が遅いです。"}
    asked = AskedItem(kind=RequestKind.INQUIRY, detail=detail)
    case = file_disclosure(user, items=[asked], now=NOW + timedelta(days=1))
    link_filed_case(case_id=case.pk, now=NOW)
    return case


def log(nature: str = "COMPLAINT", year: int | None = None) -> list[Inquiry]:
    return inquiries(complaint_items(year=year, nature=nature))


def test_complaint_leads_to_the_request_it_is_about(hanako: User) -> None:
    about = file_disclosure(hanako)
    case = complain(hanako, about.reference)
    (line,) = log()
    assert (line.reference, line.about, line.named, line.state) == (
        case.reference, [about.reference], "", "OPEN",
    )  # fmt: skip


def test_reference_of_somebody_else_shows_as_written(hanako: User) -> None:
    other = file_disclosure(make_requester("taro@mail.example"))
    complain(hanako, other.reference)
    (line,) = log()
    assert (line.about, line.named) == ([], other.reference)


def test_answered_complaint_says_when(hanako: User) -> None:
    case = complain(hanako)
    answer_item(case, outcome=Outcome.ANSWERED, at=NOW + timedelta(days=4))
    complain(make_requester("taro@mail.example"))
    found = {line.reference: line for line in log()}
    line = found[case.reference]
    assert (line.state, line.answered_on, line.days) == ("ANSWERED", date(2026, 4, 5), 3)
    items = complaint_items(year=2026, nature="COMPLAINT")
    assert state_counts(items) == {"OPEN": 1, "ANSWERED": 1, "ENDED": 0}


def test_questions_are_no_complaints(hanako: User) -> None:
    complain(hanako, nature="QUESTION")
    assert (log(), len(log("QUESTION")), len(log(""))) == ([], 1, 1)


def test_year_is_that_of_arrival(hanako: User) -> None:
    complain(hanako)
    assert (len(log(year=2026)), log(year=2025)) == (1, [])


def test_shredded_complaint_is_said_to_be_unreadable(hanako: User) -> None:
    case = complain(hanako)
    destroy_data_key(data_key_id=case.data_key_id, now=NOW)
    assert log() == []
    (line,) = log("UNREADABLE")
    assert (line.reference, line.nature) == (case.reference, "UNREADABLE")
