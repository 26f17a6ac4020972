"""A My Number in free text is seen however it is written; other numbers pass."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.my_number import contains_my_number, is_my_number

# 123456789018 is the example printed in guides to the check digit; no such number is issued.
SAMPLE = "123456789018"


def checked(body: str) -> str:
    """`body` (11 digits) with the check digit, written out term by term from the order."""
    p = [int(digit) for digit in body[::-1]]
    total = (
        p[0] * 2 + p[1] * 3 + p[2] * 4 + p[3] * 5 + p[4] * 6 + p[5] * 7
        + p[6] * 2 + p[7] * 3 + p[8] * 4 + p[9] * 5 + p[10] * 6
    )  # fmt: skip
    digit = 11 - total % 11
    return body + str(0 if digit >= 10 else digit)


@given(st.text("0123456789", min_size=11, max_size=11))
def test_only_one_check_digit_is_right(body: str) -> None:
    valid = [digit for digit in "0123456789" if is_my_number(body + digit)]

    assert [body + digit for digit in valid] == [checked(body)]


@pytest.mark.parametrize(
    "digits", ["", "12345678901", "1234567890180", "１２３４５６７８９０１８", "12345678901a"]
)
def test_other_lengths_and_letters_are_none(digits: str) -> None:
    assert not is_my_number(digits)


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE,
        f"マイナンバーは{SAMPLE}です",
        "番号 1234 5678 9018 を消してください",
        "1234-5678-9018",
        "1234－5678－9018",
        "1234ー5678ー9018",
        "1234 - 5678 - 9018",
        "１２３４　５６７８　９０１８",
        "１２３４５６７８９０１８",
        "123 456 789 018",
        "123456 789018",
        "12345-6789018",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "1234\u200b5678\u00ad9018",
        "1234\u00a05678\u20119018",
        "2026-04-01 1234 5678 9018",
        "7 1234 5678 9018",  # numbered lines
        "個人番号:123456789018,電話:090-1234-5678",
        f"A{SAMPLE}Z",
    ],
)
def test_my_number_is_seen(text: str) -> None:
    assert contains_my_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789017",  # wrong check digit
        "1234 5678 9017",
        "090-1234-5678",
        "0120-123-456",
        "03-1234-5678",
        "+81 90 1234 5678",
        "2026-04-01 23:30",
        "20260401",
        "T4011001098993",
        "4011001098993",
        "4 0110 0109 8993",
        "1 1234 5678 9018",  # a corporate number as it is printed; its last twelve would do
        "1234567890180",  # thirteen digits, twelve of which would do
        "0123456789018",
        "1234-5678-9018-1111",  # a card's number
        "192.168.100.100",
        "1234,5678,9018",
        "1234\n5678\n9018",
        "DSR-2026-000042",
        "1234abcd5678efgh9018",
    ],
)
def test_other_numbers_pass(text: str) -> None:
    assert not contains_my_number(text)


@given(body=st.text("0123456789", min_size=11, max_size=11), around=st.text(max_size=20))
def test_my_number_between_words_is_seen(body: str, around: str) -> None:
    number = checked(body)

    assert contains_my_number(f"{around}。{number}。{around}")
    assert contains_my_number(f"{around}。{number[:4]} {number[4:8]} {number[8:]}。{around}")


@given(st.text(alphabet="0123456789 -+T", max_size=10))
def test_fewer_than_twelve_digits_never_count(text: str) -> None:
    assert not contains_my_number(text)


@pytest.mark.parametrize("text", ["1" * 200_000, "1 " * 200_000, "1-" * 200_000, "12 " * 200_000])
def test_long_text_takes_no_long_time(text: str) -> None:
    began = time.monotonic()
    contains_my_number(text)

    assert time.monotonic() - began < 2
