"""Requests that end otherwise: not accepted, withdrawn, three things at once, and a breach."""

import pytest

from config.demo.accounts import MANAGER, REVIEWER
from config.demo.milly_app.personas import HANAKO, MARIA
from dsr.breaches.models import Breach
from dsr.cases.models import Case
from dsr.fees.models import Fee
from tests.journeys import desk
from tests.journeys.conftest import Travel
from tests.journeys.members import held, put_back
from tests.journeys.person import (
    Filing,
    about,
    file_request,
    pay,
    pdf_text,
    prove,
    read_letter,
    send_message,
)
from tests.journeys.traveller import Traveller
from tests.journeys.worker import do_jobs

pytestmark = pytest.mark.django_db(transaction=True)
PURPOSES = ("PURPOSE_NOTICE",)
MEMBER = "M-000042"


def staff_of(travel: Travel, language: str) -> tuple[Traveller, Traveller]:
    """Reviewer and manager."""
    reviewer, manager = (travel(language, desk=True) for _one in range(2))
    desk.already_signed_in(reviewer, REVIEWER)
    desk.already_signed_in(manager, MANAGER)
    return reviewer, manager


def test_three_things_asked_at_once_cost_one_fee_and_get_one_letter(travel: Travel) -> None:
    with put_back(MEMBER):
        ask_for_three_things(travel)


def ask_for_three_things(travel: Travel) -> None:
    """Disclosure, correction and erasure."""
    requester = travel("ja")
    requester.chapter = "mixed"
    filing = Filing(
        kinds=("DISCLOSURE", "CORRECTION", "ERASURE"), typed=about(HANAKO),
        rows=({"field": "職業", "current": "会社員", "right": "会社役員"},),
        chosen={"erasure": ("LOCATION",), "erasure-why": ("NO_LONGER_NEEDED",)},
    )  # fmt: skip
    case = file_request(requester, HANAKO, filing)
    pay(requester, case)
    assert [(fee.amount, fee.status) for fee in Fee.objects.all()] == [(1000, "PAID")]
    requester.go(f"/requests/{case.reference}/")
    prove(requester, case)
    reviewer, manager = staff_of(travel, "en")
    reviewer.chapter = "mixed"
    desk.collect(reviewer, case, REVIEWER)
    desk.decide(
        reviewer, case,
        select={
            "answer_1": "FULL|", "answer_2": "DONE|", "answer_3": "DONE|",
            "measure_2_1_action": "CORRECT", "measure_2_1_category": "PROFILE",
            "measure_3_LOCATION_action": "ERASE",
        },
        fill={"findings_2": "社員証で確認した。", "findings_3": "使われていない。"},
    )  # fmt: skip
    assert len(held("locations", MEMBER)) > 0
    desk.act(manager, reviewer, case)
    assert held("locations", MEMBER) == []
    desk.release(manager, case)
    told = read_letter(requester, case)
    for words in ("開示", "会社役員", "消去"):
        assert words in told
    requester.go(f"/requests/{case.reference}/")
    assert {item.outcome for item in case.items.all()} == {"FULL", "DONE"}


def test_what_is_not_completed_ends_as_not_accepted_with_its_letter(travel: Travel) -> None:
    requester = travel("en")
    requester.chapter = "not accepted"
    case = file_request(requester, MARIA, Filing(kinds=PURPOSES, typed=about(MARIA)))
    reviewer, manager = staff_of(travel, "ja")
    desk.open_step(reviewer, case, "ask-requester")
    reviewer.select(code="F3")
    reviewer.fill(reason="ご住所の番地が読み取れません。番地までお知らせください。")
    desk.confirm(reviewer)
    requester.go("/requests/")
    requester.go(f"/requests/{case.reference}/")
    assert "番地までお知らせください。" in requester.text()
    send_message(requester, case, "M-005555?", **{"note.png": desk.picture("note")})
    assert desk.status_of(case) == "RECEIVED"
    desk.open_step(manager, case, "decline-acceptance")
    manager.select(code="F3")
    manager.fill(reason="番地が分からないため、受け付けることができません。")
    desk.confirm(manager)
    do_jobs()
    assert desk.status_of(case) == "NOT_ACCEPTED"
    requester.go(f"/requests/{case.reference}/")
    letter = pdf_text(requester.download("main a[href*='/letters/'] >> nth=-1"))
    assert "番地が分からないため、受け付けることができません。" in letter


def test_withdrawing_before_work_gives_the_whole_fee_back(travel: Travel) -> None:
    requester = travel("en")
    requester.chapter = "withdrawn"
    case = file_request(requester, MARIA, Filing(kinds=("DISCLOSURE",), typed=about(MARIA)))
    pay(requester, case)
    requester.go(f"/requests/{case.reference}/")
    requester.press(f"a[href='/requests/{case.reference}/withdraw/']")
    requester.press("main form button.button--danger")
    do_jobs()
    assert desk.status_of(case) == "WITHDRAWN"
    assert [(fee.amount, fee.status) for fee in Fee.objects.all()] == [(1000, "REFUNDED")]
    requester.go(f"/requests/{case.reference}/")
    requester.go(f"/requests/{case.reference}/fee/")
    requester.go("/requests/")


def test_wrong_recipient_opens_a_breach_record_the_person_does_not_see(travel: Travel) -> None:
    requester = travel("ja")
    requester.chapter = "breach"
    case = file_request(requester, HANAKO, Filing(kinds=PURPOSES, typed=about(HANAKO)))
    before = page_of(requester, case)
    _reviewer, manager = staff_of(travel, "ja")
    desk.take_step(
        manager, case, "report-wrong-recipient",
        description="受付のお知らせの封筒を、別の方にお送りしてしまいました。",
    )  # fmt: skip
    breach = Breach.objects.get()
    assert manager.page.url.endswith(f"/dsr_breaches/breach/{breach.reference}/change/")
    assert (breach.kind, breach.case_id) == ("WRONG_RECIPIENT", case.pk)
    manager.go(f"/console/dsr_cases/case/{case.reference}/change/")
    assert breach.reference in manager.text()
    assert page_of(requester, case) == before


def page_of(requester: Traveller, case: Case) -> str:
    """What the person reads of their request."""
    requester.go(f"/requests/{case.reference}/")
    return requester.text()
