"""The encrypted ZIP, read back by the published form and not by our own code."""

import hmac
import io
import struct
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import pbkdf2_hmac

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import given
from hypothesis import strategies as st

from dsr.fulfilment.domain import aes_zip
from dsr.fulfilment.domain.aes_zip import UnableToEncrypt, encrypted_zip, new_password

MADE_AT = datetime(2026, 4, 14, 3, 5, 8, tzinfo=UTC)
SALT = bytes(range(16))


def written(content: bytes, *, pieces: int = 1000) -> bytes:
    chunks = (content[at : at + pieces] for at in range(0, len(content), pieces))
    return b"".join(
        encrypted_zip(
            name="DSR-2026-000042.zip", size=len(content), chunks=chunks, password="PASS-WORD",
            made_at=MADE_AT, salt=SALT,
        )
    )  # fmt: skip


def opened(archive: bytes, password: str) -> bytes:
    """WinZip's AE-2: salt, two bytes to check, the bytes, ten bytes of HMAC-SHA1."""
    (entry,) = zipfile.ZipFile(io.BytesIO(archive)).infolist()
    assert (entry.compress_type, entry.CRC, entry.flag_bits & 1) == (99, 0, 1)
    assert entry.extra == struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 0)
    start = entry.header_offset + 30 + len(entry.filename.encode()) + len(entry.extra)
    body = archive[start : start + entry.compress_size]
    keys = pbkdf2_hmac("sha1", password.encode(), body[:16], 1000, 66)
    if keys[64:] != body[16:18]:
        raise ValueError("wrong password")
    secret = body[18:-10]
    assert hmac.new(keys[32:64], secret, "sha1").digest()[:10] == body[-10:]
    block = Cipher(AES(keys[:32]), ECB()).encryptor()  # noqa: S305 -- of counters
    plain = bytearray()
    for number, at in enumerate(range(0, len(secret), 16), start=1):
        stream = block.update(number.to_bytes(16, "little"))
        plain += bytes(a ^ b for a, b in zip(secret[at : at + 16], stream, strict=False))
    assert len(plain) == entry.file_size
    return bytes(plain)


@given(st.binary(max_size=2000), st.integers(min_value=1, max_value=700))
def test_what_goes_in_comes_out(content: bytes, pieces: int) -> None:
    assert opened(written(content, pieces=pieces), "PASS-WORD") == content


def test_long_content_is_counted_on_over_its_pieces() -> None:
    content = bytes(number % 251 for number in range((1 << 18) * 2 + 7))
    assert opened(written(content), "PASS-WORD") == content


def test_time_is_japans_and_the_password_is_needed() -> None:
    archive = written(b"secret content")
    (entry,) = zipfile.ZipFile(io.BytesIO(archive)).infolist()
    assert entry.date_time == (2026, 4, 14, 12, 5, 8)
    assert b"secret content" not in archive
    with pytest.raises(ValueError, match="wrong password"):
        opened(archive, "PASS-WORE")


@pytest.mark.parametrize("size", [3, 5, aes_zip.MOST_BYTES + 1])
def test_content_of_another_length_is_refused(size: int) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"1234"

    with pytest.raises(UnableToEncrypt):
        b"".join(
            encrypted_zip(
                name="a", size=size, chunks=chunks(), password="x", made_at=MADE_AT, salt=SALT
            )
        )


def test_passwords_are_long_and_never_the_same() -> None:
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert {len(password) for password in made} == {29}
    assert not set("".join(made)) & set("ILOU018il")
