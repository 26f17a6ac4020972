from django.apps import AppConfig
from django.conf import settings
from django.core.checks import register
from django.core.exceptions import ImproperlyConfigured

from config.stripe_sandbox.checks import check_sandbox


class StripeSandboxConfig(AppConfig):
    """Serves Stripe's API where no key is set; only config.settings.demo installs it."""

    name = "config.stripe_sandbox"
    label = "stripe_sandbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        if settings.STRIPE_LIVE_MODE:
            raise ImproperlyConfigured("The Stripe sandbox cannot run in live mode.")
        register(check_sandbox)
        from accounts.personal_data.registry import register as hold
        from config.stripe_sandbox.personal_data.holding import HOLDING

        hold(HOLDING)
