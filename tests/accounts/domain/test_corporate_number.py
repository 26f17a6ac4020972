"""The check digit of DOMAIN §8, whose two examples are the first two here."""

import pytest

from accounts.domain.corporate_number import is_corporate_number


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("4011001098993", True),
        ("5011001098993", False),
        ("7000012050002", True),  # the National Tax Agency
        ("T4011001098993", False),
        ("４０１１００１０９８９９３", False),
        ("401100109899", False),
        ("40110010989930", False),
        ("", False),
    ],
)
def test_corporate_number_check_digit(digits: str, valid: bool) -> None:
    assert is_corporate_number(digits) == valid


def test_corporate_number_has_one_first_digit() -> None:
    assert [d for d in "0123456789" if is_corporate_number(d + "011001098993")] == ["4"]
