from django.apps import AppConfig


class StripeSandboxConfig(AppConfig):
    """Serves Stripe's API where no key is set; only config.settings.demo installs it."""

    name = "config.stripe_sandbox"
    label = "stripe_sandbox"
