"""Keys of services: made at random, shown once, kept as a digest. Pure."""

import hashlib
import re
import secrets
import uuid
from typing import NamedTuple

PREFIX = "mdg"
_SHAPE = re.compile(r"mdg_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")


class NewKey(NamedTuple):
    """A key that nobody has seen yet: what is shown once, and what is kept."""

    text: str
    hint: str
    digest: bytes


def new_key() -> NewKey:
    """Make a key of 256 random bits. The hint in it is public: it tells two keys apart."""
    hint = secrets.token_hex(4)
    text = f"{PREFIX}_{hint}_{secrets.token_urlsafe(32)}"
    return NewKey(text, hint, digest_of(text))


def digest_of(text: str) -> bytes:
    """What is kept of a key: SHA-256 is enough, as no dictionary holds 256 random bits."""
    return hashlib.sha256(text.encode()).digest()


def client_tag(client_id: uuid.UUID) -> str:
    """Eight digits by which ledgers name a service: the beginning of its id."""
    return client_id.hex[:8]


def key_in(authorization: str) -> str | None:
    """The key of an Authorization header ("Bearer mdg_…"), or None where it holds none."""
    scheme, _, text = authorization.partition(" ")
    text = text.strip()
    return text if scheme.lower() == "bearer" and _SHAPE.fullmatch(text) else None
