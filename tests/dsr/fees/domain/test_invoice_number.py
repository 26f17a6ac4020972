import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.fees.domain.invoice_number import valid_invoice_number


def test_invoice_number_with_its_check_digit_is_valid() -> None:
    assert valid_invoice_number("T4011001098993")


@pytest.mark.parametrize(
    "number",
    [
        "",
        "T",
        "T5011001098993",
        "4011001098993",
        "t4011001098993",
        "T401100109899",
        "T40110010989933",
        "T4011001098993 ",
        "T４０１１００１０９８９９３",
        "T0011001098993",
    ],
)
def test_invoice_number_that_is_not_one_is_refused(number: str) -> None:
    assert not valid_invoice_number(number)


@given(body=st.text("0123456789", min_size=12, max_size=12))
def test_invoice_number_has_exactly_one_valid_check_digit(body: str) -> None:
    assert sum(valid_invoice_number(f"T{digit}{body}") for digit in range(10)) == 1
