"""Webhooks: services are told of every change until they heard it; nobody else is."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.test import Client

from accounts.domain.actor import STAFF, Actor
from consent.enums import WebhookStatus
from consent.models import ConsentChange, WebhookDelivery, WebhookEndpoint
from consent.services.changes import PUBLISH_CHANGES, publish_changes
from consent.services.webhooks import (
    UnableToManageWebhook,
    create_webhook,
    replay_webhook,
    requeue_forgotten,
    rotate_secret,
    send_again,
    send_webhook,
    switch_off,
    switch_on,
)
from dsr.console.models import Job
from tests.accounts.console import open_console
from tests.consent.api.service import ADMINISTRATOR, MEMBER, Service, make_client, toggle
from tests.consent.people import NOW, make_item


class Receiver(ThreadingHTTPServer):
    """A service's side: what it received, and what it answers next."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.messages: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/hooks"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.messages.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _hook(receiver: Receiver) -> tuple[WebhookEndpoint, str]:
    return create_webhook(name="app", url=receiver.url, actor=ADMINISTRATOR, now=NOW)


def _verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    right = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    return f"v1,{right}" in headers["webhook-signature"].split()


@pytest.mark.django_db
def test_change_is_told_with_a_signature_both_secrets_verify(receiver: Receiver) -> None:
    make_item()
    endpoint, old = _hook(receiver)
    new = rotate_secret(endpoint_id=endpoint.pk, actor=ADMINISTRATOR, now=NOW)
    Service(make_client()[1]).give()
    assert Job.objects.filter(task_name=PUBLISH_CHANGES).count() == 1
    assert publish_changes(now=NOW) == 1
    delivery = WebhookDelivery.objects.get()
    assert send_webhook(delivery_id=delivery.pk, now=NOW) == WebhookStatus.DELIVERED
    assert send_webhook(delivery_id=delivery.pk, now=NOW) == WebhookStatus.DELIVERED
    ((headers, body),) = receiver.messages
    said = json.loads(body)
    assert (said["type"], said["data"]["member_id"]) == ("consent.given", MEMBER)
    assert (headers["webhook-id"], _verified(old, headers, body)) == (str(delivery.pk), True)
    assert (_verified(new, headers, body), _verified(new, headers, body + b" ")) == (True, False)


@pytest.mark.django_db
def test_service_that_does_not_hear_is_told_again_then_a_person_may_replay(
    receiver: Receiver,
) -> None:
    make_item()
    endpoint, _secret = _hook(receiver)
    toggle(MEMBER)
    publish_changes(now=NOW)
    delivery = WebhookDelivery.objects.get()
    receiver.status, at = 503, NOW
    waits = []
    while send_webhook(delivery_id=delivery.pk, now=at) == WebhookStatus.QUEUED:
        delivery.refresh_from_db()
        assert delivery.next_try_at is not None
        waits.append(int((delivery.next_try_at - at).total_seconds()))
        at = delivery.next_try_at
    assert waits == [5, 60, 300, 1800, 7200, 18000, 43200, 86400]
    delivery.refresh_from_db()
    assert (delivery.status, delivery.fault, delivery.attempts) == ("FAILED", "SERVER_ERROR", 9)
    receiver.status = 200
    facts: dict[str, Any] = {"endpoint_id": endpoint.pk, "actor": ADMINISTRATOR, "now": at}
    assert replay_webhook(after=1, **facts) == 1
    assert replay_webhook(after=0, **facts) == 2  # and the text from before the webhook was made
    assert requeue_forgotten(now=at + timedelta(minutes=3)) == 2
    assert send_webhook(delivery_id=delivery.pk, now=at) == WebhookStatus.DELIVERED
    ids = {headers["webhook-id"] for headers, _body in receiver.messages}
    assert ids == {str(delivery.pk)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "fault"), [(302, "REDIRECTED"), (404, "REJECTED"), (500, "SERVER_ERROR")]
)
def test_answer_that_is_no_success_is_none(receiver: Receiver, status: int, fault: str) -> None:
    make_item()
    _hook(receiver)
    toggle(MEMBER)
    publish_changes(now=NOW)
    receiver.status = status
    delivery = WebhookDelivery.objects.get()
    assert send_webhook(delivery_id=delivery.pk, now=NOW) == WebhookStatus.QUEUED
    delivery.refresh_from_db()
    assert (delivery.fault, delivery.delivered_at, len(receiver.messages)) == (fault, None, 1)


@pytest.mark.django_db
def test_endpoint_that_is_gone_and_one_switched_off_are_told_nothing_more(
    receiver: Receiver,
) -> None:
    make_item()
    endpoint, _secret = _hook(receiver)
    toggle(MEMBER)
    publish_changes(now=NOW)
    receiver.status = 410
    send_webhook(delivery_id=WebhookDelivery.objects.get().pk, now=NOW)
    endpoint.refresh_from_db()
    assert not endpoint.active
    toggle(MEMBER, round_=1)
    assert publish_changes(now=NOW) == 1
    assert WebhookDelivery.objects.get().fault == "GONE"
    switch_off(endpoint_id=endpoint.pk, actor=ADMINISTRATOR, now=NOW)
    assert len(receiver.messages) == 1


@pytest.mark.django_db
def test_message_queued_while_its_webhook_was_switched_off_is_not_sent(receiver: Receiver) -> None:
    make_item()
    endpoint, _secret = _hook(receiver)
    toggle(MEMBER)
    publish_changes(now=NOW)
    switch_off(endpoint_id=endpoint.pk, actor=ADMINISTRATOR, now=NOW)
    replay_webhook(endpoint_id=endpoint.pk, after=0, actor=ADMINISTRATOR, now=NOW)  # page was open
    for delivery in WebhookDelivery.objects.all():
        assert send_webhook(delivery_id=delivery.pk, now=NOW) == WebhookStatus.FAILED
    told = WebhookDelivery.objects.values_list("status", "fault", "next_try_at")
    assert (set(told), receiver.messages) == ({("FAILED", "SWITCHED_OFF", None)}, [])


@pytest.mark.django_db
def test_webhook_switched_on_again_is_told_from_then_on(receiver: Receiver) -> None:
    make_item()
    endpoint, _secret = _hook(receiver)
    facts: dict[str, Any] = {"endpoint_id": endpoint.pk, "actor": ADMINISTRATOR, "now": NOW}
    switch_off(**facts)
    toggle(MEMBER)
    switch_on(**facts)
    toggle(MEMBER, round_=1)
    publish_changes(now=NOW)
    told = WebhookDelivery.objects.values_list("change__event__action", flat=True)
    assert list(told) == ["WITHDRAWN"]


@pytest.mark.django_db
def test_nobody_manages_webhooks_without_the_permission(receiver: Receiver) -> None:
    make_item()
    endpoint, _secret = _hook(receiver)
    toggle(MEMBER)
    publish_changes(now=NOW)
    delivery = WebhookDelivery.objects.get()
    nobody: dict[str, Any] = {"actor": Actor(kind=STAFF), "now": NOW}
    one = {"endpoint_id": endpoint.pk, **nobody}
    for refused in (
        lambda: create_webhook(name="second", url=receiver.url, **nobody),
        lambda: rotate_secret(**one),
        lambda: switch_off(**one),
        lambda: switch_on(**one),
        lambda: replay_webhook(after=0, **one),
        lambda: send_again(delivery_id=delivery.pk, **nobody),
    ):
        with pytest.raises(UnableToManageWebhook) as error:
            refused()
        assert error.value.code == "NOT_PERMITTED"
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.changes, WebhookEndpoint.objects.count()) == (True, 0, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://127.0.0.1/x", "ADDRESS_REFUSED"),
        ("https://169.254.169.254/latest", "ADDRESS_REFUSED"),
        ("https://[::ffff:10.0.0.1]/x", "ADDRESS_REFUSED"),
        ("http://203.0.113.5/x", "ADDRESS_INVALID"),
        ("ftp://203.0.113.5/x", "ADDRESS_INVALID"),
    ],
)
def test_webhook_into_our_own_network_is_refused(url: str, code: str) -> None:
    with pytest.raises(UnableToManageWebhook) as refused:
        create_webhook(name="app", url=url, actor=ADMINISTRATOR, now=NOW)
    assert refused.value.code == code
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.django_db
def test_console_makes_keys_and_webhooks_and_shows_each_secret_once(
    client: Client, receiver: Receiver
) -> None:
    open_console(client, "administrator")
    url = "/console/accounts/apiclient/add-client/"
    form = {"name": "app", "scopes": ["consents:check"], "per_minute": "10", "reason": "launch",
            "seen": "0"}  # fmt: skip
    answer = client.post(url, form)
    key = answer.context["secret"]
    assert (key[:4], "no-store" in answer["Cache-Control"]) == ("mdg_", True)
    assert Service(key).check()[1]["verdict"] == "UNKNOWN_ITEM"
    make_item()
    shown = client.get("/console/accounts/apiclient/", follow=True).content.decode()
    assert ("app" in shown, key in shown) == (True, False)
    hook = client.post(
        "/console/consent/webhookendpoint/add-webhook/",
        {"name": "app", "url": receiver.url, "seen": "0"},
    )
    assert hook.context["secret"].startswith("whsec_")
    for number in range(3):
        toggle(f"M-{number}")
    publish_changes(now=NOW)
    delivery = WebhookDelivery.objects.order_by("change__position").first()
    assert delivery is not None
    receiver.status = 400
    for _ in range(9):
        send_webhook(delivery_id=delivery.pk, now=NOW)
    page = f"/console/consent/webhookdelivery/{delivery.pk}/"
    assert client.get("/console/consent/webhookdelivery/").status_code == 200
    assert "受け付けられませんでした" in client.get(f"{page}change/").content.decode()
    again = client.post(f"{page}step/send-again/", {"seen": "9"})
    assert again.status_code == 302
    delivery.refresh_from_db()
    assert (delivery.status, ConsentChange.objects.count()) == ("QUEUED", 4)
