"""Console pages of services and of ledgers, Japanese phone and English desk: axe finds nothing."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consent.models import ConsentEvent
from consent.services.webhooks import send_webhook
from tests.accounts.admin.test_console_browser import language, look, page
from tests.accounts.console import open_console
from tests.config.axe import violations
from tests.consent.admin.test_webhook import make_webhooks, told
from tests.consent.api.service import make_client
from tests.consent.jobs.test_web_choices import OLD, choose
from tests.consent.people import make_item
from tests.consent.views.test_snippet import make_transmission
from tests.desk import set_up_desk

__all__ = ["language", "page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CLIENTS, HOOKS = "/console/accounts/apiclient/", "/console/consent/webhookendpoint/"
SENT, CHOICES = "/console/consent/webhookdelivery/", "/console/consent/webchoice/"
SHOWN_WHOLE = "b => b.scrollHeight <= b.clientHeight && b.scrollWidth <= b.clientWidth"
LONG = "とても長い名前のサービス（見本ミリー・アプリケーション・プラットフォーム）"


def must_be_clean(page: Any) -> None:
    """The page as it stands, which was not asked for by its address."""
    assert violations(page) == []
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pages_of_services_are_clean(
    page: Any, client: Client, live_server: Any, language: str, settings: Any
) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    set_up_desk()
    make_item()
    make_transmission("analytics-sample", "ANALYTICS")
    choice = choose(OLD, 1, "ANALYTICS")
    (hook,) = make_webhooks(LONG)
    (message,) = told("M-1")
    send_webhook(delivery_id=message.pk, now=timezone.now())  # nobody listens there
    service, _key = make_client(name=LONG)
    event = ConsentEvent.objects.get()
    open_console(client, "administrator", "auditor")
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    lists = (CLIENTS, HOOKS, SENT, CHOICES, "/console/consent/consentevent/")
    pages = (
        f"{CLIENTS}{service.pk}/change/", f"{HOOKS}{hook.pk}/change/",
        f"{SENT}{message.pk}/change/",
        f"{CHOICES}{choice.pk}/change/", f"/console/consent/consentevent/{event.pk}/change/",
        f"{CLIENTS}add-client/", f"{CLIENTS}{service.pk}/step/change/",
        f"{HOOKS}add-webhook/", f"{HOOKS}{hook.pk}/step/replay/",
    )  # fmt: skip
    for path in (*lists, *(pages if language == "ja" else pages[:1])):  # one build, two languages
        look(page, path, language)
    rotations = (f"{CLIENTS}{service.pk}/step/rotate/", f"{HOOKS}{hook.pk}/step/rotate/")
    for rotate in rotations if language == "ja" else ():  # on the phone, where it would not fit
        look(page, rotate, language)
        for reason in page.locator("[name=reason]").all():
            reason.fill("test")
        page.locator(".step-page button[type=submit]").click()
        secret = page.locator("#secret")
        secret.wait_for()
        assert secret.evaluate(SHOWN_WHOLE), "a part of the secret is hidden"
        must_be_clean(page)
