"""Numbers of recorded mail: shape, check digit, how people type them."""

import pytest

from dsr.fulfilment.domain.tracking_number import UnableToReadTrackingNumber, tracking_number


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("12345678903", "123-45-67890-3"),
        ("１２３－４５－６７８９０－３", "123-45-67890-3"),
        (" 123 45 67890 3 ", "123-45-67890-3"),
        ("123ー45ー67890ー3", "123-45-67890-3"),
        ("4055-4842-4886", "4055-4842-4886"),
        ("rr473124829fi", "RR473124829FI"),
    ],
)
def test_number_is_read_as_people_type_it(typed: str, printed: str) -> None:
    assert tracking_number(typed) == printed


@pytest.mark.parametrize("digit", "012456789")
def test_wrong_check_digit_is_a_typing_error(digit: str) -> None:
    with pytest.raises(UnableToReadTrackingNumber) as refused:
        tracking_number(f"123-45-67890-{digit}")
    assert refused.value.code == "CHECK_DIGIT"


@pytest.mark.parametrize("position", range(10))
def test_one_mistyped_digit_of_domestic_mail_is_noticed(position: int) -> None:
    number = "12345678903"
    other = str((int(number[position]) + 1) % 10)
    with pytest.raises(UnableToReadTrackingNumber):
        tracking_number(number[:position] + other + number[position + 1 :])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "SHAPE"),
        ("1234567890", "SHAPE"),
        ("1234567890123", "SHAPE"),
        ("AB12345678JP", "SHAPE"),
        ("RR473124828FI", "CHECK_DIGIT"),
        ("\x00" * 500, "SHAPE"),
        ("١٢٣٤٥٦٧٨٩٠٣", "SHAPE"),
    ],
)
def test_what_is_no_number_is_refused(typed: str, code: str) -> None:
    with pytest.raises(UnableToReadTrackingNumber) as refused:
        tracking_number(typed)
    assert refused.value.code == code
