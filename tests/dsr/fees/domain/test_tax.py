from decimal import ROUND_FLOOR, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr.fees.domain.tax import included_tax


@pytest.mark.parametrize(
    ("amount", "tax"), [(0, 0), (1, 0), (10, 0), (11, 1), (999, 90), (1000, 90), (1100, 100)]
)
def test_included_tax_is_floored(amount: int, tax: int) -> None:
    assert included_tax(amount) == tax


def test_included_tax_follows_the_rate() -> None:
    assert included_tax(1080, 8) == 80
    assert included_tax(1000, 0) == 0


@given(amount=st.integers(0, 10**12), rate=st.integers(0, 100))
def test_included_tax_is_the_exact_fraction_rounded_down(amount: int, rate: int) -> None:
    exact = Decimal(amount) * rate / (100 + rate)

    assert included_tax(amount, rate) == int(exact.to_integral_value(ROUND_FLOOR))


@pytest.mark.parametrize(("amount", "rate"), [(-1, 10), (1000, -1)])
def test_included_tax_refuses_less_than_nothing(amount: int, rate: int) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        included_tax(amount, rate)
