"""Ranges of RFC 9110."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.fulfilment.domain.byte_range import ByteRange, UnsatisfiableRange, parse_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=0-", ByteRange(0, 10)),
        ("bytes=3-", ByteRange(3, 10)),
        ("bytes=3-4", ByteRange(3, 5)),
        ("bytes=3-400", ByteRange(3, 10)),
        ("bytes=-4", ByteRange(6, 10)),
        ("bytes=-400", ByteRange(0, 10)),
    ],
)
def test_one_range_is_understood(header: str, expected: ByteRange | None) -> None:
    assert parse_range(header, size=10) == expected


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=5-4", "bytes=-0"])
def test_a_range_outside_the_content_is_refused(header: str) -> None:
    with pytest.raises(UnsatisfiableRange):
        parse_range(header, size=10)


@given(header=st.text(max_size=40), size=st.integers(0, 10**12))
def test_any_header_gives_a_range_inside_or_none(header: str, size: int) -> None:
    try:
        found = parse_range(header, size=size)
    except UnsatisfiableRange:
        return
    assert found is None or 0 <= found.start < found.stop <= size
