from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo's own commands and pages; only config.settings.demo installs it."""

    name = "config.demo"
    label = "demo"
