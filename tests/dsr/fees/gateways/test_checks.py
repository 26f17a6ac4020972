"""Settings that must not start."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from dsr.fees.gateways.checks import stripe_settings_errors
from dsr.fees.gateways.stripe_client import stripe_client

SAFE_TEST = {
    "STRIPE_SECRET_KEY": "sk_test_x",
    "STRIPE_WEBHOOK_SECRETS": ["whsec_x"],
    "STRIPE_API_BASE": "",
    "STRIPE_LIVE_MODE": False,
    "DEBUG": False,
}
SAFE_LIVE = {**SAFE_TEST, "STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_LIVE_MODE": True}


def errors_of(settings: Settings, values: dict[str, object]) -> list[str]:
    for name, value in values.items():
        setattr(settings, name, value)
    return [str(error.id).removeprefix("dsr_fees.") for error in stripe_settings_errors()]


@pytest.mark.parametrize(
    ("start", "changes", "expected"),
    [
        (SAFE_TEST, {}, []),
        (SAFE_TEST, {"STRIPE_SECRET_KEY": "rk_test_x"}, []),
        (SAFE_TEST, {"DEBUG": True}, []),
        (SAFE_TEST, {"STRIPE_API_BASE": "http://127.0.0.1:8000/sandbox/stripe"}, []),
        (SAFE_TEST, {"STRIPE_SECRET_KEY": ""}, ["E001"]),
        (SAFE_TEST, {"STRIPE_SECRET_KEY": "  "}, ["E001"]),
        (SAFE_TEST, {"STRIPE_WEBHOOK_SECRETS": []}, ["E002"]),
        (SAFE_TEST, {"STRIPE_WEBHOOK_SECRETS": ["whsec_x", ""]}, ["E002"]),
        (SAFE_TEST, {"STRIPE_SECRET_KEY": "sk_live_x"}, ["E004", "E007"]),
        (SAFE_LIVE, {}, ["E007"]),
        (SAFE_LIVE, {"STRIPE_SECRET_KEY": "sk_test_x"}, ["E005", "E007"]),
        (SAFE_LIVE, {"STRIPE_API_BASE": "http://127.0.0.1/"}, ["E003", "E007"]),
        (SAFE_LIVE, {"DEBUG": True}, ["E006", "E007"]),
    ],
)
def test_stripe_settings_errors_name_what_must_not_start(
    settings: Settings,
    start: dict[str, object],
    changes: dict[str, object],
    expected: list[str],
) -> None:
    # E007 in every live row: the test settings install the sandbox
    assert errors_of(settings, {**start, **changes}) == expected


def test_stripe_client_is_not_built_for_an_empty_key(settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = ""
    with pytest.raises(ImproperlyConfigured, match="STRIPE_SECRET_KEY is empty"):
        stripe_client()


def test_stripe_client_is_not_built_with_a_live_key_towards_the_sandbox(
    settings: Settings,
) -> None:
    settings.STRIPE_SECRET_KEY = "sk_live_x"
    settings.STRIPE_LIVE_MODE = True
    with pytest.raises(ImproperlyConfigured, match="STRIPE_API_BASE is set beside a live key"):
        stripe_client()
