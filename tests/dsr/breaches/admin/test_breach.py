"""Breaches in the console: opened from a case or by hand, handled step by step, printed."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessRecord
from dsr.breaches.admin.handling_steps import STEPS
from dsr.breaches.domain.handling import BY_STEP
from dsr.breaches.models import Breach, ConcernedPerson
from dsr.breaches.selectors.breaches import facts_of
from tests.accounts.console import open_console
from tests.desk import file_disclosure, make_requester
from tests.dsr.breaches.breaches import FACTS, Scene

ENGLISH = {"accept-language": "en"}
LIST = "/console/dsr_breaches/breach/"
CASES = "/console/dsr_cases/case/"


def opening(**facts: Any) -> dict[str, Any]:
    return {
        "seen": 0, "opening_token": str(uuid.uuid4()), "knowledge_on": "2026-04-01",
        "description": FACTS["summary"], "member_id": "", **facts,
    }  # fmt: skip


def enter(client: Client, role: str) -> Any:
    return open_console(client, role, email=f"{role}@desk.example")


def page_of(client: Client, breach: Breach) -> str:
    return client.get(f"{LIST}{breach.reference}/change/", headers=ENGLISH).content.decode()


@pytest.mark.parametrize(
    ("slug", "kind", "people"),
    [
        ("report-wrong-recipient", "WRONG_RECIPIENT", 1),
        ("suspect-impostor", "SUSPECTED_IMPOSTOR", 0),
    ],
)
def test_case_page_opens_a_breach(
    client: Client, scene: Scene, slug: str, kind: str, people: int
) -> None:
    user = enter(client, "reviewer")
    page = client.get(f"{CASES}{scene.case.reference}/change/").content.decode()
    url = f"{CASES}{scene.case.reference}/step/{slug}/"
    assert url in page
    answer = client.post(url, opening())
    breach = Breach.objects.get()
    assert answer["Location"] == f"{LIST}{breach.reference}/change/"
    assert (breach.kind, breach.case_id, breach.opened_by_id) == (kind, scene.case.pk, user.pk)
    # The account behind a suspected impostor's request is not the person's whose data it is.
    assert ConcernedPerson.objects.filter(subject=scene.case.subject).count() == people
    assert breach.reference in client.get(f"{CASES}{scene.case.reference}/change/").content.decode()


def test_double_click_opens_one(client: Client, scene: Scene) -> None:
    enter(client, "reviewer")
    posted = opening(kind="OTHER", case_reference="")
    for _ in range(2):
        assert client.post(f"{LIST}open/", posted).status_code == 302
    assert Breach.objects.count() == 1


def test_by_hand_names_a_case_or_none(client: Client, scene: Scene) -> None:
    enter(client, "manager")
    wrong = client.post(f"{LIST}open/", opening(kind="OTHER", case_reference="DSR-2026-999999"))
    assert wrong.status_code == 409
    reference = scene.case.reference.lower()
    client.post(f"{LIST}open/", opening(kind="WRONG_RECIPIENT", case_reference=reference))
    assert Breach.objects.get().case_id == scene.case.pk


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("knowledge_on", "2126-01-01", 409), ("description", "", 422),
     ("description", "123456789018", 422), ("opening_token", "x", 422)],
)  # fmt: skip
def test_nonsense_is_refused_and_opens_nothing(
    client: Client, scene: Scene, field: str, value: str, status: int
) -> None:
    enter(client, "reviewer")
    url = f"{CASES}{scene.case.reference}/step/suspect-impostor/"
    assert client.post(url, opening(**{field: value})).status_code == status
    assert Breach.objects.count() == 0


def test_manager_walks_the_whole_way_on_pages(client: Client, scene: Scene) -> None:
    enter(client, "manager")
    breach = scene.opened()

    def step(slug: str, **typed: Any) -> int:
        typed["seen"] = breach.events.count()
        return client.post(f"{LIST}{breach.reference}/step/{slug}/", typed).status_code

    assert step("describe", people_count=1, **FACTS) == 302
    assert step("assess-reportable", grounds=["SPECIAL_CARE"], reason="病歴を含む") == 302
    assert step("report-preliminary", reported_on="2026-04-03", receipt_number="R-1") == 302
    assert step("record-notice", audience="PERSON", way="PHONE", told_on="2026-04-03", people=1,
                text="説明した") == 302  # fmt: skip
    assert step("report-final", reported_on="2026-04-20", receipt_number="R-2") == 302
    assert step("close", reason="完了") == 302
    breach.refresh_from_db()
    assert (breach.status, breach.final_reported_on) == ("CLOSED", date(2026, 4, 20))
    assert facts_of(breach)["cause"] == FACTS["cause"]
    page = page_of(client, breach)
    assert "病歴を含む" in page
    assert "/step/" not in page  # nothing is left to do


def test_page_shows_clocks_and_what_is_missing(client: Client, scene: Scene) -> None:
    enter(client, "manager")
    page = page_of(client, scene.opened())
    for words in (
        "2026-04-06", "2026-04-30", "day 1", "day 6", "day 30", "Not assessed yet",
        "Still missing for the final report:", FACTS["summary"],
    ):  # fmt: skip
        assert words in page


@pytest.mark.parametrize("page", STEPS, ids=lambda page: page.slug)
def test_each_step_offers_itself_only_where_the_table_says(
    client: Client, scene: Scene, page: Any
) -> None:
    enter(client, "manager")
    breach = scene.opened()
    offered = f"/step/{page.slug}/" in page_of(client, breach)
    assert offered is ("OPEN" in BY_STEP[page.step].moves)


def test_auditor_reads_and_changes_nothing(client: Client, scene: Scene) -> None:
    breach = scene.opened()
    enter(client, "auditor")
    assert "/step/" not in page_of(client, breach)
    url = f"{LIST}{breach.reference}/step/close/"
    assert client.post(url, {"reason": "x", "seen": 1}).status_code == 403


def test_looks_are_on_record_but_in_no_persons_chain(client: Client, scene: Scene) -> None:
    breach = scene.opened()
    user = enter(client, "manager")
    page_of(client, breach)
    client.get(f"{LIST}{breach.reference}/report-preliminary.pdf")
    rows = AccessRecord.objects.filter(object_kind="breach").order_by("pk")
    assert [(row.action, row.actor_id, row.subject_id) for row in rows] == [
        ("VIEWED", user.pk, None), ("DOWNLOADED", user.pk, None),
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "status"), [("preliminary", 200), ("final", 200), ("x", 404)])
def test_report_is_a_pdf(client: Client, scene: Scene, kind: str, status: int) -> None:
    breach = scene.opened()
    enter(client, "auditor")
    answer = client.get(f"{LIST}{breach.reference}/report-{kind}.pdf")
    assert answer.status_code == status
    if status == 200:
        assert answer.content.startswith(b"%PDF-")
        assert "no-store" in answer["Cache-Control"]


def test_list_asks_the_same_for_any_number_and_shows_no_text(client: Client, scene: Scene) -> None:
    enter(client, "manager")
    counts = []
    for batch in ("a", "bc"):
        for name in batch:
            case = file_disclosure(make_requester(f"{name}@mail.example"))
            scene.opened(case=case, concerned_subject_ids=[case.subject_id])
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(LIST, headers=ENGLISH).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert page.count("BR-2026-") >= 3
    assert FACTS["summary"] not in page


@pytest.mark.parametrize("role", ["manager", "auditor", "finance", "administrator"])
def test_first_page_names_breaches_that_are_due_to_those_who_see_them(
    client: Client, scene: Scene, role: str
) -> None:
    breach = scene.opened()  # long overdue by the clock of the test's machine
    enter(client, role)
    page = client.get("/console/", headers=ENGLISH).content.decode()
    sees = role in ("manager", "auditor")
    assert ("Breaches with a report due or late" in page) is sees
    assert (breach.reference in page) is sees
