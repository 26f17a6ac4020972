"""Sealed files: any length, any range, and no piece out of its place."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.envelope import UnableToSeal, UnableToUnseal
from accounts.domain.stream import (
    CHUNK_BYTES,
    HEADER_BYTES,
    plain_size,
    seal_stream,
    sealed_size,
    unseal_range,
    unseal_stream,
)

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
CONTEXT = "accounts.storedfile:6f1c"
PIECE = CHUNK_BYTES + 16


def content(size: int) -> bytes:
    """Bytes in which no two chunks are alike."""
    return b"".join(n.to_bytes(8, "big") for n in range(-(-size // 8)))[:size]


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[at : at + size] for at in range(0, len(data), size))


def sealed(data: bytes, *, key: bytes = KEY, context: str = CONTEXT, cut: int = 65_536) -> bytes:
    return b"".join(seal_stream(key, pieces(data, cut), context))


def opened(blob: bytes, *, key: bytes = KEY, context: str = CONTEXT, cut: int = 65_536) -> bytes:
    return b"".join(unseal_stream(key, pieces(blob, cut), context))


def ranged(blob: bytes, start: int = 0, stop: int | None = None) -> bytes:
    def read_at(offset: int, length: int) -> bytes:
        return blob[offset : offset + length]

    return b"".join(unseal_range(KEY, read_at, len(blob), CONTEXT, start, stop))


THREE_CHUNKS = content(2 * CHUNK_BYTES + 100_000)
SEALED = sealed(THREE_CHUNKS)


def chunks_of(blob: bytes) -> list[bytes]:
    return list(pieces(blob[HEADER_BYTES:], PIECE))


@pytest.mark.parametrize(
    "size",
    [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 17],
)
@pytest.mark.parametrize("cut", [5_000, 65_536, CHUNK_BYTES, 3 * CHUNK_BYTES])
def test_stream_round_trips_whatever_sizes_come_in(size: int, cut: int) -> None:
    data = content(size)
    blob = sealed(data, cut=cut)

    assert len(blob) == sealed_size(size)
    assert plain_size(len(blob)) == size
    assert opened(blob, cut=cut) == data
    assert ranged(blob) == data


def test_stream_takes_empty_pieces() -> None:
    blob = b"".join(seal_stream(KEY, [b"", b"ab", b"", b"c"], CONTEXT))

    assert opened(blob) == b"abc"


def test_stream_uses_a_new_key_for_every_file() -> None:
    first, second = sealed(b"same"), sealed(b"same")

    assert first[HEADER_BYTES:] != second[HEADER_BYTES:]
    with pytest.raises(UnableToUnseal):
        opened(first[:HEADER_BYTES] + second[HEADER_BYTES:])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_range_equals_the_slice(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(THREE_CHUNKS)))
    stop = data.draw(st.none() | st.integers(start, len(THREE_CHUNKS) + 10))

    assert ranged(SEALED, start, stop) == THREE_CHUNKS[start:stop]


def test_range_reads_only_its_chunks_and_the_last() -> None:
    asked: list[tuple[int, int]] = []

    def read_at(offset: int, length: int) -> bytes:
        asked.append((offset, length))
        return SEALED[offset : offset + length]

    found = b"".join(unseal_range(KEY, read_at, len(SEALED), CONTEXT, 10, 20))

    assert found == THREE_CHUNKS[10:20]
    assert asked == [
        (0, HEADER_BYTES),
        (HEADER_BYTES + 2 * PIECE, len(SEALED) - HEADER_BYTES - 2 * PIECE),
        (HEADER_BYTES, PIECE),
    ]


@pytest.mark.parametrize(("start", "stop"), [(-1, None), (5, 4), (len(THREE_CHUNKS) + 1, None)])
def test_range_outside_the_content_is_refused(start: int, stop: int | None) -> None:
    with pytest.raises(ValueError, match="range"):
        ranged(SEALED, start, stop)


@pytest.mark.parametrize(
    "cut",
    [
        0,
        10,
        HEADER_BYTES,
        HEADER_BYTES + 15,
        HEADER_BYTES + PIECE,  # whole chunks remain: only the last-chunk flag can tell
        HEADER_BYTES + 2 * PIECE,
        len(SEALED) - 1,
    ],
)
def test_stream_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(UnableToUnseal):
        opened(SEALED[:cut])
    with pytest.raises(UnableToUnseal):
        ranged(SEALED[:cut], 0, 1)


def test_stream_with_moved_doubled_or_foreign_chunks_is_refused() -> None:
    first, second, third = chunks_of(SEALED)
    header = SEALED[:HEADER_BYTES]
    foreign = chunks_of(sealed(THREE_CHUNKS))[1]

    for order in (
        [second, first, third],
        [first, first, third],
        [first, second, second, third],
        [first, third],
        [first, foreign, third],
        [first, second, third, third],
        [third],
    ):
        blob = header + b"".join(order)
        with pytest.raises(UnableToUnseal):
            opened(blob)
        with pytest.raises(UnableToUnseal):
            ranged(blob)


@given(at=st.integers(0, sealed_size(300) - 1), bit=st.integers(0, 7))
def test_stream_with_any_changed_bit_is_refused(at: int, bit: int) -> None:
    blob = bytearray(sealed(content(300)))
    blob[at] ^= 1 << bit

    with pytest.raises(UnableToUnseal):
        opened(bytes(blob))
    with pytest.raises(UnableToUnseal):
        ranged(bytes(blob))


def test_stream_of_another_row_or_key_is_refused() -> None:
    blob = sealed(b"value")

    for key, context in ((OTHER_KEY, CONTEXT), (b"", CONTEXT), (KEY, CONTEXT + "x")):
        with pytest.raises(UnableToUnseal):
            opened(blob, key=key, context=context)


def test_stream_whose_source_fails_does_not_open() -> None:
    def failing() -> Iterator[bytes]:
        yield content(CHUNK_BYTES)
        yield content(CHUNK_BYTES)
        raise OSError("the source")

    written: list[bytes] = []
    with pytest.raises(OSError, match="the source"):
        written.extend(seal_stream(KEY, failing(), CONTEXT))

    assert len(written) == 2  # the header and the chunk known not to be the last
    with pytest.raises(UnableToUnseal):
        opened(b"".join(written))


def test_stream_refuses_a_bad_key_and_an_empty_context() -> None:
    for key, context in ((b"short", CONTEXT), (KEY, "")):
        with pytest.raises(UnableToSeal):
            list(seal_stream(key, [b"value"], context))


@given(size=st.integers(0, 10**12))
def test_plain_size_inverts_sealed_size(size: int) -> None:
    assert plain_size(sealed_size(size)) == size


@pytest.mark.parametrize("size", [0, HEADER_BYTES, HEADER_BYTES + 15, HEADER_BYTES + PIECE + 16])
def test_plain_size_refuses_lengths_no_file_has(size: int) -> None:
    with pytest.raises(UnableToUnseal):
        plain_size(size)
