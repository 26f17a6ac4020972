"""How the sample service asks the privacy desk: over HTTP with a key, as its engineers might."""

import base64
import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.domain.api_key import PREFIX, digest_of
from accounts.enums import ApiScope
from accounts.models import ApiClient, ApiKey

NAME = "Milly app"
HINT = "d0d0d0d0"
PER_MINUTE = 600
SECONDS = 3
SCOPES = [ApiScope.CHECK.value, ApiScope.POLICY_READ.value, ApiScope.POLICY_WRITE.value]
NOBODY = "M-000000"  # no member has this number: asked for what somebody new would accept
DOCUMENTS = ("PRIVACY_POLICY", "TERMS")


@dataclass(frozen=True, slots=True)
class Text:
    """A text in force, which whoever registers accepts."""

    document: str
    version: str
    sha256: str


def may_use(*, member_id: str, item: str) -> bool:
    """Whether the desk says yes. No answer, an error or anything but a clear yes is a no."""
    answer = _ask("/consents/check", {"member_id": member_id, "item": item})
    return answer is not None and answer.get("allowed") is True


def texts_in_force() -> list[Text]:
    """What a new member must accept; nothing, where the desk does not answer."""
    answers = [
        _ask("/policies/governing", {"member_id": NOBODY, "document": document})
        for document in DOCUMENTS
    ]
    return [
        Text(answer["document"], answer["in_force"]["version"], answer["in_force"]["text_sha256"])
        for answer in answers
        if answer is not None
    ]


def record_joining(*, member_id: str, text: Text, language: str, source: str) -> bool:
    """Tell the desk that a new member accepted a whole text. False where it was not recorded."""
    said = {
        "member_id": member_id, "version": text.version, "text_sha256": text.sha256,
        "language": language, "source": source, "joining": True,
    }  # fmt: skip
    answer = _ask("/policies/accept", said, key=f"join-{member_id}-{text.version}")
    return answer is not None and answer.get("joined") is True


def governing(*, member_id: str) -> dict[str, Any] | None:
    """Which version of the policy governs a member, as the desk says; None without an answer."""
    return _ask("/policies/governing", {"member_id": member_id})


def _ask(path: str, body: Mapping[str, Any], *, key: str = "") -> dict[str, Any] | None:
    headers = {"authorization": f"Bearer {demo_key()}", "content-type": "application/json"}
    request = urllib.request.Request(  # noqa: S310 -- our own address
        f"{settings.SITE_URL}/api/v1{path}",
        data=json.dumps(body).encode(),
        headers=headers | ({"idempotency-key": key} if key else {}),
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 -- the same
            said = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def demo_key() -> str:
    """A key anyone can derive: the demo protects nothing and says so."""
    digest = hashlib.sha256(f"madoguchi demo {NAME} {settings.SECRET_KEY}".encode()).digest()
    return f"{PREFIX}_{HINT}_{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def introduce(*, now: datetime) -> None:
    """Make the service known to the desk under that key: it may ask, and tell who registered."""
    client, _made = ApiClient.objects.get_or_create(
        name=NAME,
        defaults={"scopes": SCOPES, "per_minute": PER_MINUTE, "created_at": now},
    )
    if client.scopes != SCOPES:  # an earlier demo made it
        client.scopes = SCOPES
        client.save(update_fields=["scopes"])
    ApiKey.objects.get_or_create(
        digest=digest_of(demo_key()),
        defaults={"client": client, "hint": HINT, "created_at": now},
    )
