"""Finding an encrypted value without opening it: HMAC-SHA256 of its normal form.

Normal forms decide who is "the same", so the mail form is deliberately narrow: it forgives only
what no mail system distinguishes (letter case, blanks around). It does NOT fold dots, sub-addresses
(`+tag`), widths or look-alike letters: those are other mailboxes, and folding them would hand one
person's data to the owner of another address.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import jaconv

KEY_BYTES = 32

_BLOCK_BYTES = 64  # of SHA-256
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))

_HYPHENS_AND_BLANKS = re.compile(r"[\s().\-‐‑‒–—―−ーｰ－]+")
_MAIL = re.compile(r"[!-?A-~]+@[0-9A-Za-z.-]+")


class UnableToNormalise(ValueError):
    """The value has no normal form of its kind. The message never repeats the value."""


def normalise_mail(address: str) -> str:
    """The form under which two addresses are one: blanks around removed, ASCII lower case.

    Raises UnableToNormalise for anything outside printable ASCII (full-width letters, homoglyphs,
    zero-width characters, control characters) or without exactly one `@`: such an address is
    refused rather than folded into someone else's.
    """
    trimmed = address.strip(" \t\r\n\u3000")
    if not _MAIL.fullmatch(trimmed):
        raise UnableToNormalise("not a mail address in printable ASCII")
    return trimmed.lower()


def normalise_phone_jp(number: str) -> str:
    """A Japanese number as its national digits: `+81 (0)90-1234-5678` is `09012345678`.

    Raises UnableToNormalise unless it has 11 digits where the third is 0 (mobile, IP), else 10.
    """
    compact = _HYPHENS_AND_BLANKS.sub("", unicodedata.normalize("NFKC", number))
    compact = re.sub(r"^(?:\+|010|00)81(?=\d)", "0", compact)
    compact = re.sub(r"^00(?=[1-9])", "0", compact)  # +81 (0)90…: the trunk zero written as well
    if not re.fullmatch(r"0[1-9]0[0-9]{8}|0[1-9][1-9][0-9]{7}", compact):
        raise UnableToNormalise("not a Japanese telephone number")
    return compact


def normalise_kana(reading: str) -> str:
    """A name's reading as full-width katakana without blanks: a search key, never for display.

    Half-width kana, hiragana and combining dakuten become one form; the long-vowel mark stays.
    Raises UnableToNormalise when nothing is left.
    """
    wide = unicodedata.normalize("NFKC", reading)
    # NFKC first composes か + combining dakuten; jaconv then turns hiragana into katakana.
    katakana = unicodedata.normalize("NFKC", jaconv.hira2kata(wide))
    compact = "".join(c for c in katakana if not c.isspace() and c not in "・･")
    if not compact:
        raise UnableToNormalise("no reading")
    return compact


def blind_index(key: bytes, kind: str, normalised: str) -> bytes:
    """32 bytes to store and look up by. `kind` (`"mail"`) keeps equal texts of two kinds apart.

    Raises ValueError for a key that is not 32 bytes, or a kind that is empty or holds NUL.
    """
    return blind_indexes(key, kind, [normalised])[0]


def blind_indexes(key: bytes, kind: str, normalised: Iterable[str]) -> list[bytes]:
    """The same for many values of one kind."""
    inner, outer = _begun(key, kind)
    return [_finished(inner, outer, value) for value in normalised]


@lru_cache(maxsize=16)
def _begun(key: bytes, kind: str) -> "tuple[hashlib._Hash, hashlib._Hash]":
    """HMAC (RFC 2104) as far as all values of a kind share it: hashing that anew costs the most."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a blind index key is {KEY_BYTES} bytes")
    if not kind or "\x00" in kind:
        raise ValueError("a kind is a word")
    padded = key.ljust(_BLOCK_BYTES, b"\x00")
    inner = hashlib.sha256(padded.translate(_INNER) + kind.encode() + b"\x00")
    return inner, hashlib.sha256(padded.translate(_OUTER))


def _finished(inner: "hashlib._Hash", outer: "hashlib._Hash", value: str) -> bytes:
    within, around = inner.copy(), outer.copy()
    within.update(value.encode())
    around.update(within.digest())
    return around.digest()
