"""Sealed values open with their own key and context, and with nothing else."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.envelope import (
    InvalidKeyRing,
    KeyRing,
    UnableToSeal,
    UnableToUnseal,
    WrappedKey,
    new_data_key,
    rewrap_data_key,
    seal,
    unseal,
    unwrap_data_key,
    wrap_data_key,
)

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
CONTEXT = "dsr_cases.caseitem.detail:6f1c"


def entry(key_id: str, key: bytes = KEY) -> str:
    return f"{key_id}:{base64.b64encode(key).decode()}"


def ring(*entries: str) -> KeyRing:
    return KeyRing.parse(entries or (entry("k1"),))


def test_key_ring_seals_with_its_first_key_and_opens_with_all() -> None:
    old = ring(entry("k1", KEY))
    wrapped = wrap_data_key(old, OTHER_KEY, CONTEXT)
    rotated = ring(entry("k2", OTHER_KEY), entry("k1", KEY))

    assert rotated.sealing_id == "k2"
    assert unwrap_data_key(rotated, wrapped, CONTEXT) == OTHER_KEY
    rewrapped = rewrap_data_key(rotated, wrapped, CONTEXT)
    assert rewrapped.ring_key_id == "k2"
    assert unwrap_data_key(ring(entry("k2", OTHER_KEY)), rewrapped, CONTEXT) == OTHER_KEY


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [""],
        ["k1"],
        [":" + base64.b64encode(KEY).decode()],
        ["k 1:" + base64.b64encode(KEY).decode()],
        ["k1:"],
        ["k1:not base64!"],
        [entry("k1", KEY[:31])],
        [entry("k1", KEY + b"\x00")],
        [entry("k1", KEY), entry("k1", OTHER_KEY)],
        [entry("k1", KEY), entry("k2", KEY)],
    ],
)
def test_key_ring_refuses_unusable_entries(entries: list[str]) -> None:
    with pytest.raises(InvalidKeyRing) as failure:
        KeyRing.parse(entries)

    assert base64.b64encode(KEY).decode() not in str(failure.value)


def test_key_ring_never_shows_a_key() -> None:
    shown = repr(ring()) + str(ring())

    assert shown == "KeyRing(sealing_id='k1')" * 2


def test_data_keys_are_random() -> None:
    assert len({new_data_key() for _ in range(100)}) == 100
    assert {len(new_data_key()) for _ in range(10)} == {32}


def test_wrapped_key_opens_only_with_its_ring_key_and_context() -> None:
    wrapped = wrap_data_key(ring(), OTHER_KEY, CONTEXT)
    moved = WrappedKey(ring_key_id="k2", blob=wrapped.blob)

    for a_ring, a_key, context in (
        (ring(entry("k1", OTHER_KEY)), wrapped, CONTEXT),  # another key under the same id
        (ring(entry("k9", OTHER_KEY)), wrapped, CONTEXT),  # the ring lost the key
        (ring(entry("k2")), moved, CONTEXT),  # the same key under another id
        (ring(), wrapped, CONTEXT + "x"),
        (ring(), WrappedKey("k1", b""), CONTEXT),
        (ring(), WrappedKey("k1", seal(KEY, OTHER_KEY, CONTEXT)), CONTEXT),  # a value, not a key
    ):
        with pytest.raises(UnableToUnseal):
            unwrap_data_key(a_ring, a_key, context)


@given(plaintext=st.binary(max_size=200), context=st.text(min_size=1, max_size=40))
def test_seal_round_trips(plaintext: bytes, context: str) -> None:
    context = context.encode(errors="ignore").decode() or "c"
    sealed = seal(KEY, plaintext, context)

    assert unseal(KEY, sealed, context) == plaintext
    assert len(sealed) == len(plaintext) + 29


@given(plaintext=st.binary(max_size=64), data=st.data())
def test_unseal_refuses_any_changed_bit(plaintext: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, plaintext, CONTEXT))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(UnableToUnseal):
        unseal(KEY, bytes(sealed), CONTEXT)


@given(blob=st.binary(max_size=100))
def test_unseal_refuses_bytes_that_were_never_sealed(blob: bytes) -> None:
    with pytest.raises(UnableToUnseal):
        unseal(KEY, blob, CONTEXT)


def test_unseal_refuses_cut_and_lengthened_values() -> None:
    sealed = seal(KEY, b"03-1234-5678", CONTEXT)

    for length in range(len(sealed)):
        with pytest.raises(UnableToUnseal):
            unseal(KEY, sealed[:length], CONTEXT)
    with pytest.raises(UnableToUnseal):
        unseal(KEY, sealed + b"\x00", CONTEXT)


def test_unseal_refuses_another_row_and_another_key() -> None:
    sealed = seal(KEY, b"value", "t.column:1")

    for key, context in ((KEY, "t.column:2"), (OTHER_KEY, "t.column:1"), (b"", "t.column:1")):
        with pytest.raises(UnableToUnseal):
            unseal(key, sealed, context)


def test_seal_never_repeats_itself_and_hides_the_plaintext() -> None:
    plaintext = b"canary-" + os.urandom(16).hex().encode()
    sealed = [seal(KEY, plaintext, CONTEXT) for _ in range(100)]

    assert len(set(sealed)) == 100
    assert not any(plaintext in blob for blob in sealed)


def test_seal_refuses_a_bad_key_and_an_empty_context() -> None:
    for key, context in ((b"short", CONTEXT), (b"", CONTEXT), (KEY, ""), (KEY, "\ud800")):
        with pytest.raises(UnableToSeal):
            seal(key, b"value", context)
