"""Finding a My Number (個人番号) in free text, so that it is refused and never stored.

Check digit: Order 85 of 2014 of the Ministry of Internal Affairs and Communications, Art 5:
11 − (Σ Pn·Qn mod 11), Pn the n-th digit from the right without the check digit, Qn = n + 1 for
n ≤ 6 and n − 5 for n ≥ 7; 0 where the remainder is 0 or 1.
"""

import re
import unicodedata

from accounts.domain.corporate_number import is_corporate_number

_DIGITS = 12
# Between two groups: a blank, a hyphen, a blank at most. No dot: 192.168.100.100 is an address.
_GAP = r"[^\S\r\n\v\f]?[-‐‑‒–—―−ー]?[^\S\r\n\v\f]?"
_RUN = re.compile(rf"(?<![+0-9])[0-9]++(?:{_GAP}[0-9]++)*+")
_GROUP = re.compile(r"[0-9]+")


def contains_my_number(text: str) -> bool:
    """Whether `text` holds twelve digits that are a valid My Number, grouped or not.

    Full-width digits are seen through, and so are blanks and hyphens where the digits are written
    in equal groups or stand alone. Longer and shorter numbers (telephones, dates, T-numbers, cards)
    do not count; an international telephone number (`+81 …`) does not either.
    """
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    plain = unicodedata.normalize("NFKC", visible)
    return any(_run_holds_one(_GROUP.findall(run.group())) for run in _RUN.finditer(plain))


def is_my_number(digits: str) -> bool:
    """Whether `digits` is twelve ASCII digits ending in their check digit."""
    if not re.fullmatch(rf"[0-9]{{{_DIGITS}}}", digits):
        return False
    body = [int(digit) for digit in reversed(digits[:-1])]
    weights = [n + 1 if n <= 6 else n - 5 for n in range(1, _DIGITS)]
    remainder = sum(p * q for p, q in zip(body, weights, strict=True)) % 11
    return int(digits[-1]) == (0 if remainder <= 1 else 11 - remainder)


def _run_holds_one(groups: list[str]) -> bool:
    """Whether the run as a whole, or some equal groups in it, are a My Number."""
    whole = "".join(groups)
    if is_corporate_number(whole):
        return False
    return is_my_number(whole) or any(is_my_number(digits) for digits in _equal_groups(groups))


def _equal_groups(groups: list[str]) -> list[str]:
    """Stretches of neighbours of one length that make twelve digits (`4 4 4` in `4-2-2 4 4 4`).

    A stretch that goes on in the same length is a longer number, such as a card's, and is left out.
    """
    found = []
    start = 0
    for index in range(1, len(groups) + 1):
        if index == len(groups) or len(groups[index]) != len(groups[start]):
            found.append("".join(groups[start:index]))
            start = index
    return [digits for digits in found if len(digits) == _DIGITS]
