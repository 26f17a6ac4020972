"""The key that signs consent receipts, and those that signed earlier ones.

CONSENT_RECEIPT_KEY is base64 of the 32 bytes of an Ed25519 private key. When it is replaced, the
old key's public half (base64, 32 bytes) moves to CONSENT_RECEIPT_RETIRED_KEYS: it signs nothing
more, and what it signed stays verifiable. The old private key can then be destroyed.
"""

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error

from consent.domain.receipt import key_id, public_jwk, signed

KEY_BYTES = 32


class ReceiptKeyUnavailable(Exception):
    """A key is missing or malformed; the message names the setting, never the key."""


def sign_receipt(document: dict[str, Any]) -> str:
    """The document as a compact JWS by the current key. Raises ReceiptKeyUnavailable."""
    private = _private_key()
    return signed(document, kid=signing_key_id(), sign=private.sign)


def signing_key_id() -> str:
    """Which key signs at present. Raises ReceiptKeyUnavailable."""
    return key_id(_private_key().public_key().public_bytes_raw())


def published_keys() -> list[dict[str, str]]:
    """Every key a receipt may be signed by, the current one first. Raises ReceiptKeyUnavailable."""
    current = _private_key().public_key().public_bytes_raw()
    retired = [_retired_key(text) for text in settings.CONSENT_RECEIPT_RETIRED_KEYS]
    return [public_jwk(key) for key in dict.fromkeys([current, *retired])]


def check_receipt_keys(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """System check: the keys can be used; no message repeats one."""
    try:
        published_keys()
    except ReceiptKeyUnavailable as error:
        return [Error(str(error), id="consent.E001")]
    return []


def _private_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        _bytes(settings.CONSENT_RECEIPT_KEY, "CONSENT_RECEIPT_KEY")
    )


def _retired_key(text: str) -> bytes:
    name = "CONSENT_RECEIPT_RETIRED_KEYS"
    return Ed25519PublicKey.from_public_bytes(_bytes(text, name)).public_bytes_raw()


def _bytes(text: str, name: str) -> bytes:
    try:
        usual = text.replace("-", "+").replace("_", "/").rstrip("=")  # a key set's `x` is taken too
        key = base64.b64decode(usual + "=" * (-len(usual) % 4), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ReceiptKeyUnavailable(f"{name} is not base64 of {KEY_BYTES} bytes.")
    return key
