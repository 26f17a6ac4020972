"""Envelope encryption: a ring of master keys wraps one data key per case or person; data keys seal.

Destroying the wrapped data key makes everything sealed under it unreadable, in every table, history
row, file and backup. Everything fails closed: nothing here ever answers with ciphertext or with
bytes whose tag was not checked. AES-256-GCM (NIST SP 800-38D); files are in accounts.domain.stream.
"""

import base64
import binascii
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
VERSION = b"\x01"

_KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
_SEAL_LABEL = b"madoguchi.seal.v1\x00"
_WRAP_LABEL = b"madoguchi.wrap.v1\x00"


class InvalidKeyRing(ValueError):
    """The configured key ring cannot be used. The message never repeats a key."""


class UnableToSeal(Exception):
    """The data key is not a 32-byte key, or the context is empty."""


class UnableToUnseal(Exception):
    """Wrong key, wrong context, or bytes that were changed, cut, moved or never sealed."""


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A data key sealed under the ring: safe to keep in a table beside what it opens."""

    ring_key_id: str
    blob: bytes


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Master keys by id. `sealing_id` names the one that seals; every key opens."""

    sealing_id: str
    _keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, entries: Iterable[str]) -> Self:
        """Read `"id:base64 of 32 bytes"` entries, the sealing key first.

        Raises InvalidKeyRing when empty, malformed, of the wrong length, or when an id or a key
        stands twice.
        """
        keys: dict[str, bytes] = {}
        for position, entry in enumerate(entries, start=1):
            key_id, key = _parse_entry(entry, position)
            if key_id in keys or key in keys.values():
                raise InvalidKeyRing(f"entry {position} repeats an id or a key")
            keys[key_id] = key
        if not keys:
            raise InvalidKeyRing("the key ring is empty")
        return cls(sealing_id=next(iter(keys)), _keys=keys)

    def key(self, key_id: str) -> bytes:
        """The 32 bytes of one master key. Raises UnableToUnseal when the ring does not hold it."""
        try:
            return self._keys[key_id]
        except KeyError:
            raise UnableToUnseal("the key ring does not hold this key") from None


def new_data_key() -> bytes:
    """32 random bytes for one case or person."""
    return os.urandom(KEY_BYTES)


def wrap_data_key(ring: KeyRing, data_key: bytes, context: str) -> WrappedKey:
    """Seal a data key under the ring's sealing key.

    `context` names the row that owns the key (`"accounts.datakey:<uuid>"`); the same is needed to
    unwrap. Raises UnableToSeal.
    """
    _check_data_key(data_key)
    key_id = ring.sealing_id
    aad = _wrap_aad(key_id, context)
    return WrappedKey(key_id, _encrypt(_master(ring.key(key_id)), data_key, aad))


def unwrap_data_key(ring: KeyRing, wrapped: WrappedKey, context: str) -> bytes:
    """The data key again. Raises UnableToUnseal."""
    key = ring.key(wrapped.ring_key_id)
    data_key = _decrypt(key, wrapped.blob, _wrap_aad(wrapped.ring_key_id, context))
    if len(data_key) != KEY_BYTES:
        raise UnableToUnseal("what was wrapped is not a data key")
    return data_key


def rewrap_data_key(ring: KeyRing, wrapped: WrappedKey, context: str) -> WrappedKey:
    """The same data key under the ring's present sealing key, so that an old key can retire."""
    return wrap_data_key(ring, unwrap_data_key(ring, wrapped, context), context)


def seal(data_key: bytes, plaintext: bytes, context: str) -> bytes:
    """Encrypt one value: version byte, random 96-bit nonce, ciphertext, tag (29 bytes longer).

    `context` says which column of which row (`"dsr_cases.caseitem.detail:<uuid>"`), so that a
    value copied to another row does not open. Raises UnableToSeal.
    """
    _check_data_key(data_key)
    return _encrypt(AESGCM(data_key), plaintext, _SEAL_LABEL + encoded_context(context))


def unseal(data_key: bytes, blob: bytes, context: str) -> bytes:
    """The plaintext of `seal`. Raises UnableToUnseal on any mismatch."""
    if len(data_key) != KEY_BYTES:
        raise UnableToUnseal("the data key is gone or not a key")
    return _decrypt(data_key, blob, _SEAL_LABEL + encoded_context(context))


def encoded_context(context: str) -> bytes:
    """The context as authenticated bytes. Raises UnableToSeal when empty or not encodable."""
    if not context:
        raise UnableToSeal("a context is required")
    try:
        return context.encode()
    except UnicodeEncodeError:
        raise UnableToSeal("the context is not text") from None


def _parse_entry(entry: str, position: int) -> tuple[str, bytes]:
    key_id, separator, encoded = entry.strip().partition(":")
    if not separator or not _KEY_ID.fullmatch(key_id):
        raise InvalidKeyRing(f"entry {position} is not `id:base64key`")
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidKeyRing(f"entry {position} is not base64") from None
    if len(key) != KEY_BYTES:
        raise InvalidKeyRing(f"entry {position} is not {KEY_BYTES} bytes long")
    return key_id, key


def _check_data_key(data_key: bytes) -> None:
    if len(data_key) != KEY_BYTES:
        raise UnableToSeal(f"a data key is {KEY_BYTES} bytes")


def _wrap_aad(key_id: str, context: str) -> bytes:
    # A key id holds no NUL, so no two (id, context) pairs write the same bytes.
    return _WRAP_LABEL + key_id.encode() + b"\x00" + encoded_context(context)


@lru_cache(maxsize=8)
def _master(key: bytes) -> AESGCM:
    """A master key made ready once: it wraps the data keys of all."""
    return AESGCM(key)


def _encrypt(key: AESGCM, plaintext: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + key.encrypt(nonce, plaintext, VERSION + aad)


def _decrypt(key: bytes, blob: bytes, aad: bytes) -> bytes:
    head = len(VERSION) + NONCE_BYTES
    if len(blob) < head + TAG_BYTES or blob[:1] != VERSION:
        raise UnableToUnseal("not a sealed value")
    try:
        return AESGCM(key).decrypt(blob[1:head], blob[head:], VERSION + aad)
    except InvalidTag:
        raise UnableToUnseal("the sealed value does not open with this key and context") from None
