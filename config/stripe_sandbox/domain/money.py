"""What Stripe takes. Only the sandbox computes it: the product reads the fee Stripe booked.

Source: https://stripe.com/jp/pricing (3.6 % per card payment; konbini 3.6 %, at least 120 yen and
with 10 % consumption tax on top; 1,500 yen per dispute).
"""

from dataclasses import dataclass
from typing import Any, Final

CARD_PER_MILLE: Final = 36
KONBINI_PER_MILLE: Final = 36
KONBINI_LEAST: Final = 120
TAX_PERCENT: Final = 10
DISPUTE_FEE: Final = 1500
LEAST_YEN: Final = 50  # https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
MOST_YEN: Final = 99_999_999
KONBINI_BETWEEN: Final = (120, 300_000)  # https://docs.stripe.com/payments/konbini


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee in yen with the lines Stripe shows for it."""

    total: int
    lines: tuple[dict[str, Any], ...]


def payment_fee(amount: int, method: str) -> Fee:
    """What Stripe keeps of `amount` yen paid by `card` or `konbini`; fractions are dropped."""
    if method == "konbini":
        plain = max(amount * KONBINI_PER_MILLE // 1000, KONBINI_LEAST)
        return _fee(plain, tax=plain * TAX_PERCENT // 100)
    return _fee(amount * CARD_PER_MILLE // 1000, tax=0)


def dispute_fee() -> Fee:
    return _fee(DISPUTE_FEE, tax=0)


def no_fee() -> Fee:
    return Fee(total=0, lines=())


def _fee(plain: int, *, tax: int) -> Fee:
    lines = [_line("stripe_fee", plain, "Stripe processing fees")]
    if tax:
        lines.append(_line("tax", tax, "JCT"))
    return Fee(total=plain + tax, lines=tuple(lines))


def _line(kind: str, amount: int, description: str) -> dict[str, Any]:
    return {
        "amount": amount,
        "application": None,
        "currency": "jpy",
        "description": description,
        "type": kind,
    }
