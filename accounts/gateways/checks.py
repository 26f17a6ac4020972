"""Settings without which nothing personal may be stored or sent."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from accounts.domain.blind_index import KEY_BYTES
from accounts.domain.envelope import InvalidKeyRing, KeyRing


def check_sealing(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The key ring parses and the blind index has its key; no message repeats a key."""
    return [*_key_ring(), *_blind_index_key()]


def check_site_url(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Mails link to an absolute address of this site."""
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme in ("http", "https") and parts.netloc and not parts.query:
        return []
    return [Error("SITE_URL is not an absolute http(s) address.", id="accounts.E003")]


def check_site_is_secure(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """With --deploy: links in mails use https."""
    if urlsplit(settings.SITE_URL).scheme == "https":
        return []
    return [Error("SITE_URL does not use https.", id="accounts.E004")]


def _key_ring() -> Iterator[CheckMessage]:
    try:
        KeyRing.parse(settings.ENCRYPTION_KEY_RING)
    except InvalidKeyRing as error:
        yield Error(f"ENCRYPTION_KEY_RING cannot be used: {error}", id="accounts.E001")


def _blind_index_key() -> Iterator[CheckMessage]:
    try:
        key = base64.b64decode(settings.BLIND_INDEX_KEY, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        yield Error(f"BLIND_INDEX_KEY is not base64 of {KEY_BYTES} bytes.", id="accounts.E002")
