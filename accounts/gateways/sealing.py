"""Sealing and opening values with a DataKey: the key ring comes from settings."""

import base64
import binascii
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings

from accounts.domain import blind_index as blind
from accounts.domain.envelope import KeyRing, UnableToUnseal, WrappedKey, unwrap_data_key
from accounts.domain.envelope import seal as seal_bytes
from accounts.domain.envelope import unseal as unseal_bytes
from accounts.models import DataKey


@lru_cache(maxsize=4)
def _parse(entries: tuple[str, ...]) -> KeyRing:
    return KeyRing.parse(entries)


def key_ring() -> KeyRing:
    """The configured ring. Raises InvalidKeyRing when settings.ENCRYPTION_KEY_RING is unusable."""
    return _parse(tuple(settings.ENCRYPTION_KEY_RING))


def wrap_context(data_key_id: object) -> str:
    """What binds a wrapped key to its row."""
    return f"accounts.datakey:{data_key_id}"


def plain_key(data_key: DataKey) -> bytes:
    """The 32 bytes of a data key. Raises UnableToUnseal when it was destroyed."""
    if data_key.destroyed_at is not None:
        raise UnableToUnseal("This data key was destroyed; what it sealed is gone for good.")
    wrapped = WrappedKey(ring_key_id=data_key.ring_key_id, blob=bytes(data_key.wrapped))
    return unwrap_data_key(key_ring(), wrapped, wrap_context(data_key.pk))


def seal_text(data_key: DataKey, text: str, *, context: str) -> bytes:
    """Seal `text` for the column and row that `context` names ("table.column:id")."""
    return seal_bytes(plain_key(data_key), text.encode(), context)


def unseal_text(data_key: DataKey, blob: bytes | memoryview, *, context: str) -> str:
    """Open what `seal_text` sealed. Raises UnableToUnseal, never returns ciphertext."""
    return unseal_bytes(plain_key(data_key), bytes(blob), context).decode()


def seal_json(data_key: DataKey, value: Any, *, context: str) -> bytes:
    """Seal a JSON value."""
    return seal_text(data_key, json.dumps(value, ensure_ascii=False), context=context)


def unseal_json(data_key: DataKey, blob: bytes | memoryview, *, context: str) -> Any:
    """Open what `seal_json` sealed. Raises UnableToUnseal."""
    return json.loads(unseal_text(data_key, blob, context=context))


def search_index(kind: str, normalised: str) -> bytes:
    """The blind index of a normalised value (HMAC-SHA256 under settings.BLIND_INDEX_KEY)."""
    return blind.blind_index(_index_key(settings.BLIND_INDEX_KEY), kind, normalised)


def search_indexes(kind: str, normalised: Iterable[str]) -> list[bytes]:
    """The blind indexes of many normalised values, in their order."""
    return blind.blind_indexes(_index_key(settings.BLIND_INDEX_KEY), kind, normalised)


@lru_cache(maxsize=4)
def _index_key(written: str) -> bytes:
    try:
        return base64.b64decode(written, validate=True)
    except binascii.Error as error:
        raise ValueError("BLIND_INDEX_KEY is not base64 of 32 bytes.") from error
