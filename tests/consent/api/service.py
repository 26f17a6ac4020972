"""A service of the company that speaks to the interface."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from accounts.domain.actor import STAFF, Actor
from accounts.enums import ApiScope
from accounts.models import ApiClient
from accounts.services.api_clients import MANAGE_CLIENTS, create_client
from accounts.services.data_subjects import ensure_member
from consent.services.consents import give_consent, withdraw_consent
from consent.services.webhooks import MANAGE_WEBHOOKS
from tests.consent.people import NOW

MEMBER = "M-000042"
ADMINISTRATOR = Actor(kind=STAFF, permissions=frozenset({MANAGE_CLIENTS, MANAGE_WEBHOOKS}))


def make_client(
    *scopes: ApiScope, name: str = "app", per_minute: int = 100_000, now: datetime = NOW
) -> tuple[ApiClient, str]:
    """A client with these scopes (all, when none is named), and the text of its key."""
    return create_client(
        name=name, scopes=scopes or tuple(ApiScope), per_minute=per_minute, reason="test",
        actor=ADMINISTRATOR, now=now,
    )  # fmt: skip


class Service:
    """Calls operations as a service would; answers keep their status beside the parsed body."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.client = Client(raise_request_exception=False)

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        """POST a JSON body."""
        return _read(self.raw(path, body, **headers))

    def raw(self, path: str, body: Any, **headers: str) -> Any:
        """The same, the whole answer."""
        return self.client.post(
            f"/api/v1{path}",
            body if isinstance(body, str) else json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}", **headers},
        )

    def get(self, path: str) -> tuple[int, Any]:
        """GET."""
        return _read(
            self.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.key}"})
        )

    def give(self, *, member: str = MEMBER, version: str = "1", **headers: str) -> tuple[int, Any]:
        """A yes to LOCATION."""
        body = {
            "member_id": member, "item": "LOCATION", "text_version": version, "language": "ja",
            "source": "APP_SETTINGS",
        }  # fmt: skip
        return self.post("/consents/give", body, **headers)

    def withdraw(self, *, member: str = MEMBER, **headers: str) -> tuple[int, Any]:
        """A no to LOCATION."""
        body = {
            "member_id": member, "item": "LOCATION", "language": "ja", "source": "APP_SETTINGS",
        }  # fmt: skip
        return self.post("/consents/withdraw", body, **headers)

    def check(self, *, member: str = MEMBER, item: str = "LOCATION") -> tuple[int, Any]:
        """May it be used?"""
        return self.post("/consents/check", {"member_id": member, "item": item})


def _read(answer: Any) -> tuple[int, Any]:
    return answer.status_code, json.loads(answer.content)


def toggle(member: str, round_: int = 0) -> None:
    """A yes of a member in even rounds, a no in odd ones."""
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
