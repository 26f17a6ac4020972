"""Signatures of the Standard Webhooks specification (symmetric, v1). Pure.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"
SHORTEST = 24  # bytes, as the specification says


class SecretMalformed(ValueError):
    """Not "whsec_" followed by the base64 of at least 24 bytes. The secret is never in the text."""


def secret_bytes(secret: str) -> bytes:
    """The key in a secret written "whsec_<base64>". Raises SecretMalformed."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except ValueError:
        raise SecretMalformed("The secret is no base64.") from None
    if not secret.startswith(PREFIX) or len(key) < SHORTEST:
        raise SecretMalformed("The secret must be whsec_ and the base64 of 24 bytes or more.")
    return key


def signed_headers(
    body: bytes, *, message_id: str, timestamp: int, secrets: Sequence[str]
) -> dict[str, str]:
    """The three headers of a message; while a secret is being changed, one signature for each.

    Arguments:
        timestamp: seconds since the epoch.

    Raises SecretMalformed.
    """
    content = f"{message_id}.{timestamp}.".encode() + body
    digests = [hmac.digest(secret_bytes(secret), content, hashlib.sha256) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{base64.b64encode(d).decode()}" for d in digests),
    }
