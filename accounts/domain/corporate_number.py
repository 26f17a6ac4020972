"""The corporate number (法人番号), which with a T before it is an invoice registration number.

Check digit: Order 70 of 2014 of the Ministry of Finance, Art 2: 9 − (Σ Pn·Qn mod 9), Pn the n-th
digit from the right without the check digit, Qn 1 where n is odd and 2 where even. It stands first.
"""

import re


def is_corporate_number(digits: str) -> bool:
    """Whether `digits` is thirteen ASCII digits beginning with their check digit."""
    if not re.fullmatch(r"[0-9]{13}", digits):
        return False
    body = [int(digit) for digit in reversed(digits[1:])]
    remainder = sum(p * (1 if n % 2 else 2) for n, p in enumerate(body, start=1)) % 9
    return int(digits[0]) == 9 - remainder
