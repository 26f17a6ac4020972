"""Services get keys, other keys, and lose them. The text of a key leaves here once."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts.domain.actor import Actor
from accounts.domain.api_key import new_key
from accounts.enums import AccessAction, ApiClientChangeKind, ApiScope
from accounts.models import ApiClient, ApiClientChange, ApiKey, ApiUsage
from accounts.services.access_records import record_access

MANAGE_CLIENTS = "accounts.manage_apiclients"
LONGEST_OVERLAP = 24 * 30  # hours
USAGE_KEPT = timedelta(days=7)


class UnableToManageClient(Exception):
    """Why a client stays as it is.

    `code`: NOT_PERMITTED, TAKEN (the name), SCOPE (none, or an unknown one), LIMIT, OVERLAP,
    REVOKED (it has no life left to change).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def create_client(
    *,
    name: str,
    scopes: Sequence[str],
    per_minute: int,
    reason: str,
    actor: Actor,
    now: datetime,
) -> tuple[ApiClient, str]:
    """Make a client with a first key; the key's text is returned here and never again.

    Arguments:
        scopes: codes of ApiScope, at least one.
        per_minute: how many requests it may make in a minute.

    Raises UnableToManageClient.
    """
    _permit(actor)
    _check(scopes, per_minute)
    if ApiClient.objects.filter(name=name).exists():
        raise UnableToManageClient("TAKEN")
    client = ApiClient.objects.create(
        name=name,
        scopes=sorted(scopes),
        per_minute=per_minute,
        created_at=now,
        created_by_id=actor.user_id,
    )
    text = _add_key(client, now)
    _record(client, ApiClientChangeKind.CREATED, reason, actor, now)
    return client, text


@transaction.atomic
def change_client(
    *,
    client_id: uuid.UUID,
    scopes: Sequence[str],
    per_minute: int,
    reason: str,
    actor: Actor,
    now: datetime,
) -> ApiClient:
    """Let a client do exactly this from its next request on. Raises UnableToManageClient."""
    client = _locked(client_id, actor)
    _check(scopes, per_minute)
    client.scopes, client.per_minute = sorted(scopes), per_minute
    client.save(update_fields=["scopes", "per_minute"])
    _record(client, ApiClientChangeKind.CHANGED, reason, actor, now)
    return client


@transaction.atomic
def rotate_key(
    *, client_id: uuid.UUID, overlap_hours: int, reason: str, actor: Actor, now: datetime
) -> str:
    """A new key, whose text is returned here and never again; earlier ones work a while longer.

    Arguments:
        overlap_hours: for how long earlier keys still work; 0 ends them at once.

    Raises UnableToManageClient.
    """
    client = _locked(client_id, actor)
    if not 0 <= overlap_hours <= LONGEST_OVERLAP:
        raise UnableToManageClient("OVERLAP")
    ends = now + timedelta(hours=overlap_hours)
    client.keys.filter(revoked_at__isnull=True).filter(
        Q(expires_at__isnull=True) | Q(expires_at__gt=ends)
    ).update(expires_at=ends)
    text = _add_key(client, now)
    _record(client, ApiClientChangeKind.KEY_ROTATED, reason, actor, now)
    return text


@transaction.atomic
def revoke_client(*, client_id: uuid.UUID, reason: str, actor: Actor, now: datetime) -> None:
    """End a client: its next request is refused, whatever key it shows.

    Raises UnableToManageClient.
    """
    client = _locked(client_id, actor)
    client.revoked_at = now
    client.save(update_fields=["revoked_at"])
    client.keys.filter(revoked_at__isnull=True).update(revoked_at=now)
    _record(client, ApiClientChangeKind.REVOKED, reason, actor, now)


def forget_usage(*, now: datetime) -> int:
    """Delete counts older than a week; how many rows went."""
    return ApiUsage.objects.filter(minute__lt=now - USAGE_KEPT).delete()[0]


def _add_key(client: ApiClient, now: datetime) -> str:
    key = new_key()
    ApiKey.objects.create(client=client, hint=key.hint, digest=key.digest, created_at=now)
    return key.text


def _locked(client_id: uuid.UUID, actor: Actor) -> ApiClient:
    _permit(actor)
    client = ApiClient.objects.select_for_update(of=("self",)).get(pk=client_id)
    if client.revoked_at is not None:
        raise UnableToManageClient("REVOKED")
    return client


def _permit(actor: Actor) -> None:
    if not actor.may(MANAGE_CLIENTS):
        raise UnableToManageClient("NOT_PERMITTED")


def _check(scopes: Sequence[str], per_minute: int) -> None:
    if not scopes or not set(scopes) <= set(ApiScope.values):
        raise UnableToManageClient("SCOPE")
    if per_minute < 1:
        raise UnableToManageClient("LIMIT")


def _record(
    client: ApiClient, kind: ApiClientChangeKind, reason: str, actor: Actor, now: datetime
) -> None:
    ApiClientChange.objects.create(
        client=client, kind=kind, reason=reason, actor_id=actor.user_id, at=now
    )
    record_access(
        subject_id=None,
        action=AccessAction.CHANGED,
        object_kind=f"api_client:{kind}",
        object_reference=f"api_client:{client.pk}",
        actor=actor,
        now=now,
    )
