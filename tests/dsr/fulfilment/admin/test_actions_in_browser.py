"""The desk's pages for acting, in a real browser: axe and the content policy find nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from dsr.fulfilment.models import ActionTask
from tests.accounts.admin.test_console_browser import SIZES, look
from tests.dsr.fulfilment.acting import CORRECT_NAME, CORRECTION, ActingBench
from tests.dsr.fulfilment.admin.test_collection import client_of
from tests.dsr.fulfilment.gateways.company import Company

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=["ja", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Any, live_server: Any, language: str) -> Iterator[Any]:
    width, height = SIZES[language]
    context = browser.new_context(
        viewport={"width": width, "height": height}, base_url=live_server.url
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    tab = context.new_page()
    tab.complaints = []
    tab.on("console", lambda said: tab.complaints.append(said.text))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    yield tab
    context.close()


def test_pages_of_acting_are_clean(
    page: Any, live_server: Any, language: str, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = ActingBench(company, monkeypatch)
    bench.by_interface()
    bench.archive()
    bench.processor("PROFILE", instructions_ja="管理画面で会員IDを探してください。")
    case = bench.approved_to_be(CORRECT_NAME, asked=CORRECTION)
    client: Client = client_of(User.objects.get(pk=bench.manager.user_id or 0))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    step = reverse("admin:dsr_cases_case_step", args=[case.reference, "begin-actions"])
    look(page, step, language)
    page.get_by_role("button", name=("承認" if language == "ja" else "Approve")).click()
    page.wait_for_url("**/change/")
    bench.run(now=timezone.now())  # the interface is nowhere: it fails
    look(page, reverse("admin:dsr_cases_case_change", args=[case.reference]), language)
    look(page, reverse("admin:dsr_fulfilment_actiontask_changelist"), language)
    failed = ActionTask.objects.get(status="FAILED")
    by_hand = ActionTask.objects.filter(route="MANUAL").order_by("holder_kind")[0]
    for task in (failed, by_hand):
        look(page, reverse("admin:dsr_fulfilment_actiontask_change", args=[task.pk]), language)
    for slug in ("confirm", "nothing-held", "assign", "call-off"):
        address = reverse("admin:dsr_fulfilment_actiontask_step", args=[by_hand.pk, slug])
        look(page, address, language)
    look(page, reverse("admin:dsr_fulfilment_datasource_change", args=["APP"]), language)
    look(page, reverse("admin:policies_processor_changelist"), language)
