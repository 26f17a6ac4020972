from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FulfilmentConfig(AppConfig):
    """Sources, collected data, decisions, packages, deliveries."""

    name = "dsr.fulfilment"
    label = "dsr_fulfilment"
    verbose_name = _("Fulfilment")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what personal data this app holds."""
        from accounts.personal_data.registry import register
        from dsr.fulfilment.personal_data.holding import HOLDING

        register(HOLDING)
