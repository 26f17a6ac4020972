"""Whose key this is, and what it may do."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from accounts.domain.actor import SERVICE, Actor
from accounts.domain.api_key import client_tag, digest_of

# By hand: it stands before every request of a service, and the ORM takes longer than the answer.
_CALLER = """
    SELECT key.id, key.client_id, client.scopes, client.per_minute
    FROM accounts_apikey key JOIN accounts_apiclient client ON client.id = key.client_id
    WHERE key.digest = %(digest)s AND key.revoked_at IS NULL AND client.revoked_at IS NULL
        AND (key.expires_at IS NULL OR key.expires_at > %(now)s)
"""


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

    def place(self, named: str) -> str:
        """Where a word was said, as ledgers keep it: which service passed it on, then its own name.

        Each service may name a place as another does; its tag (ApiClient.tag) is not its to choose.
        """
        return f"{client_tag(self.client_id)}:{named}"


def caller_of(*, key: str, now: datetime) -> Caller | None:
    """The service that shows this key; None when it is unknown, over or revoked. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CALLER, {"digest": digest_of(key), "now": now})
        row = cursor.fetchone()
    if row is None:
        return None
    key_id, client_id, scopes, per_minute = row
    return Caller(client_id, key_id, frozenset(json.loads(scopes)), per_minute)
