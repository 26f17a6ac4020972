"""The feed: one order for everybody, no gaps; webhooks: told of every change until heard."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.services.data_subjects import ensure_member
from consent.enums import WebhookStatus
from consent.models import ConsentChange, WebhookDelivery, WebhookEndpoint
from consent.selectors.changes import changes_after, last_position
from consent.services.changes import PUBLISH_CHANGES, publish_changes
from consent.services.consents import give_consent, withdraw_consent
from consent.services.webhooks import (
    UnableToManageWebhook,
    create_webhook,
    replay_webhook,
    requeue_forgotten,
    rotate_secret,
    send_webhook,
    switch_off,
)
from dsr.console.models import Job
from policies.models import PolicyVersion
from tests.accounts.console import open_console
from tests.consent.api.service import ADMINISTRATOR, MEMBER, Service, make_client
from tests.consent.people import NOW, make_item, publish_words


@pytest.mark.django_db
def test_feed_tells_every_kind_of_change_once_and_in_order() -> None:
    make_item()
    service = Service(make_client()[1])
    service.give()
    service.withdraw()
    publish_words("LOCATION", "2", now=timezone.now(), asks_again=True)
    status, first = service.get("/changes?limit=2")
    assert (status, [line["type"] for line in first["changes"]], first["more"]) == (
        200, ["text.published", "consent.given"], True,
    )  # fmt: skip
    rest = service.get(f"/changes?after={first['next']}")[1]
    told = [(line["type"], line["data"]["position"]) for line in rest["changes"]]
    assert told == [("consent.withdrawn", 3), ("text.published", 4)]
    assert rest["changes"][0]["data"] == {
        "position": 3, "member_id": MEMBER, "item": "LOCATION", "text_version": "1", "sequence": 2,
    }  # fmt: skip
    assert rest["changes"][1]["data"]["asks_again"] is True
    assert service.get("/changes?after=4")[1] == {"changes": [], "next": 4, "more": False}


@pytest.mark.django_db
@pytest.mark.parametrize("requires_consent", [True, False])
def test_new_policy_is_told_with_what_waits_for_its_acceptance(requires_consent: bool) -> None:
    service, now = Service(make_client()[1]), timezone.now()
    PolicyVersion.objects.create(
        number="2", text_ja="第1条", text_en="Article 1", requires_consent=requires_consent,
        introduces=["ITEM:LOCATION"], announced_at=now, effective_from=date(2030, 1, 1),
        published_at=now, sha256="a" * 64,
    )  # fmt: skip
    (line,) = service.get("/changes")[1]["changes"]
    assert (line["type"], line["data"]) == (
        "policy.published",
        {
            "position": 1, "member_id": None, "document": "PRIVACY_POLICY", "version": "2",
            "effective_from": "2030-01-01", "blocks": ["ITEM:LOCATION"] * requires_consent,
        },
    )  # fmt: skip


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_change_that_commits_late_is_not_passed_over() -> None:
    make_item()
    wrote, read = threading.Event(), threading.Event()

    def slow_writer() -> None:
        try:
            with transaction.atomic():
                _toggle("M-slow")
                wrote.set()
                read.wait(10)
        finally:
            connection.close()

    thread = threading.Thread(target=slow_writer)
    thread.start()
    wrote.wait(10)
    _toggle("M-fast")  # begun later, committed earlier
    publish_changes(now=NOW)
    seen = last_position()
    read.set()
    thread.join()
    publish_changes(now=NOW)
    later = changes_after(seen, limit=10)
    assert [change.member_id for change in later] == ["M-slow"]
    assert [c.position for c in changes_after(0, limit=10)] == [1, 2, 3]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_readers_among_writers_see_everything_once_in_order() -> None:
    make_item()
    stop, seen, failures = threading.Event(), [list[int](), list[int]()], list[Exception]()

    def write(number: int) -> None:
        _run(failures, lambda: _toggle_often(f"M-{number}"))

    def read(into: list[int]) -> None:
        def follow() -> None:
            while True:
                over = stop.is_set()
                publish_changes(now=NOW)
                into.extend(c.position for c in changes_after(into[-1] if into else 0, limit=7))
                if over and into and into[-1] == last_position():
                    return

        _run(failures, follow)

    writers = [threading.Thread(target=write, args=[number]) for number in range(3)]
    readers = [threading.Thread(target=read, args=[into]) for into in seen]
    _start([*writers, *readers])
    _join(writers)
    stop.set()
    _join(readers)
    assert failures == []
    assert seen[0] == seen[1] == list(range(1, 3 * 12 + 2))
    lines = [c for c in changes_after(0, limit=100) if c.sequence is not None]
    for number in range(3):  # each person's own order is kept
        own = [c.sequence for c in lines if c.member_id == f"M-{number}"]
        assert own == list(range(1, 13))


def _start(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()


def _join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join()


def _run(failures: list[Exception], work: Any) -> None:
    try:
        work()
    except Exception as error:
        failures.append(error)
    finally:
        connection.close()


def _toggle_often(member: str) -> None:
    for number in range(12):
        _toggle(member, round_=number)


def _toggle(member: str, round_: int = 0) -> None:
    subject = ensure_member(member_id=member, now=NOW)
    facts: dict[str, Any] = {
        "subject_id": subject,
        "item_code": "LOCATION",
        "language": "ja",
        "source": "TEST",
    }
    at = NOW + timedelta(seconds=round_)
    if round_ % 2:
        withdraw_consent(**facts, now=at)
    else:
        give_consent(**facts, text_version="1", now=at)


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
    _toggle(MEMBER)
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
    _toggle(MEMBER)
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
    _toggle(MEMBER)
    publish_changes(now=NOW)
    receiver.status = 410
    send_webhook(delivery_id=WebhookDelivery.objects.get().pk, now=NOW)
    endpoint.refresh_from_db()
    assert not endpoint.active
    _toggle(MEMBER, round_=1)
    assert publish_changes(now=NOW) == 1
    assert WebhookDelivery.objects.get().fault == "GONE"
    switch_off(endpoint_id=endpoint.pk, actor=ADMINISTRATOR, now=NOW)
    assert len(receiver.messages) == 1


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
        _toggle(f"M-{number}")
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
