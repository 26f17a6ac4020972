"""Whose key this is, and what it may do."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from accounts.domain.actor import SERVICE, Actor
from accounts.domain.api_key import digest_of
from accounts.models import ApiKey


@dataclass(frozen=True, slots=True)
class Caller:
    """The service behind a request."""

    client_id: uuid.UUID
    key_id: int
    scopes: frozenset[str]
    per_minute: int

    @property
    def actor(self) -> Actor:
        """As it is written into ledgers."""
        return Actor(kind=SERVICE, name=f"api:{self.client_id}")


def caller_of(*, key: str, now: datetime) -> Caller | None:
    """The service that shows this key; None when it is unknown, over or revoked. One query."""
    row = (
        ApiKey.objects.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            digest=digest_of(key),
            revoked_at__isnull=True,
            client__revoked_at__isnull=True,
        )
        .values_list("pk", "client_id", "client__scopes", "client__per_minute")
        .first()
    )
    if row is None:
        return None
    key_id, client_id, scopes, per_minute = row
    return Caller(client_id, key_id, frozenset(scopes), per_minute)
