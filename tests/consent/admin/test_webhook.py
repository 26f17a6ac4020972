"""The list of webhooks: how much waits and was given up, counted without reading what was heard."""

from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory

from accounts.services.data_subjects import ensure_member
from consent.enums import WebhookStatus
from consent.models import WebhookDelivery, WebhookEndpoint
from consent.services.changes import publish_changes
from consent.services.consents import give_consent
from consent.services.webhooks import create_webhook, send_webhook
from tests.accounts.console import open_console
from tests.consent.api.service import ADMINISTRATOR
from tests.consent.people import NOW, make_item

pytestmark = pytest.mark.django_db
LIST = "/console/consent/webhookendpoint/"


@pytest.fixture(autouse=True)
def internal_host(settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]


def make_webhooks(*names: str) -> list[WebhookEndpoint]:
    return [
        create_webhook(name=name, url="http://127.0.0.1:9/", actor=ADMINISTRATOR, now=NOW)[0]
        for name in names
    ]


def told(*members: str) -> list[WebhookDelivery]:
    """One message to each webhook for each of these members."""
    for member in members:
        give_consent(
            subject_id=ensure_member(member_id=member, now=NOW), item_code="LOCATION",
            text_version="1", language="ja", source="TEST", now=NOW,
        )  # fmt: skip
    publish_changes(now=NOW)
    return list(WebhookDelivery.objects.order_by("change__position", "endpoint__name"))


def test_list_counts_what_waits_and_what_was_given_up_of_each_webhook() -> None:
    make_item()
    make_webhooks("app", "other")
    first, *_rest = told("M-1", "M-2")
    WebhookDelivery.objects.filter(pk=first.pk).update(status=WebhookStatus.FAILED)
    model_admin = admin.site._registry[WebhookEndpoint]
    rows = model_admin.get_queryset(RequestFactory().get(LIST)).order_by("name")
    assert [(row.name, row.waits, row.failed) for row in rows] == [("app", 1, 1), ("other", 2, 0)]
    with connection.cursor() as cursor:
        # Two rows could be found in any way: only one that reads no message that was heard is left.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL enable_seqscan = off")
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisunique"
            " AND indrelid = 'consent_webhookdelivery'::regclass"
        )
        others = {name for (name,) in cursor.fetchall()} - {"webhook_message_unheard"}
        cursor.execute(f"DROP INDEX {', '.join(sorted(others))}")
        cursor.execute(
            "ALTER TABLE consent_webhookdelivery DROP CONSTRAINT a_change_is_told_once_to_each"
        )
    assert rows.explain().count("webhook_message_unheard") == 2


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_number_of_queries_for_any_number_of_webhooks(
    client: Client, number: int, django_assert_num_queries: Any
) -> None:
    open_console(client, "administrator")
    make_webhooks(*(f"app {n}" for n in range(number)))
    with django_assert_num_queries(7):
        assert client.get(LIST, follow=True).status_code == 200


def test_message_that_waits_after_a_failed_try_is_sent_again_at_once(client: Client) -> None:
    open_console(client, "administrator")
    make_item()
    (endpoint,) = make_webhooks("app")
    (message,) = told("M-1")
    page = f"/console/consent/webhookdelivery/{message.pk}"
    again = f'href="{page}/step/send-again/"'
    assert again not in client.get(f"{page}/change/").content.decode()  # it is on its way
    assert send_webhook(delivery_id=message.pk, now=NOW) == WebhookStatus.QUEUED
    assert again in client.get(f"{page}/change/").content.decode()
    assert client.post(f"{page}/step/send-again/", {"seen": "1"}).status_code == 302
    message.refresh_from_db()
    assert (message.status, message.attempts) == (WebhookStatus.QUEUED, 0)
    shown = client.get(f"{LIST}{endpoint.pk}/change/").content.decode()
    messages = f"/console/consent/webhookdelivery/?endpoint__id__exact={endpoint.pk}"
    assert f'href="{messages}"' in shown
    assert str(message.pk) in client.get(messages).content.decode()
    assert 'href="http://127.0.0.1:9/"' not in shown
