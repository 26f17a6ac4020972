"""Work queue and case page: what staff see, and what nobody can do from there."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import AccessRecord
from dsr.cases.domain.workflow import TABLE
from dsr.cases.models import Case
from dsr.console.admin.case_steps import PAGES
from tests.accounts.console import open_console
from tests.desk import file_disclosure, make_requester, set_up_desk

pytestmark = pytest.mark.django_db
QUEUE = "/console/dsr_cases/case/"


@pytest.fixture
def case() -> Case:
    set_up_desk()
    return file_disclosure(make_requester())


def page_of(case: Case) -> str:
    return f"{QUEUE}{case.reference}/change/"


@pytest.mark.parametrize("count", [1, 3])
def test_queue_asks_the_same_number_of_questions_for_any_number_of_cases(
    client: Client, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    set_up_desk()
    for number in range(count):
        file_disclosure(make_requester(f"r{number}@mail.example"))
    open_console(client, "manager")
    with django_assert_max_num_queries(10):
        answer = client.get(QUEUE, {"tab": "unassigned"})
    assert answer.status_code == 200
    assert answer.content.decode().count("DSR-2026-") >= count


def test_queue_shows_no_name_or_address(client: Client, case: Case) -> None:
    open_console(client, "manager")
    text = client.get(QUEUE, {"tab": "open"}).content.decode()
    assert case.reference in text
    assert "花子" not in text
    assert "hanako@mail.example" not in text


def test_queue_tabs_hold_their_cases(client: Client, case: Case) -> None:
    open_console(client, "manager")
    shown = {
        tab: case.reference in client.get(QUEUE, {"tab": tab}).content.decode()
        for tab in ("mine", "unassigned", "overdue", "approval", "open", "all")
    }
    assert shown == {
        "mine": False, "unassigned": True, "overdue": True, "approval": False, "open": True,
        "all": True,
    }  # fmt: skip


@pytest.mark.parametrize("term", ["DSR-2026-000001", "dsr-2026-000001", "hanako@mail.example"])
def test_search_finds_by_reference_and_whole_address(client: Client, case: Case, term: str) -> None:
    open_console(client, "manager")
    assert case.reference in client.get(QUEUE, {"q": term}).content.decode()


def test_search_for_a_person_is_on_record(client: Client, case: Case) -> None:
    user = open_console(client, "manager")
    client.get(QUEUE, {"q": "hanako@mail.example"})
    record = AccessRecord.objects.get(action="SEARCHED")
    assert (record.actor_id, record.object_kind) == (user.pk, "case")
    assert "hanako" not in record.object_reference


def test_case_page_shows_claims_and_writes_an_access_record(client: Client, case: Case) -> None:
    user = open_console(client, "manager")
    text = client.get(page_of(case)).content.decode()
    assert "花子" in text
    record = AccessRecord.objects.get(action="VIEWED")
    assert (record.actor_id, record.subject_id) == (user.pk, case.subject_id)
    assert record.object_reference == case.reference


@pytest.mark.parametrize("role", ["finance", "administrator"])
def test_case_page_is_closed_to_those_who_do_not_work_cases(
    client: Client, case: Case, role: str
) -> None:
    open_console(client, role)
    assert client.get(page_of(case)).status_code == 403
    assert client.get(QUEUE).status_code == 403


def test_auditor_reads_and_has_no_button(client: Client, case: Case) -> None:
    open_console(client, "auditor")
    text = client.get(page_of(case)).content.decode()
    assert "花子" in text
    assert "/step/" not in text


def test_every_button_of_the_table_has_a_page() -> None:
    assert {page.value for page in PAGES} == {row.step for row in TABLE if row.button}


def test_step_page_says_what_will_happen_and_post_does_it(client: Client, case: Case) -> None:
    user = open_console(client, "manager")
    url = f"{QUEUE}{case.reference}/step/assign/"
    assert client.get(url).status_code == 200
    answer = client.post(url, {"owner": user.pk, "seen": case.events.count()})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.owner_id == user.pk


def test_stale_step_is_refused_and_keeps_what_was_typed(client: Client, case: Case) -> None:
    open_console(client, "manager")
    url = f"{QUEUE}{case.reference}/step/ask-requester/"
    answer = client.post(url, {"code": "F3", "reason": "生年月日を確認させてください", "seen": 0})
    assert answer.status_code == 409
    assert "生年月日を確認させてください" in answer.content.decode()
    case.refresh_from_db()
    assert case.status == "RECEIVED"


@pytest.mark.parametrize("slug", [page.value.lower().replace("_", "-") for page in PAGES])
def test_auditor_cannot_take_a_step(client: Client, case: Case, slug: str) -> None:
    open_console(client, "auditor")
    url = f"{QUEUE}{case.reference}/step/{slug}/"
    assert client.post(url, {"reason": "x", "seen": 1}).status_code == 403


def test_nothing_else_changes_a_case(client: Client, case: Case) -> None:
    open_console(client, "manager")
    for url in (page_of(case), QUEUE, f"{QUEUE}add/", f"{QUEUE}{case.reference}/delete/"):
        client.post(
            url,
            {
                "status": "CLOSED",
                "identity_gate": "PASSED",
                "_save": "1",
                "action": "delete_selected",
            },
        )
    before = (case.status, case.identity_gate, case.events.count())
    case.refresh_from_db()
    assert (case.status, case.identity_gate, case.events.count()) == before


def test_closed_step_says_what_is_missing(client: Client, case: Case) -> None:
    open_console(client, "manager")
    text = client.get(page_of(case), headers={"accept-language": "en"}).content.decode()
    assert "Identity is not verified yet." in text
