"""A ZIP with one encrypted file, in the AES form that common unpackers read (WinZip AE-2).

AES-256 in counter mode, key and authentication code from PBKDF2-HMAC-SHA1 over 1,000 rounds as the
form prescribes; so the password itself must be strong, and `new_password` makes it so. Written as
a stream: memory does not grow with the file.
"""

import hmac
import secrets
import struct
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from hashlib import pbkdf2_hmac

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

SALT_BYTES = 16
MOST_BYTES = (1 << 32) - (1 << 20)  # beyond needs ZIP64, and a medium formatted as FAT32 refuses it

_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ2345679"  # no letter or digit that is read as another one
_GROUPS, _GROUP = 5, 5  # 29 to the 25th: more than 121 bits
_JST = timezone(timedelta(hours=9))
_ROUNDS, _KEY, _CODE, _BLOCK = 1_000, 32, 10, 16
_PIECE = 1 << 18
_AES, _UTF8_ENCRYPTED = 99, 0x0801


class UnableToEncrypt(ValueError):
    """The file is longer than a ZIP of this form holds, or not as long as was said."""


def new_password() -> str:
    """A password to read aloud and type: five groups of five."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def encrypted_zip(
    *, name: str, size: int, chunks: Iterable[bytes], password: str, made_at: datetime, salt: bytes
) -> Iterator[bytes]:
    """The ZIP in pieces.

    Arguments:
        name: of the file inside.
        size: its length in bytes, which is checked.
        chunks: its bytes, in pieces of any size.
        made_at: aware; the time of the file inside, in Japan's time.
        salt: 16 bytes that were never used before.

    Raises UnableToEncrypt; then what was written is to be thrown away.
    """
    if size > MOST_BYTES:
        raise UnableToEncrypt("longer than 4 GiB")
    keys = pbkdf2_hmac("sha1", password.encode(), salt, _ROUNDS, 2 * _KEY + 2)
    code = hmac.new(keys[_KEY : 2 * _KEY], digestmod="sha1")
    stored_size = SALT_BYTES + 2 + size + _CODE
    fields = _fields(name, size, stored_size, made_at)
    head = b"PK\x03\x04" + fields[0]
    yield head + salt + keys[2 * _KEY :]
    written = 0
    for piece in _encrypted(chunks, keys[:_KEY]):
        code.update(piece)
        written += len(piece)
        yield piece
    if written != size:
        raise UnableToEncrypt("not as long as it was said to be")
    yield code.digest()[:_CODE]
    start = len(head) + stored_size
    directory = b"PK\x01\x02\x33\x03" + fields[1]
    yield directory
    yield b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(directory), start, 0)


def _fields(name: str, size: int, stored_size: int, made_at: datetime) -> tuple[bytes, bytes]:
    """What follows the signature of the file's header, and that of the directory's entry."""
    local = made_at.astimezone(_JST)
    clock = local.hour << 11 | local.minute << 5 | local.second // 2
    day = (local.year - 1980) << 9 | local.month << 5 | local.day
    path = name.encode()
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", 3, 0)
    common = struct.pack(
        "<HHHHHLLLHH", 51, _UTF8_ENCRYPTED, _AES, clock, day, 0, stored_size, size, len(path),
        len(extra),
    )  # fmt: skip
    return (
        common + path + extra,
        common + struct.pack("<HHHLL", 0, 0, 0, 0o100644 << 16, 0) + path + extra,
    )


def _encrypted(chunks: Iterable[bytes], key: bytes) -> Iterator[bytes]:
    """Counter mode as WinZip counts: from 1, the lowest byte first."""
    encryptor = Cipher(AES(key), ECB()).encryptor()  # noqa: S305 -- of counters only
    number = 1
    for block in _blocks(chunks):
        count = -(-len(block) // _BLOCK)
        counters = b"".join(one.to_bytes(_BLOCK, "little") for one in range(number, number + count))
        number += count
        stream = encryptor.update(counters)[: len(block)]
        mixed = int.from_bytes(block, "little") ^ int.from_bytes(stream, "little")
        yield mixed.to_bytes(len(block), "little")


def _blocks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of _PIECE, the last one shorter."""
    pending = bytearray()
    for chunk in chunks:
        pending += chunk
        while len(pending) >= _PIECE:
            yield bytes(pending[:_PIECE])
            del pending[:_PIECE]
    if pending:
        yield bytes(pending)
