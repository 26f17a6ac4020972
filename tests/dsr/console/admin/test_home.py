"""The console's first page: for each role what it works with, and few questions asked for it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dsr.cases.models import Case
from tests.accounts.admin.test_console import failed_mail
from tests.accounts.console import open_console
from tests.desk import file_disclosure, make_requester, set_up_desk
from tests.dsr.console.queue_jobs import fail_job, make_worker

pytestmark = pytest.mark.django_db
HOME = "/console/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def case() -> Case:
    set_up_desk()
    return file_disclosure(make_requester())


def home(client: Client) -> str:
    answer = client.get(HOME, headers=ENGLISH)
    assert answer.status_code == 200
    return answer.content.decode()


SEES = {
    # role: (cases, mail that failed, jobs that failed)
    "manager": (True, True, True),
    "reviewer": (True, False, False),
    "finance": (False, False, False),
    "auditor": (True, True, True),
    "administrator": (False, True, True),
}


@pytest.mark.parametrize("role", sorted(SEES))
def test_each_role_is_told_what_it_looks_after(client: Client, case: Case, role: str) -> None:
    failed_mail()
    fail_job(make_worker())
    open_console(client, role)
    page = home(client)
    assert (
        case.reference in page,
        "Mail that could not be sent" in page,
        "Background jobs that failed" in page,
    ) == SEES[role]
    assert "花子" not in page
    assert "hanako@mail.example" not in page


def test_counts_lead_to_their_tabs(client: Client, case: Case) -> None:
    open_console(client, "manager")
    answer = client.get(HOME, headers=ENGLISH)
    counts = {tab.slug: tab.count for tab in answer.context["home"].counts}
    assert counts == {
        "mine": 0, "unassigned": 1, "waiting": 0, "soon": 0, "overdue": 1, "correction": 0,
        "interim": 1, "escalated": 0, "approval": 0,
    }  # fmt: skip
    page = answer.content.decode()
    assert [slug for slug in counts if f"/console/dsr_cases/case/?tab={slug}" not in page] == []


def test_auditor_owns_no_cases(client: Client, case: Case) -> None:
    open_console(client, "auditor")
    slugs = [tab.slug for tab in client.get(HOME).context["home"].counts]
    assert slugs == [
        "unassigned", "waiting", "soon", "overdue", "correction", "interim", "escalated",
        "approval",
    ]  # fmt: skip


def test_chart_counts_every_open_case_once(client: Client) -> None:
    set_up_desk()
    for number in range(3):
        file_disclosure(make_requester(f"r{number}@mail.example"))
    open_console(client, "reviewer")
    (bar,) = client.get(HOME).context["home"].bars
    assert (bar.status, bar.total) == ("RECEIVED", 3)
    assert [segment.count for segment in bar.segments] == [0, 0, 0, 3]
    assert bar.segments[-1].width == 100


def test_administrator_reads_which_facts_of_the_company_are_missing(client: Client) -> None:
    set_up_desk()
    open_console(client, "administrator")
    page = home(client)
    assert "representative (Japanese)" in page
    assert "security measures (Japanese)" in page


@pytest.mark.parametrize("role", sorted(SEES))
def test_first_page_asks_the_same_few_questions_of_any_number_of_cases(
    client: Client, role: str
) -> None:
    set_up_desk()
    open_console(client, role)
    counts = []
    for batch in ("a", "bc"):
        for name in batch:
            file_disclosure(make_requester(f"{name}@mail.example"))
            fail_job(make_worker())
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    most = 30 if role == "finance" else 10  # its first page is finance's home
    assert counts[0] <= most, [query["sql"][:120] for query in queries]
