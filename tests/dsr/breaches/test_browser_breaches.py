"""Breaches, register, figures and complaints in a real browser: axe and the policy find nothing."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from dsr.cases.enums import Outcome
from dsr.cases.services.filing import AskedItem
from dsr.cases.services.links import link_filed_case
from policies.enums import RequestKind
from tests.accounts.admin.test_console_browser import language, look, page
from tests.accounts.console import open_console
from tests.desk import NOW, file_disclosure, make_requester
from tests.dsr.breaches.breaches import Scene
from tests.dsr.console.answers import answered_case

__all__ = ["language", "page"]  # fixtures of the console's own browser tests
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "/console/dsr_breaches/breach/"
CASES = "/console/dsr_cases/case/"


def enter(tab: Any, client: Client, live_server: Any) -> None:
    user = open_console(client, "manager", email="manager2@milly.example")
    User.objects.filter(pk=user.pk).update(display_name="窓口 太郎")
    value = client.cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])


def test_breach_pages_are_clean(page: Any, client: Client, live_server: Any, language: str) -> None:
    scene = Scene()
    fresh = scene.opened(kind="SUSPECTED_IMPOSTOR")
    known = scene.reported(scene.assessed(scene.described(scene.opened(), people=1204)))
    scene.told(known)
    enter(page, client, live_server)
    for path in (
        "/console/",
        LIST,
        f"{LIST}open/",
        f"{LIST}{fresh.reference}/change/",
        f"{LIST}{known.reference}/change/",
        f"{LIST}{fresh.reference}/step/describe/",
        f"{LIST}{fresh.reference}/step/assess-reportable/",
        f"{LIST}{fresh.reference}/step/concern-person/",
        f"{LIST}{known.reference}/step/record-notice/",
        f"{LIST}{known.reference}/step/report-final/",
        f"{CASES}{scene.case.reference}/change/",
        f"{CASES}{scene.case.reference}/step/report-wrong-recipient/",
        f"{CASES}{scene.case.reference}/step/link-case/",
    ):
        look(page, path, language)


def test_register_pages_are_clean(
    page: Any, client: Client, live_server: Any, language: str
) -> None:
    scene = Scene()
    for number in range(14):
        outcome = Outcome.REFUSED if number < 2 else Outcome.FULL
        answered_case(f"r{number}@mail.example", outcome=outcome, code="D1" if number < 2 else "")
    for number in range(6):
        asked = [AskedItem(kind=RequestKind.ERASURE)]
        file_disclosure(make_requester(f"e{number}@mail.example"), items=asked)
    hanako = User.objects.get(email="hanako@mail.example")
    again = file_disclosure(hanako, now=NOW)
    detail = {"nature": "COMPLAINT", "about_reference": scene.case.reference, "text": "遅いです。"}
    complaint = file_disclosure(
        hanako, items=[AskedItem(kind=RequestKind.INQUIRY, detail=detail)], now=NOW
    )
    for case in (again, complaint):
        link_filed_case(case_id=case.pk, now=NOW)
    enter(page, client, live_server)
    for path in (
        f"{CASES}?tab=open",
        f"{CASES}{again.reference}/change/",
        f"{CASES}{again.reference}/step/unlink-case/",
        f"{CASES}register/",
        f"{CASES}register/?kind=ERASURE",
        f"{CASES}figures/?period=2026",
        f"{CASES}complaints/",
    ):
        look(page, path, language)
