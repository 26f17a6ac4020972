"""The short name of a member among last words: half of their blind index. Pure."""

from collections.abc import Iterable

BYTES = 16
_UUID_TYPE = 2950  # of PostgreSQL, in its binary form
_HEAD = b"\0\0\0\x01" + b"\0\0\0\0" + _UUID_TYPE.to_bytes(4, "big")  # one dimension, no null
_LENGTH = BYTES.to_bytes(4, "big")


def member_key(index: bytes) -> bytes:
    """The key to a blind index of 32 bytes; 128 bits of it, so that no two members share one."""
    return index[:BYTES]


def key_array(indexes: Iterable[bytes]) -> bytes:
    """The keys to many blind indexes, in their order: an uuid[] in PostgreSQL's binary form.

    Source: PostgreSQL's array_recv (src/backend/utils/adt/arrayfuncs.c).
    """
    keys = [index[:BYTES] for index in indexes]
    count, first = len(keys).to_bytes(4, "big"), b"\0\0\0\x01"
    return _HEAD + count + first + b"".join([_LENGTH + key for key in keys])
