"""Keys of services: made by those who may, kept as a digest, and dead with their client."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.domain.actor import STAFF, Actor
from accounts.enums import ApiScope
from accounts.models import ApiClient, ApiKey, ApiUsage
from accounts.services.api_clients import (
    MANAGE_CLIENTS,
    UnableToManageClient,
    change_client,
    create_client,
    forget_usage,
    revoke_client,
    rotate_key,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
ADMINISTRATOR = Actor(kind=STAFF, permissions=frozenset({MANAGE_CLIENTS}))
FACTS: dict[str, Any] = {"scopes": [ApiScope.CHECK], "per_minute": 60, "reason": "app", "now": NOW}


@pytest.fixture
def client() -> tuple[ApiClient, str]:
    return create_client(name="app", actor=ADMINISTRATOR, **FACTS)


def _refusals(client: ApiClient, actor: Actor) -> set[str]:
    one: dict[str, Any] = {"client_id": client.pk, "reason": "why", "actor": actor, "now": NOW}
    refused = set()
    verbs: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (change_client, {"scopes": [ApiScope.READ], "per_minute": 1}),
        (rotate_key, {"overlap_hours": 0}),
        (revoke_client, {}),
    ]
    for verb, facts in verbs:
        with pytest.raises(UnableToManageClient) as error:
            verb(**one, **facts)
        refused.add(error.value.code)
    return refused


def test_nobody_manages_clients_without_the_permission(client: tuple[ApiClient, str]) -> None:
    nobody = Actor(kind=STAFF, permissions=frozenset({"accounts.view_apiclient"}))
    assert _refusals(client[0], nobody) == {"NOT_PERMITTED"}
    with pytest.raises(UnableToManageClient):
        create_client(name="second", actor=nobody, **FACTS)
    assert (ApiClient.objects.count(), ApiKey.objects.count()) == (1, 1)


def test_revoked_client_has_no_life_left(client: tuple[ApiClient, str]) -> None:
    revoke_client(client_id=client[0].pk, reason="lost", actor=ADMINISTRATOR, now=NOW)
    assert _refusals(client[0], ADMINISTRATOR) == {"REVOKED"}
    assert ApiKey.objects.get().revoked_at == NOW


def test_key_itself_is_kept_nowhere(client: tuple[ApiClient, str]) -> None:
    text = client[1]
    row = ApiKey.objects.get()
    assert bytes(row.digest) == hashlib.sha256(text.encode()).digest()
    secret = text.rpartition("_")[2]
    kept = [*vars(row).values(), *vars(client[0]).values()]
    assert [value for value in kept if secret in str(value)] == []


def test_counts_of_requests_are_kept_for_a_week(client: tuple[ApiClient, str]) -> None:
    for days in (1, 6, 8):
        ApiUsage.objects.create(client=client[0], minute=NOW - timedelta(days=days), requests=1)
    assert forget_usage(now=NOW) == 1
    assert ApiUsage.objects.count() == 2
