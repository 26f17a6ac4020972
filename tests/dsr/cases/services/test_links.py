"""Requests that belong together are linked and shown; nothing is refused or delayed for it."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from dsr.cases.enums import InquiryNature, LinkKind
from dsr.cases.models import Case, CaseEvent, CaseLink
from dsr.cases.selectors.links import links_of, marked_duplicates, requests_lately
from dsr.cases.services.filing import AskedItem
from dsr.cases.services.links import UnableToLinkCase, link_case, link_filed_case, unlink_case
from dsr.cases.services.workflow import UnableToTakeStep
from policies.enums import RequestKind
from policies.models import DeadlineRule
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk, staff_actor

DAY = timedelta(days=1)


@pytest.fixture
def hanako(db: None) -> User:
    set_up_desk()
    return make_requester()


def file(requester: User, *items: AskedItem, at: datetime = NOW, **facts: Any) -> Case:
    """A filed request, linked as its job does."""
    asked = list(items) or [AskedItem(kind=RequestKind.DISCLOSURE)]
    case = file_disclosure(requester, items=asked, now=at, **facts)
    link_filed_case(case_id=case.pk, now=at)
    return case


def disclosure(*scope: str, first: date | None = None, last: date | None = None) -> AskedItem:
    return AskedItem(
        kind=RequestKind.DISCLOSURE, scope=scope or ("ALL",), period_from=first, period_to=last
    )


def inquiry(nature: str, about: str) -> AskedItem:
    return AskedItem(
        kind=RequestKind.INQUIRY,
        detail={"nature": nature, "about_reference": about, "text": "返事が遅いと思います。"},
    )


def linked(case: Case) -> list[tuple[str, int]]:
    return [(row.link.kind, row.other.pk) for row in links_of(case)]


def test_filing_promises_the_linking(hanako: User) -> None:
    case = file_disclosure(hanako)
    jobs = ProcrastinateJob.objects.filter(task_name="dsr_cases.link_case")
    assert [job.args for job in jobs] == [{"case_id": case.pk}]


def test_same_again_is_linked_and_shown_on_both(hanako: User) -> None:
    first = file(hanako)
    second = file(hanako, at=NOW + 3 * DAY)
    assert (linked(first), linked(second)) == (
        [("DUPLICATE", second.pk)], [("DUPLICATE", first.pk)],
    )  # fmt: skip
    link = CaseLink.objects.get()
    assert (link.case_id, link.other_id, link.made_by_id) == (second.pk, first.pk, None)
    steps = CaseEvent.objects.filter(step="LINK_CASE").order_by("pk")
    assert [(e.case_id, e.actor_name, e.facts["other"]) for e in steps] == [
        (second.pk, "cases.link_case", first.reference),
        (first.pk, "cases.link_case", second.reference),
    ]


def test_linked_request_keeps_its_status_and_its_dates(hanako: User) -> None:
    file(hanako)
    alone = file(make_requester("taro@mail.example"), at=NOW + DAY)
    again = file(hanako, at=NOW + DAY)
    for case in (alone, again):
        case.refresh_from_db()
    same = ("status", "target_date", "art_39_date", "identity_gate", "fee_gate", "resume_status")
    assert [getattr(alone, name) for name in same] == [getattr(again, name) for name in same]


def test_twenty_requests_of_one_person_are_all_received(hanako: User) -> None:
    cases = [file(hanako, at=NOW + timedelta(hours=n)) for n in range(22)]
    assert {case.status for case in Case.objects.all()} == {"RECEIVED"}
    assert requests_lately(cases[-1]) == 22
    assert len(linked(cases[-1])) == 20  # the newest twenty earlier ones; filing stays quick


NOT_THE_SAME = {
    "another kind": [AskedItem(kind=RequestKind.CORRECTION)],
    "another scope": [disclosure("LOCATION")],
    "another period": [disclosure("PROFILE", last=date(2024, 12, 31))],
}


@pytest.mark.parametrize("what", sorted(NOT_THE_SAME))
def test_something_else_is_not_the_same(hanako: User, what: str) -> None:
    file(hanako, disclosure("PROFILE", "USAGE", first=date(2025, 1, 1)))
    assert linked(file(hanako, *NOT_THE_SAME[what], at=NOW + DAY)) == []


THE_SAME = {
    "everything": [disclosure()],
    "one scope in common": [disclosure("USAGE", "LOCATION")],
    "a day in common": [disclosure("PROFILE", last=date(2025, 1, 1))],
    "among other things": [AskedItem(kind=RequestKind.ERASURE), disclosure("PROFILE")],
}


@pytest.mark.parametrize("what", sorted(THE_SAME))
def test_overlap_is_the_same(hanako: User, what: str) -> None:
    first = file(hanako, disclosure("PROFILE", "USAGE", first=date(2025, 1, 1)))
    assert linked(file(hanako, *THE_SAME[what], at=NOW + DAY)) == [("DUPLICATE", first.pk)]


@pytest.mark.parametrize(("days", "found"), [(30, True), (31, False)])
def test_window_is_the_rule_of_the_day(hanako: User, days: int, found: bool) -> None:
    file(hanako)
    assert bool(linked(file(hanako, at=NOW + days * DAY))) is found


def test_window_follows_a_later_rule(hanako: User) -> None:
    DeadlineRule.objects.create(
        code="DUPLICATE_WINDOW", days=90, day_kind="CALENDAR", effective_from="2026-05-01",
        source="test",
    )  # fmt: skip
    file(hanako)
    assert linked(file(hanako, at=NOW + 60 * DAY)) != []


def test_other_peoples_requests_are_never_linked(hanako: User) -> None:
    file(hanako)
    assert linked(file(make_requester("taro@mail.example"), at=NOW + DAY)) == []


@pytest.mark.parametrize(
    ("nature", "kind"),
    [
        (InquiryNature.COMPLAINT, LinkKind.COMPLAINT_ABOUT),
        (InquiryNature.QUESTION, LinkKind.FOLLOW_UP),
    ],
)
def test_inquiry_is_linked_with_the_request_it_names(hanako: User, nature: str, kind: str) -> None:
    case = file(hanako)
    asked = file(hanako, inquiry(nature, case.reference.lower()), at=NOW + DAY)
    assert linked(asked) == [(kind, case.pk)]


def test_inquiry_that_names_somebody_elses_request_is_left_to_staff(hanako: User) -> None:
    other = file(make_requester("taro@mail.example"))
    asked = file(hanako, inquiry("COMPLAINT", other.reference), at=NOW + DAY)
    assert (linked(asked), linked(other)) == ([], [])


def test_two_inquiries_are_two(hanako: User) -> None:
    file(hanako, inquiry("QUESTION", ""))
    assert linked(file(hanako, inquiry("QUESTION", ""), at=NOW + DAY)) == []


def test_second_run_of_the_job_adds_nothing(hanako: User) -> None:
    file(hanako)
    second = file(hanako, at=NOW + DAY)
    assert link_filed_case(case_id=second.pk, now=NOW + DAY) == []
    assert CaseLink.objects.count() == 1


def test_staff_take_a_link_back_and_the_job_does_not_bring_it_back(hanako: User) -> None:
    first, reviewer = file(hanako), staff_actor("reviewer")
    second = file(hanako, at=NOW + DAY)
    link = unlink_case(
        case_id=first.pk, link_id=CaseLink.objects.get().pk, reason="対象が違うため",
        actor=reviewer, now=NOW + DAY,
    )  # fmt: skip
    assert (link.undone_at, link.undone_by_id) == (NOW + DAY, reviewer.user_id)
    assert link_filed_case(case_id=second.pk, now=NOW + DAY) == []
    assert linked(second) == []
    undone = CaseEvent.objects.filter(facts__undone=True).order_by("pk")
    assert sorted(event.case_id for event in undone) == sorted([first.pk, second.pk])
    assert all(event.reason is not None for event in undone)
    with pytest.raises(UnableToLinkCase) as refused:
        unlink_case(case_id=first.pk, link_id=link.pk, reason="x", actor=reviewer, now=NOW)
    assert refused.value.code == "NOT_LINKED"


def test_staff_link_by_hand_the_later_belongs_to_the_earlier(hanako: User) -> None:
    first, reviewer = file(hanako), staff_actor("reviewer")
    second = file(make_requester("agent@mail.example"), at=NOW + DAY)
    link = link_case(
        case_id=first.pk, other_id=second.pk, kind="DUPLICATE", reason="代理人からの同じ請求",
        actor=reviewer, now=NOW + DAY,
    )  # fmt: skip
    assert (link.case_id, link.other_id, link.made_by_id) == (
        second.pk, first.pk, reviewer.user_id,
    )  # fmt: skip
    codes = []
    for other in (first.pk, second.pk):
        with pytest.raises(UnableToLinkCase) as refused:
            link_case(
                case_id=first.pk, other_id=other, kind="DUPLICATE", reason="", actor=reviewer,
                now=NOW + DAY,
            )  # fmt: skip
        codes.append(refused.value.code)
    assert codes == ["SAME_CASE", "ALREADY"]


@pytest.mark.parametrize("role", ["finance", "auditor", "administrator"])
def test_who_does_not_work_cases_links_none(hanako: User, role: str) -> None:
    first, second = file(hanako), file(make_requester("taro@mail.example"))
    with pytest.raises(UnableToTakeStep) as refused:
        link_case(
            case_id=second.pk, other_id=first.pk, kind="FOLLOW_UP", reason="",
            actor=staff_actor(role), now=NOW,
        )  # fmt: skip
    assert refused.value.code == "NOT_PERMITTED"
    assert CaseLink.objects.count() == 0


def test_queue_knows_which_are_asked_more_than_once(hanako: User) -> None:
    first, second = file(hanako), file(hanako, at=NOW + DAY)
    third = file(make_requester("taro@mail.example"))
    marked = {case.pk: case.has_duplicate for case in marked_duplicates(Case.objects.all())}
    assert marked == {first.pk: True, second.pk: True, third.pk: False}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_runs_of_the_job_at_once_make_one_link() -> None:
    set_up_desk()
    hanako = make_requester()
    file_disclosure(hanako)
    second = file_disclosure(hanako, now=NOW + DAY, filing_token=uuid.uuid4())

    def run(_: int) -> int:
        try:
            return len(link_filed_case(case_id=second.pk, now=NOW + DAY))
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        made = sorted(pool.map(run, range(2)))
    assert made == [0, 1]
    assert CaseLink.objects.count() == 1
