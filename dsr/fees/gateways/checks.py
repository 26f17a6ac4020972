"""Settings that must not start: the SDK accepts empty keys, and knows nothing of sandboxes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

LIVE_PREFIXES = ("sk_live_", "rk_live_")
TEST_PREFIXES = ("sk_test_", "rk_test_")


def stripe_settings_errors() -> list[CheckMessage]:
    """What is wrong with STRIPE_* in the settings in force; empty when they may be used."""
    return [
        *_key_errors(settings.STRIPE_SECRET_KEY, live=settings.STRIPE_LIVE_MODE),
        *_secret_errors(settings.STRIPE_WEBHOOK_SECRETS),
        *_sandbox_errors(),
    ]


def check_stripe_settings(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> Iterable[CheckMessage]:
    """The system check; registered by dsr.fees."""
    return stripe_settings_errors()


def refuse_unsafe_live_settings() -> None:
    """Raises ImproperlyConfigured when real money is at stake and anything is wrong."""
    errors = stripe_settings_errors()
    if settings.STRIPE_LIVE_MODE and errors:
        raise ImproperlyConfigured("; ".join(str(error.msg) for error in errors))


def _key_errors(key: str, *, live: bool) -> list[CheckMessage]:
    if not key.strip():
        return [Error("STRIPE_SECRET_KEY is empty.", id="dsr_fees.E001")]
    if live and not key.startswith(LIVE_PREFIXES):
        return [
            Error("STRIPE_LIVE_MODE is on, but the key is not a live one.", id="dsr_fees.E005"),
        ]
    if not live and not key.startswith(TEST_PREFIXES):
        return [
            Error("STRIPE_LIVE_MODE is off, but the key is not a test one.", id="dsr_fees.E004"),
        ]
    return []


def _secret_errors(secrets: Sequence[str]) -> list[CheckMessage]:
    if not secrets or any(not secret.strip() for secret in secrets):
        return [Error("STRIPE_WEBHOOK_SECRETS is empty or has an empty one.", id="dsr_fees.E002")]
    return []


def _sandbox_errors() -> list[CheckMessage]:
    live = settings.STRIPE_LIVE_MODE or settings.STRIPE_SECRET_KEY.startswith(LIVE_PREFIXES)
    errors: list[CheckMessage] = []
    if live and settings.STRIPE_API_BASE:
        errors.append(
            Error("STRIPE_API_BASE is set beside a live key or live mode.", id="dsr_fees.E003")
        )
    if live and settings.DEBUG:
        errors.append(Error("DEBUG is on beside a live key or live mode.", id="dsr_fees.E006"))
    if live and "config.stripe_sandbox" in settings.INSTALLED_APPS:
        errors.append(
            Error("The Stripe sandbox is installed beside a live key.", id="dsr_fees.E007")
        )
    return errors
