"""補正 in the console: asked with a ground, shown with its day, declined from a filled-in page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from accounts.models import AccessRecord
from accounts.selectors.actors import actor_of
from dsr.cases.enums import Gate, OutcomeCode
from dsr.cases.models import Case, DefectRequest
from dsr.cases.services.defects import answer_defect, ask_for_correction
from dsr.cases.services.letters import write_letters
from dsr.console.selectors.queue import queue_counts
from policies.domain.calendar import jst_date
from tests.accounts.console import open_console
from tests.desk import file_disclosure, make_requester, set_up_desk, staff_actor

pytestmark = pytest.mark.django_db
QUEUE = "/console/dsr_cases/case/"
ASKED = "ご住所の確認できる書類をお送りください。"


@pytest.fixture
def case() -> Case:
    set_up_desk()
    return file_disclosure(make_requester(), now=days_ago(40), fee_gate=Gate.OPEN)


def days_ago(days: int) -> datetime:
    return datetime.now(tz=UTC) - timedelta(days=days)


def step(case: Case, slug: str) -> str:
    return f"{QUEUE}{case.reference}/step/{slug}/"


def test_page_asks_on_a_ground(client: Client, case: Case) -> None:
    open_console(client, "reviewer")
    answer = client.post(
        step(case, "ask-requester"),
        {"code": "F4", "reason": ASKED, "seen": case.events.count()},
    )
    assert answer.status_code == 302
    defect = DefectRequest.objects.get()
    assert (defect.code, defect.due_rule.code) == ("F4", "DEFECTS")
    shown = client.get(f"{QUEUE}{case.reference}/change/").content.decode()
    assert ASKED in shown
    assert defect.due_date.isoformat() in shown


def test_ground_that_does_not_fit_is_refused_in_words(client: Client, case: Case) -> None:
    open_console(client, "reviewer")
    answer = client.post(
        step(case, "ask-requester"),
        {"code": "F2", "reason": ASKED, "seen": case.events.count()},
        headers={"accept-language": "en"},
    )
    assert answer.status_code == 409
    assert "This is settled already, or not needed for this request." in answer.content.decode()


def test_nothing_is_declined_from_the_page_before_it_was_asked(client: Client, case: Case) -> None:
    open_console(client, "manager")
    answer = client.post(
        step(case, "decline-acceptance"),
        {"code": "F1", "reason": "確認できません", "seen": case.events.count()},
    )
    assert answer.status_code == 409
    assert "先に補正をお願いしてください" in answer.content.decode()
    case.refresh_from_db()
    assert case.status == "RECEIVED"


def test_time_that_is_over_is_a_task_with_a_filled_in_page(client: Client, case: Case) -> None:
    user = open_console(client, "manager")
    ask_for_correction(
        case_id=case.pk, code=OutcomeCode.F3, text=ASKED, actor=actor_of(user), now=days_ago(39)
    )
    today = jst_date(datetime.now(tz=UTC))
    assert queue_counts(user_id=user.pk, today=today)["correction"] == 1
    assert case.reference in client.get(f"{QUEUE}?tab=correction").content.decode()
    form = client.get(step(case, "decline-acceptance")).context["form"]
    defect = DefectRequest.objects.get()
    assert form.initial["code"] == "F3"
    assert form.initial["reason"].startswith(f"{jst_date(defect.asked_at).year}年")
    assert form.initial["reason"].endswith(f"確認できませんでした。\n{ASKED}")
    answer = client.post(step(case, "decline-acceptance"), {**form.initial})
    case.refresh_from_db()
    assert (answer.status_code, case.status, case.non_acceptance_code) == (
        302, "NOT_ACCEPTED", "F3",
    )  # fmt: skip
    assert queue_counts(user_id=user.pk, today=today)["correction"] == 0


def test_running_correction_is_no_task_yet(client: Client, case: Case) -> None:
    user = open_console(client, "manager")
    ask_for_correction(
        case_id=case.pk, code=OutcomeCode.F3, text=ASKED, actor=actor_of(user), now=days_ago(3)
    )
    today = jst_date(datetime.now(tz=UTC))
    assert queue_counts(user_id=user.pk, today=today)["correction"] == 0


def test_answered_correction_proposes_that_it_was_not_enough(client: Client, case: Case) -> None:
    user = open_console(client, "manager")
    ask_for_correction(
        case_id=case.pk, code=OutcomeCode.F3, text=ASKED, actor=actor_of(user), now=days_ago(3)
    )
    answer_defect(case_id=case.pk, code=OutcomeCode.F3, facts={}, now=days_ago(1))
    form = client.get(step(case, "decline-acceptance")).context["form"]
    assert "お送りいただいた内容では確認できませんでした" in form.initial["reason"]


def test_interim_notice_page_proposes_a_day_and_refuses_the_past(
    client: Client, case: Case
) -> None:
    open_console(client, "manager")
    url = step(case, "send-interim-notice")
    today = jst_date(datetime.now(tz=UTC))
    proposed = client.get(url).context["form"].initial["expected_on"]
    assert proposed == today + timedelta(days=14)
    facts = {"reason": "確認中です。", "seen": case.events.count()}
    late = client.post(url, {**facts, "expected_on": today.isoformat()})
    assert late.status_code == 409
    assert client.post(url, {**facts, "expected_on": proposed.isoformat()}).status_code == 302
    case.refresh_from_db()
    assert case.interim_notice_sent_at is not None


def test_letters_are_downloaded_by_staff_and_each_time_is_on_record(
    client: Client, case: Case
) -> None:
    write_letters(case_id=case.pk, now=days_ago(39))
    letter = case.letters.get()
    url = f"{QUEUE}{case.reference}/letter/{letter.pk}/"
    open_console(client, "reviewer")
    assert url in client.get(f"{QUEUE}{case.reference}/change/").content.decode()
    for language in ("ja", "en"):
        answer = client.get(f"{url}{language}/")
        assert b"".join(answer.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    assert client.get(f"{url}fr/").status_code == 404
    other = file_disclosure(make_requester("taro@mail.example"), now=days_ago(1))
    assert client.get(f"{QUEUE}{other.reference}/letter/{letter.pk}/ja/").status_code == 404
    records = AccessRecord.objects.filter(action="DOWNLOADED", object_kind="case_letter")
    assert [row.subject_id for row in records] == [case.subject_id] * 2


def test_queue_shows_interim_and_escalated_requests(case: Case) -> None:
    from dsr.fulfilment.services.chasing import chase_the_desk

    boss = staff_actor("manager", email="boss@milly.example")
    today = jst_date(datetime.now(tz=UTC))
    counts = queue_counts(user_id=boss.user_id or 0, today=today)
    assert (counts["interim"], counts["escalated"]) == (1, 0)
    chase_the_desk(now=datetime(2026, 12, 1, 0, tzinfo=UTC))  # a Tuesday in Tokyo
    assert queue_counts(user_id=boss.user_id or 0, today=today)["escalated"] == 1
