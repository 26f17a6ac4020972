"""Consumption tax inside a price that already contains it."""


def included_tax(amount: int, rate_percent: int = 10) -> int:
    """The tax inside `amount` yen: floor, once per receipt (90 yen in 1,000 yen at 10 %).

    Source: 消費税法施行令 Art 70-10 (one rounding per invoice and rate). Raises ValueError for a
    negative amount or rate.
    """
    if amount < 0 or rate_percent < 0:
        raise ValueError("an amount and a rate are zero or more")
    return amount * rate_percent // (100 + rate_percent)
