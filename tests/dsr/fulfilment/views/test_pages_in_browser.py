"""Pages of fulfilment in a browser: nothing axe or the content policy objects to."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from dsr.cases.models import Case
from dsr.fulfilment.models import CollectedCategory, Delivery
from policies.models import DataCategory
from tests.config.axe import violations
from tests.dsr.fulfilment.admin.test_collection import client_of
from tests.dsr.fulfilment.bench import Bench
from tests.dsr.fulfilment.views.test_answer import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def walk(browser: Any, server: Any, client: Client, pages: dict[str, str], **view: Any) -> None:
    """Open each page with the client's session and hold it against axe and the policy."""
    context = browser.new_context(**view)
    context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": client.cookies[
                settings.SESSION_COOKIE_NAME].value, "url": server.url},
            {"name": "django_language", "value": view["locale"], "url": server.url},
        ]
    )  # fmt: skip
    page = context.new_page()
    objections: list[str] = []
    page.on("console", lambda line: objections.append(line.text) if line.type == "error" else None)
    for name, path in pages.items():
        page.goto(f"{server.url}{path}")
        assert violations(page) == [], name
    assert objections == []
    context.close()


@pytest.mark.parametrize(("language", "width"), [("ja", 375), ("en", 1280)])
def test_pages_are_accessible_and_within_the_content_policy(
    browser: Any, live_server: Any, language: str, width: int
) -> None:
    bench = Bench()
    bench.portal()
    DataCategory.objects.filter(code__in=["PROFILE", "USAGE"]).update(excluded_because_ja="なし")
    case = Case.objects.get(pk=bench.released().pk)
    now = timezone.now()
    case_delivery = Delivery.objects.get()
    case_delivery.expires_at = now + timedelta(days=3)
    case_delivery.save(update_fields=["expires_at"])
    view = {"locale": language, "viewport": {"width": width, "height": 800}}
    base = f"/requests/{case.reference}/answer/"
    pages = {"answer": base, "code": f"{base}code/"}
    walk(browser, live_server, signed_in(case.requester), pages, **view)
    part = CollectedCategory.objects.get(outcome="EXPORTED")
    console = f"/console/dsr_fulfilment/collection/{case.reference}/"
    staff = client_of(User.objects.get(pk=bench.manager.user_id or 0))
    walk(
        browser, live_server, staff,
        {
            "collection": f"{console}change/",
            "records": f"{console}records/{part.pk}/",
            "sources": "/console/dsr_fulfilment/datasource/",
            "source": "/console/dsr_fulfilment/datasource/PORTAL/change/",
            "extend": f"{console}step/extend-download/",
        },
        **view,
    )  # fmt: skip
