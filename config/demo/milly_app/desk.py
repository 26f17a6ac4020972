"""How the sample service asks the privacy desk: over HTTP with a key, as its engineers might."""

import base64
import hashlib
import json
import urllib.error
import urllib.request
from datetime import datetime

from django.conf import settings

from accounts.domain.api_key import PREFIX, digest_of
from accounts.enums import ApiScope
from accounts.models import ApiClient, ApiKey

NAME = "Milly app"
HINT = "d0d0d0d0"
PER_MINUTE = 600
SECONDS = 3


def may_use(*, member_id: str, item: str) -> bool:
    """Whether the desk says yes. No answer, an error or anything but a clear yes is a no."""
    request = urllib.request.Request(  # noqa: S310 -- our own address
        f"{settings.SITE_URL}/api/v1/consents/check",
        data=json.dumps({"member_id": member_id, "item": item}).encode(),
        headers={"authorization": f"Bearer {demo_key()}", "content-type": "application/json"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 -- the same
            return json.load(answer).get("allowed") is True
    except (urllib.error.URLError, OSError, ValueError):
        return False


def demo_key() -> str:
    """A key anyone can derive: the demo protects nothing and says so."""
    digest = hashlib.sha256(f"madoguchi demo {NAME} {settings.SECRET_KEY}".encode()).digest()
    return f"{PREFIX}_{HINT}_{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def introduce(*, now: datetime) -> None:
    """Make the service known to the desk under that key, once. It may only ask."""
    client, _made = ApiClient.objects.get_or_create(
        name=NAME,
        defaults={"scopes": [ApiScope.CHECK.value], "per_minute": PER_MINUTE, "created_at": now},
    )
    ApiKey.objects.get_or_create(
        digest=digest_of(demo_key()),
        defaults={"client": client, "hint": HINT, "created_at": now},
    )
