"""The desk's pages in a real browser: axe and the content policy find nothing, nothing is cut."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from dsr.cases.enums import Gate
from dsr.cases.services.messages import send_message, write_note
from policies.models import DataCategory
from tests.accounts.admin.test_console import failed_mail
from tests.accounts.admin.test_console_browser import language, look, page
from tests.accounts.console import open_console
from tests.desk import NOW, file_disclosure, make_requester
from tests.dsr.console.queue_jobs import fail_job, make_worker
from tests.dsr.fulfilment.bench import Bench

__all__ = ["language", "page"]  # fixtures of the console's own browser tests
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUEUE = "/console/dsr_cases/case/"


@pytest.fixture
def bench() -> Bench:
    desk = Bench()
    desk.portal()
    DataCategory.objects.filter(code__in=["PROFILE", "USAGE"]).update(excluded_because_ja="なし")
    return desk


def enter(tab: Any, client: Client, live_server: Any, *roles: str) -> User:
    user = open_console(client, *roles, email=f"{roles[0]}2@milly.example")
    User.objects.filter(pk=user.pk).update(display_name="窓口 太郎")
    value = client.cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    return user


def test_desk_pages_are_clean(
    page: Any, client: Client, live_server: Any, language: str, bench: Bench
) -> None:
    released = bench.released()
    fresh = file_disclosure(make_requester("taro@mail.example"), fee_gate=Gate.OPEN)
    for number in range(3):
        file_disclosure(make_requester(f"r{number}@mail.example"))
    write_note(case_id=released.pk, text="電話で確認しました。", actor=bench.reviewer, now=NOW)
    send_message(
        case_id=released.pk, text="ご請求の対象は登録情報でよろしいでしょうか。",
        send_token=released.filing_token, actor=bench.reviewer, now=NOW,
    )  # fmt: skip
    failed_mail()
    job = fail_job(make_worker())
    enter(page, client, live_server, "manager", "administrator")
    for path in (
        "/console/",
        f"{QUEUE}?tab=open",
        f"{QUEUE}{released.reference}/change/",
        f"{QUEUE}{fresh.reference}/change/",
        f"{QUEUE}{fresh.reference}/step/ask-requester/",
        f"{QUEUE}{fresh.reference}/step/write-message/",
        "/console/dsr_console/job/",
        f"/console/dsr_console/job/{job}/change/",
        f"/console/dsr_console/job/{job}/step/retry/",
    ):
        look(page, path, language)


@pytest.mark.parametrize("role", ["finance", "auditor"])
def test_first_page_of_other_roles_is_clean(
    page: Any, client: Client, live_server: Any, language: str, bench: Bench, role: str
) -> None:
    file_disclosure(make_requester("taro@mail.example"))
    enter(page, client, live_server, role)
    look(page, "/console/", language)
