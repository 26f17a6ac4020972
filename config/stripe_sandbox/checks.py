"""The sandbox answers only practice keys, and only where nothing is live."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error


def check_sandbox(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """Errors where the sandbox is installed beside a live key, live mode or no key at all."""
    if settings.STRIPE_LIVE_MODE:
        yield Error("The Stripe sandbox is installed in live mode.", id="stripe_sandbox.E001")
    if not settings.STRIPE_SECRET_KEY.startswith("sk_test_"):
        yield Error(
            "The Stripe sandbox needs a key of its own, sk_test_….", id="stripe_sandbox.E002"
        )
    if not any(secret.strip() for secret in settings.STRIPE_WEBHOOK_SECRETS):
        yield Error("The Stripe sandbox needs a webhook secret.", id="stripe_sandbox.E003")
