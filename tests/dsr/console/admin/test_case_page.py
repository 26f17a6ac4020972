"""What the case page shows at each stage, where it leads, and how much it asks the database."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.domain.actor import requester_actor
from dsr.cases.models import Case
from dsr.cases.services.filing import AskedItem
from dsr.cases.services.messages import send_message, write_note
from policies.enums import RequestKind
from policies.models import DataCategory
from tests.accounts.console import open_console
from tests.desk import NOW, make_requester, staff_actor
from tests.dsr.fulfilment.bench import Bench

pytestmark = pytest.mark.django_db
QUEUE = "/console/dsr_cases/case/"
ENGLISH: dict[str, Any] = {"headers": {"accept-language": "en"}}


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    desk.portal()
    DataCategory.objects.filter(code__in=["PROFILE", "USAGE"]).update(excluded_because_ja="なし")
    return desk


def page_of(client: Client, case: Case) -> str:
    answer = client.get(f"{QUEUE}{case.reference}/change/", **ENGLISH)
    assert answer.status_code == 200
    return answer.content.decode()


def test_released_case_says_how_the_answer_was_handed_over(client: Client, bench: Bench) -> None:
    case = bench.released()
    open_console(client, "auditor", email="auditor@milly.example")
    page = page_of(client, case)
    for words in ("Handed over by", "Letter opened", "not yet", "Times downloaded", "0 of 3"):
        assert words in page
    assert "Awaiting approval → Released" in page
    assert "OPEN" not in page
    assert "EXPIRED" not in page


def test_codes_are_words(client: Client, bench: Bench) -> None:
    case = bench.accepted()
    open_console(client, "manager", email="m@milly.example")
    page = page_of(client, case)
    assert "Everything" in page
    assert ">ALL<" not in page
    assert "DOWNLOAD" not in page


def links(page: str, case: Case) -> dict[str, bool]:
    base = f"/console/dsr_fulfilment/collection/{case.reference}/"
    wanted = {
        "identity": f"/console/dsr_identity/identitycheck/{case.reference}/change/",
        "collection": f"{base}change/",
        "letter": f"{base}letter/ja/",
        "archive": f"{base}archive/",
    }
    return {name: f'href="{url}"' in page for name, url in wanted.items()}


def test_page_leads_where_the_person_may_go(client: Client, bench: Bench) -> None:
    case = bench.collected()
    bench.decide(case)
    open_console(client, "reviewer", email="r@milly.example")
    assert links(page_of(client, case), case) == {
        "identity": False, "collection": True, "letter": True, "archive": True,
    }  # fmt: skip
    open_console(client, "auditor", email="a@milly.example")
    assert links(page_of(client, case), case) == {
        "identity": False, "collection": True, "letter": False, "archive": True,
    }  # fmt: skip


def test_every_link_of_the_page_opens(client: Client, bench: Bench) -> None:
    case = bench.released()
    open_console(client, "manager", email="m@milly.example")
    page = page_of(client, case)
    addresses = {part.split('"')[0] for part in page.split('href="')[1:]}
    statuses = {
        address: client.get(address, follow=True).status_code
        for address in addresses
        if address.startswith(("/console/", "?"))
    }
    assert {address: status for address, status in statuses.items() if status != 200} == {}


def test_case_page_asks_as_much_for_a_long_story_as_for_a_short_one(
    client: Client, bench: Bench
) -> None:
    case = bench.released(items=[_asked(RequestKind.DISCLOSURE)])
    reviewer = staff_actor("reviewer", email="writer@milly.example")
    open_console(client, "manager", email="m@milly.example")
    counts = []
    for rows in (1, 2):
        for number in range(rows):
            text = f"{rows}{number}"
            write_note(case_id=case.pk, text=text, actor=reviewer, now=NOW)
            for actor in (reviewer, requester_actor(bench.requester.pk)):
                send_message(
                    case_id=case.pk, text=text, send_token=uuid.uuid4(), actor=actor, now=NOW
                )
        page_of(client, case)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, case)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 48, "\n".join(query["sql"][:160] for query in queries)


def test_case_page_asks_as_much_for_three_items_as_for_one(client: Client, bench: Bench) -> None:
    open_console(client, "manager", email="m@milly.example")
    counts = []
    for number, kinds in enumerate(
        (
            (RequestKind.DISCLOSURE,),
            (RequestKind.DISCLOSURE, RequestKind.PROVISION_RECORDS, RequestKind.PURPOSE_NOTICE),
        )
    ):
        bench.requester = make_requester(f"r{number}@mail.example")
        case = bench.collected(items=[_asked(kind) for kind in kinds], member_id="")
        page_of(client, case)
        with CaptureQueriesContext(connection) as queries:
            page_of(client, case)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def _asked(kind: RequestKind) -> AskedItem:
    return AskedItem(kind=kind)
