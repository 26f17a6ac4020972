"""Numbers of recorded mail (お問い合わせ番号): their shape and their check digit.

Mail within Japan: 11 digits (書留, 特定記録) or 12 (Letter Pack, parcels); the last is the number
before it modulo 7, as numbers in use show. Mail abroad: UPU S10, two letters, nine digits with a
check digit of weights 8 6 4 2 3 5 9 7, two letters of the country.
"""

import re
import unicodedata

_DOMESTIC = re.compile(r"[0-9]{11,12}")
_ABROAD = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
_SIGNS = re.compile("[\\s\\-\u2010-\u2015\u2212\u30fc]")


class UnableToReadTrackingNumber(ValueError):
    """No such number exists. `code`: SHAPE or CHECK_DIGIT (one digit is mistyped)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def tracking_number(typed: str) -> str:
    """The number as it is printed, in groups: 123-45-67890-3; full-width and blanks forgiven.

    Raises UnableToReadTrackingNumber.
    """
    number = _SIGNS.sub("", unicodedata.normalize("NFKC", typed[:60])).upper()
    if _DOMESTIC.fullmatch(number):
        if int(number[:-1]) % 7 != int(number[-1]):
            raise UnableToReadTrackingNumber("CHECK_DIGIT")
        return _grouped(number)
    if not _ABROAD.fullmatch(number):
        raise UnableToReadTrackingNumber("SHAPE")
    if _s10_check_digit(number[2:10]) != int(number[10]):
        raise UnableToReadTrackingNumber("CHECK_DIGIT")
    return number


def _grouped(number: str) -> str:
    cuts = (3, 5, 10, 11) if len(number) == 11 else (4, 8, 12)
    return "-".join(number[start:end] for start, end in zip((0, *cuts), cuts, strict=False))


def _s10_check_digit(serial: str) -> int:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True))
    return {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
