"""Which documents show who somebody is, and how much of them may be looked at (DOMAIN §6). Pure.

Sources: APPI guideline (通則編) 3-8-1, Act on Prevention of Transfer of Criminal Proceeds
Enforcement Regulations Art 7 as common practice; My Number Act Art 15, 20 (no collecting of My
Numbers, whose side is therefore never taken).
"""

from dataclasses import dataclass
from datetime import date

FRONT, BACK = "FRONT", "BACK"


@dataclass(frozen=True, kw_only=True)
class DocumentRule:
    """What holds for one class of document.

    Arguments:
        code: a DocumentClass.
        photo: whether one is enough; without a photo two documents are needed.
        back_when_moved: whether the back may be shown for a changed address. All other backs are
            never taken, as they may carry My Number.
        expires: whether it has an expiry date that must not have passed.
        max_age_months: how old it may be where it has an issue date instead, or None.
        shows_address: whether the address can be compared; a passport needs a second document.
        mask: codes of what the person covers before taking the picture, never asked for.
    """

    code: str
    photo: bool
    back_when_moved: bool = False
    expires: bool = True
    max_age_months: int | None = None
    shows_address: bool = True
    mask: tuple[str, ...] = ()


RULES: dict[str, DocumentRule] = {
    rule.code: rule
    for rule in (
        DocumentRule(code="DRIVERS_LICENCE", photo=True, back_when_moved=True, mask=("HONSEKI",)),
        DocumentRule(code="DRIVING_HISTORY", photo=True, expires=False),
        DocumentRule(code="MY_NUMBER_CARD", photo=True),
        DocumentRule(code="PASSPORT", photo=True, shows_address=False),
        DocumentRule(code="RESIDENCE_CARD", photo=True, back_when_moved=True),
        DocumentRule(code="SPECIFIED_RESIDENCE_CARD", photo=True),
        DocumentRule(code="SPECIAL_PERMANENT_RESIDENT", photo=True),
        DocumentRule(
            code="QUALIFICATION_CERTIFICATE", photo=False,
            mask=("INSURER_NUMBER", "SYMBOL_AND_NUMBER", "QR"),
        ),
        DocumentRule(
            code="PENSION_HANDBOOK", photo=False, expires=False, mask=("PENSION_NUMBER",)
        ),
        DocumentRule(
            code="RESIDENT_RECORD", photo=False, expires=False, max_age_months=3,
            mask=("HONSEKI", "MY_NUMBER_COLUMN"),
        ),
        DocumentRule(code="SEAL_CERTIFICATE", photo=False, expires=False, max_age_months=3),
    )
}  # fmt: skip

# What people try to send and we never take.
REJECTED = ("NOTIFICATION_CARD", "MY_NUMBER_SIDE", "HEALTH_INSURANCE_CARD", "EXPIRED")


def sides_of(code: str, *, moved: bool) -> tuple[str, ...]:
    """Which sides may be uploaded. `moved`: the person says the address on the front is old."""
    return (FRONT, BACK) if moved and RULES[code].back_when_moved else (FRONT,)


def is_expired(expiry: date, *, on: date) -> bool:
    """Whether a document is past its last day on a JST date: valid on that day itself."""
    return expiry < on


def is_too_old(issued: date, *, on: date, months: int) -> bool:
    """Whether more than `months` months passed since the issue date (JST dates)."""
    month = issued.month - 1 + months
    year, month = issued.year + month // 12, month % 12 + 1
    day = min(issued.day, _days_in(year, month))
    return date(year, month, day) < on


def enough(codes: set[str]) -> bool:
    """Whether these documents together are enough: one with a photo, or two without.

    A passport shows no address, so it needs a second document.
    """
    with_address = [code for code in codes if RULES[code].shows_address]
    if not with_address:
        return False
    return any(RULES[code].photo for code in codes) or len(codes) >= 2


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days
