"""Settings that must not start."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from dsr.fees.gateways.checks import stripe_settings_errors
from dsr.fees.gateways.stripe_client import stripe_client

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "ENCRYPTION_KEY_RING": "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "BLIND_INDEX_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "CONSENT_RECEIPT_KEY": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "STRIPE_SECRET_KEY": "sk_live_x",
    "STRIPE_WEBHOOK_SECRETS": "whsec_x",
    "FILES_DIR": "files",
    "EMAIL_URL": "smtp://mail.example",
    "DEFAULT_FROM_EMAIL": "privacy@portal.example",
}
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


NO_SANDBOX = """
import django; django.setup()
from django.conf import settings
from django.urls import resolve
assert "config.stripe_sandbox" not in settings.INSTALLED_APPS
resolve("/sandbox/stripe/v1/charges")
"""


def start_production(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What happens when a process starts under production settings."""
    return subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "complaint"),
    [
        ({}, ""),
        ({"STRIPE_SECRET_KEY": "sk_test_x"}, "the key is not a live one"),
        ({"STRIPE_SECRET_KEY": " "}, "STRIPE_SECRET_KEY is empty"),
        ({"STRIPE_WEBHOOK_SECRETS": ""}, "STRIPE_WEBHOOK_SECRETS is empty"),
    ],
)
def test_production_does_not_start_with_unsafe_stripe_settings(
    environment: dict[str, str], complaint: str
) -> None:
    started = start_production("import django; django.setup()", **environment)
    assert (started.returncode == 0) == (not complaint)
    assert complaint in started.stderr


def test_production_has_no_sandbox() -> None:
    assert "Resolver404" in start_production(NO_SANDBOX).stderr
