"""The description we check against is strict: it refuses what Stripe would not say."""

from typing import Any

import pytest

from config.stripe_sandbox.domain.schemas import (
    BrokenAnswer,
    check_object,
    check_response,
    description,
)

FEE = {"amount": 36, "application": None, "currency": "jpy", "type": "stripe_fee"}


def test_description_is_normalised_whole() -> None:
    text = repr(description()["components"])
    assert "'nullable'" not in text
    assert "'$ref': '#/" not in text
    assert len(description()["components"]["schemas"]) == 582


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"amount": "36"}, "amount"),
        ({"amount": None}, "amount"),
        ({"amount": 36.5}, "amount"),
        ({"amuont": 1}, "amuont"),
        ({"application": 7}, "application"),
        ({"type": "x" * 5001}, "type"),
    ],
)
def test_object_unlike_the_description_is_broken(changes: dict[str, Any], part: str) -> None:
    check_object("fee", FEE)
    with pytest.raises(BrokenAnswer, match=part):
        check_object("fee", {**FEE, **changes})


def test_object_without_a_required_field_is_broken() -> None:
    with pytest.raises(BrokenAnswer, match="currency"):
        check_object("fee", {"amount": 36, "type": "stripe_fee"})


def test_error_envelope_is_checked_too() -> None:
    good = {"error": {"type": "invalid_request_error", "message": "No."}}
    check_response("/v1/refunds", "post", good, ok=False)
    with pytest.raises(BrokenAnswer):
        check_response("/v1/refunds", "post", {"error": {"type": "rate_limit_error"}}, ok=False)
