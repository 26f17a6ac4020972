"""Webhooks: services are told of every change, again and again until they heard it."""

import base64
import secrets
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.types import JSONDict

from accounts.domain.actor import Actor
from accounts.enums import AccessAction
from accounts.gateways.sealing import seal_json, unseal_json
from accounts.services.access_records import record_access
from accounts.services.data_keys import create_data_key
from consent.domain.webhook_retries import next_wait
from consent.enums import WebhookFault, WebhookStatus
from consent.gateways.webhook_call import Message, ServiceUnavailable, look_up, send
from consent.models import ConsentChange, WebhookDelivery, WebhookEndpoint
from consent.selectors.changes import change_of
from consent.services.changes import MANY, SEND_WEBHOOK, publish_changes

MANAGE_WEBHOOKS = "consent.manage_webhooks"
KEPT_SECRETS = 2  # the newest and the one before: both sign while a service changes over
FORGOTTEN_AFTER = timedelta(minutes=2)
MOST_REPLAYED = 10_000
_SWITCHED_OFF = ServiceUnavailable(WebhookFault.SWITCHED_OFF, passing=False)


class UnableToManageWebhook(Exception):
    """Why a webhook stays as it is.

    `code`: NOT_PERMITTED, TAKEN (the name), or a WebhookFault about the address.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def create_webhook(
    *, name: str, url: str, actor: Actor, now: datetime
) -> tuple[WebhookEndpoint, str]:
    """Tell a service of changes from now on; its secret is returned here and never again.

    Raises UnableToManageWebhook, for an address in our own network that is not listed too.
    """
    _permit(actor)
    try:
        look_up(url)
    except ServiceUnavailable as error:
        raise UnableToManageWebhook(error.fault) from error
    publish_changes(now=now)  # what happened before is not told
    with transaction.atomic():
        if WebhookEndpoint.objects.filter(name=name).exists():
            raise UnableToManageWebhook("TAKEN")
        key, secret, endpoint_id = create_data_key(now=now), _new_secret(), uuid.uuid4()
        endpoint = WebhookEndpoint.objects.create(
            id=endpoint_id,
            name=name,
            url=url,
            data_key=key,
            secrets_sealed=seal_json(key, [secret], context=_context(endpoint_id)),
            created_at=now,
            created_by_id=actor.user_id,
        )
        _record(endpoint, "created", actor, now)
    return endpoint, secret


@transaction.atomic
def rotate_secret(*, endpoint_id: uuid.UUID, actor: Actor, now: datetime) -> str:
    """A new secret, returned here and never again. Messages carry the old one's signature too.

    Until the next rotation, so rotate again to end it. Raises UnableToManageWebhook.
    """
    endpoint = _locked(endpoint_id, actor)
    secret = _new_secret()
    kept = [secret, *_secrets(endpoint)][:KEPT_SECRETS]
    endpoint.secrets_sealed = seal_json(endpoint.data_key, kept, context=_context(endpoint.pk))
    _change(endpoint, "rotated", actor, now)
    return secret


@transaction.atomic
def switch_off(*, endpoint_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Tell the service nothing more; what waits is given up. Raises UnableToManageWebhook."""
    endpoint = _locked(endpoint_id, actor)
    _switch_off(endpoint)
    _change(endpoint, "switched_off", actor, now)


@transaction.atomic
def switch_on(*, endpoint_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Tell the service of changes again, from now on; what it missed is replayed by replay_webhook.

    Raises UnableToManageWebhook.
    """
    _permit(actor)
    publish_changes(now=now)  # what happened before is not told; and its lock first, as there
    endpoint = _locked(endpoint_id, actor)
    endpoint.active = True
    _change(endpoint, "switched_on", actor, now)


@transaction.atomic
def replay_webhook(*, endpoint_id: uuid.UUID, after: int, actor: Actor, now: datetime) -> int:
    """Send everything behind a position once more, with what was never sent; how many messages.

    At most MOST_REPLAYED, the earliest ones: what is older belongs to the feed. Each message keeps
    its id, so the service sees which it knows. Raises UnableToManageWebhook.
    """
    endpoint = _locked(endpoint_id, actor)
    changes = list(
        ConsentChange.objects.filter(position__gt=after)
        .order_by("position")
        .values_list("pk", flat=True)[:MOST_REPLAYED]
    )
    WebhookDelivery.objects.bulk_create(
        [WebhookDelivery(endpoint=endpoint, change_id=pk, created_at=now) for pk in changes],
        ignore_conflicts=True,
    )
    deliveries = WebhookDelivery.objects.filter(endpoint=endpoint, change__in=changes)
    ids = list(deliveries.order_by("change__position").values_list("pk", flat=True))
    _queue(ids, now)
    _change(endpoint, "replayed", actor, now)
    return len(ids)


@transaction.atomic
def send_again(*, delivery_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Send one message once more, under the same id. Raises UnableToManageWebhook."""
    _permit(actor)
    delivery = WebhookDelivery.objects.select_related("endpoint").get(pk=delivery_id)
    _queue([delivery.pk], now)
    _record(delivery.endpoint, "sent_again", actor, now)


def send_webhook(*, delivery_id: uuid.UUID, now: datetime) -> WebhookStatus:
    """Send one message; harmless when run again: the service knows the id.

    A passing failure queues itself again until the waits are used up.
    """
    delivery = WebhookDelivery.objects.select_related("endpoint__data_key").get(pk=delivery_id)
    if delivery.status != WebhookStatus.QUEUED:
        return WebhookStatus(delivery.status)
    endpoint, change = delivery.endpoint, change_of(delivery.change_id)
    if not endpoint.active:  # queued in the very moment it was switched off
        return _settle_failure(delivery_id, _SWITCHED_OFF, now)
    message = Message(
        id=str(delivery.pk), kind=change.kind, at=change.at, url=endpoint.url,
        secrets=tuple(_secrets(endpoint)), data=change.data(),
    )  # fmt: skip
    try:
        send(message, now=now)
    except ServiceUnavailable as error:
        return _settle_failure(delivery_id, error, now)
    WebhookDelivery.objects.filter(pk=delivery_id, status=WebhookStatus.QUEUED).update(
        status=WebhookStatus.DELIVERED, delivered_at=now, next_try_at=None, fault="",
        attempts=delivery.attempts + 1,
    )  # fmt: skip
    return WebhookStatus.DELIVERED


def requeue_forgotten(*, now: datetime) -> int:
    """Queue again what should have been sent a while ago and was not; how many.

    None while many wait for their turn, as after an import: what is late is not forgotten then.
    """
    waiting = ProcrastinateJob.objects.filter(
        task_name=SEND_WEBHOOK, status="todo", scheduled_at=None
    )
    if waiting.order_by()[MANY : MANY + 1].exists():
        return 0
    late = WebhookDelivery.objects.filter(
        status=WebhookStatus.QUEUED, next_try_at__lt=now - FORGOTTEN_AFTER
    )
    ids = list(late.order_by("next_try_at", "pk").values_list("pk", flat=True)[:1000])
    with transaction.atomic():
        _queue(ids, now)
    return len(ids)


@transaction.atomic
def _settle_failure(
    delivery_id: uuid.UUID, error: ServiceUnavailable, now: datetime
) -> WebhookStatus:
    delivery = WebhookDelivery.objects.select_for_update(of=("self",)).get(pk=delivery_id)
    if delivery.status != WebhookStatus.QUEUED:
        return WebhookStatus(delivery.status)
    delivery.attempts += 1
    delivery.fault = error.fault
    wait = next_wait(delivery.attempts) if error.passing else None
    if wait is None:
        delivery.status, delivery.next_try_at = WebhookStatus.FAILED, None
    else:
        delivery.next_try_at = now + timedelta(seconds=wait)
        later = jobs.configure_task(
            SEND_WEBHOOK, allow_unknown=True, schedule_at=delivery.next_try_at
        )
        later.defer(delivery_id=str(delivery.pk))
    delivery.save(update_fields=["attempts", "fault", "status", "next_try_at"])
    if error.fault == WebhookFault.GONE:
        _switch_off(WebhookEndpoint.objects.get(pk=delivery.endpoint_id))
    return WebhookStatus(delivery.status)


def _switch_off(endpoint: WebhookEndpoint) -> None:
    endpoint.active = False
    endpoint.save(update_fields=["active"])
    endpoint.deliveries.filter(status=WebhookStatus.QUEUED).update(
        status=WebhookStatus.FAILED, fault=WebhookFault.SWITCHED_OFF, next_try_at=None
    )


def _queue(ids: list[uuid.UUID], now: datetime) -> None:
    if not ids:
        return
    WebhookDelivery.objects.filter(pk__in=ids).update(
        status=WebhookStatus.QUEUED, next_try_at=now, delivered_at=None, attempts=0, fault=""
    )
    messages: list[JSONDict] = [{"delivery_id": str(pk)} for pk in ids]
    jobs.configure_task(SEND_WEBHOOK, allow_unknown=True).batch_defer(*messages)


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _secrets(endpoint: WebhookEndpoint) -> list[str]:
    found: list[str] = unseal_json(
        endpoint.data_key, endpoint.secrets_sealed, context=_context(endpoint.pk)
    )
    return found


def _context(endpoint_id: uuid.UUID) -> str:
    return f"consent.webhookendpoint.secrets:{endpoint_id}"


def _locked(endpoint_id: uuid.UUID, actor: Actor) -> WebhookEndpoint:
    _permit(actor)
    locked = WebhookEndpoint.objects.select_for_update(of=("self",))
    return locked.select_related("data_key").get(pk=endpoint_id)


def _permit(actor: Actor) -> None:
    if not actor.may(MANAGE_WEBHOOKS):
        raise UnableToManageWebhook("NOT_PERMITTED")


def _change(endpoint: WebhookEndpoint, what: str, actor: Actor, now: datetime) -> None:
    endpoint.changes += 1
    endpoint.save(update_fields=["active", "secrets_sealed", "changes"])
    _record(endpoint, what, actor, now)


def _record(endpoint: WebhookEndpoint, what: str, actor: Actor, now: datetime) -> None:
    record_access(
        subject_id=None,
        action=AccessAction.CHANGED,
        object_kind=f"webhook:{what}",
        object_reference=f"webhook:{endpoint.pk}",
        actor=actor,
        now=now,
    )
