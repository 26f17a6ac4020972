"""Which documents show who somebody is (DOMAIN §6)."""

from datetime import date

import pytest

from dsr.identity.domain.documents import (
    RULES,
    enough,
    is_expired,
    is_too_old,
    sides_of,
)
from dsr.identity.enums import DocumentClass


def test_every_accepted_document_has_a_rule() -> None:
    assert set(RULES) == set(DocumentClass.values)


@pytest.mark.parametrize("code", sorted(RULES))
def test_back_is_taken_only_of_a_licence_or_ordinary_residence_card_after_a_move(code: str) -> None:
    assert sides_of(code, moved=False) == ("FRONT",)
    may_show_back = code in {"DRIVERS_LICENCE", "RESIDENCE_CARD"}
    assert ("BACK" in sides_of(code, moved=True)) == may_show_back


@pytest.mark.parametrize(
    ("expiry", "expired"),
    [(date(2026, 4, 1), True), (date(2026, 4, 2), False), (date(2026, 4, 3), False)],
)
def test_security_5_document_is_valid_on_its_last_day(expiry: date, *, expired: bool) -> None:
    assert is_expired(expiry, on=date(2026, 4, 2)) is expired


@pytest.mark.parametrize(
    ("issued", "on", "too_old"),
    [
        (date(2026, 1, 2), date(2026, 4, 2), False),
        (date(2026, 1, 1), date(2026, 4, 2), True),
        (date(2025, 11, 30), date(2026, 2, 28), False),
        (date(2025, 11, 30), date(2026, 3, 1), True),
        (date(2025, 12, 31), date(2026, 3, 31), False),
    ],
)
def test_resident_record_is_three_months_old_at_most(
    issued: date, on: date, *, too_old: bool
) -> None:
    assert is_too_old(issued, on=on, months=3) is too_old


@pytest.mark.parametrize(
    ("codes", "is_enough"),
    [
        ({"DRIVERS_LICENCE"}, True),
        ({"MY_NUMBER_CARD"}, True),
        ({"PASSPORT"}, False),
        ({"PASSPORT", "RESIDENT_RECORD"}, True),
        ({"RESIDENT_RECORD"}, False),
        ({"RESIDENT_RECORD", "SEAL_CERTIFICATE"}, True),
        ({"QUALIFICATION_CERTIFICATE", "PENSION_HANDBOOK"}, True),
        (set(), False),
    ],
)
def test_one_photo_or_two_without_and_an_address(codes: set[str], *, is_enough: bool) -> None:
    assert enough(codes) is is_enough
