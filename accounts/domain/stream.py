"""Sealing files of any length with flat memory, and reading any range of them.

Layout: 4 bytes magic, 32 bytes salt, then chunks of 1 MiB plaintext (the last may be shorter), each
followed by its 16-byte tag. Every file has its own AES-256-GCM key, derived by HKDF-SHA256 from the
data key, the salt and the context. The counter and a last-chunk flag are both nonce and AAD (the
STREAM construction of Hoang, Reyhanitabar, Rogaway & Vizar, 2015), so a chunk that is changed, cut
off, moved, doubled or taken from another file does not open.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.domain.envelope import (
    KEY_BYTES,
    TAG_BYTES,
    UnableToSeal,
    UnableToUnseal,
    encoded_context,
)

CHUNK_BYTES = 1024 * 1024
MAGIC = b"MDS\x01"
SALT_BYTES = 32
HEADER_BYTES = len(MAGIC) + SALT_BYTES

_SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES
_LABEL = b"madoguchi.stream.v1\x00"


def seal_stream(data_key: bytes, chunks: Iterable[bytes], context: str) -> Iterator[bytes]:
    """Yield the sealed file: the header, then one piece per 1 MiB, whatever sizes come in.

    Raises UnableToSeal for an unusable data key or context. What `chunks` raises passes through;
    the pieces yielded so far then lack their last one and do not open.
    """
    if len(data_key) != KEY_BYTES:
        raise UnableToSeal(f"a data key is {KEY_BYTES} bytes")
    header = MAGIC + os.urandom(SALT_BYTES)
    cipher = _ChunkCipher.derive(data_key, header, context)
    yield header
    number = 0
    waiting: bytes | None = None  # one chunk late, because only the end shows which is the last
    for chunk in _cut(chunks, CHUNK_BYTES, CHUNK_BYTES):
        if waiting is not None:
            yield cipher.seal(number, waiting, last=False)
            number += 1
        waiting = chunk
    yield cipher.seal(number, waiting or b"", last=True)


def unseal_stream(data_key: bytes, sealed: Iterable[bytes], context: str) -> Iterator[bytes]:
    """Yield the plaintext in pieces of up to 1 MiB, each checked before it is yielded.

    Raises UnableToUnseal; a file cut short raises at its end, so a caller that needs all or nothing
    waits for the end.
    """
    pieces = _cut(sealed, HEADER_BYTES, _SEALED_CHUNK)
    cipher = _ChunkCipher.derive_to_open(data_key, next(pieces, b""), context)
    number = 0
    waiting = next(pieces, b"")
    for piece in pieces:
        yield cipher.unseal(number, waiting, last=False)
        number += 1
        waiting = piece
    yield cipher.unseal(number, waiting, last=True)


def unseal_range(
    data_key: bytes,
    read_at: Callable[[int, int], bytes],
    size: int,
    context: str,
    start: int = 0,
    stop: int | None = None,
) -> Iterator[bytes]:
    """Yield plaintext bytes `start` to `stop` (exclusive, None = to the end), reading only these.

    `read_at(offset, length)` answers the sealed bytes there; `size` is the sealed length. The last
    chunk is checked before anything is yielded, so a cut file is refused for every range. Raises
    UnableToUnseal, and ValueError for a range that starts below 0 or ends before it starts; a stop
    beyond the end means the end.
    """
    end = plain_size(size)
    stop = end if stop is None else min(stop, end)
    if start < 0 or start > stop:
        raise ValueError("the range does not lie inside the content")
    cipher = _ChunkCipher.derive_to_open(data_key, read_at(0, HEADER_BYTES), context)
    last = _chunk_count(size) - 1

    def plain(number: int) -> bytes:
        offset = HEADER_BYTES + number * _SEALED_CHUNK
        length = min(_SEALED_CHUNK, size - offset)
        return cipher.unseal(number, read_at(offset, length), last=number == last)

    tail = plain(last)
    for number in range(start // CHUNK_BYTES, last + 1):
        base = number * CHUNK_BYTES
        if base >= stop:
            break
        content = tail if number == last else plain(number)
        piece = content[max(start - base, 0) : stop - base]
        if piece:
            yield piece


def sealed_size(size: int) -> int:
    """The length of a sealed file of `size` plaintext bytes."""
    chunks = max(1, -(-size // CHUNK_BYTES))
    return HEADER_BYTES + size + chunks * TAG_BYTES


def plain_size(size: int) -> int:
    """The plaintext length of a sealed file of `size` bytes. Raises UnableToUnseal if none is."""
    plain = size - HEADER_BYTES - _chunk_count(size) * TAG_BYTES
    if plain < 0 or sealed_size(plain) != size:
        raise UnableToUnseal("no sealed file has this length")
    return plain


def _chunk_count(size: int) -> int:
    return max(1, -(-(size - HEADER_BYTES) // _SEALED_CHUNK))


@dataclass(frozen=True, slots=True)
class _ChunkCipher:
    """One file's cipher; `aad` holds its header and context."""

    cipher: AESGCM
    aad: bytes

    @classmethod
    def derive(cls, data_key: bytes, header: bytes, context: str) -> Self:
        about = _LABEL + encoded_context(context)
        salt = header[len(MAGIC) :]
        key = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=about).derive(data_key)
        return cls(cipher=AESGCM(key), aad=header + about)

    @classmethod
    def derive_to_open(cls, data_key: bytes, header: bytes, context: str) -> Self:
        if len(data_key) != KEY_BYTES:
            raise UnableToUnseal("the data key is gone or not a key")
        if len(header) != HEADER_BYTES or not header.startswith(MAGIC):
            raise UnableToUnseal("not a sealed file")
        return cls.derive(data_key, header, context)

    def seal(self, number: int, chunk: bytes, *, last: bool) -> bytes:
        nonce = _nonce(number, last=last)
        return self.cipher.encrypt(nonce, chunk, nonce + self.aad)

    def unseal(self, number: int, chunk: bytes, *, last: bool) -> bytes:
        nonce = _nonce(number, last=last)
        try:
            return self.cipher.decrypt(nonce, chunk, nonce + self.aad)
        except (InvalidTag, ValueError):
            raise UnableToUnseal("a part of the file does not open here") from None


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cut(chunks: Iterable[bytes], first: int, then: int) -> Iterator[bytes]:
    """Yield a piece of `first` bytes, then pieces of `then` bytes, then the rest if any."""
    held: list[bytes] = []
    missing = first
    for chunk in chunks:
        at = 0
        while len(chunk) - at >= missing:
            held.append(chunk[at : at + missing])
            at += missing
            yield b"".join(held)
            held.clear()
            missing = then
        if at < len(chunk):
            held.append(chunk[at:])
            missing -= len(chunk) - at
    if held:
        yield b"".join(held)
