from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BreachesConfig(AppConfig):
    name = "dsr.breaches"
    label = "dsr_breaches"
    verbose_name = _("Breaches")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what personal data this app holds."""
        from accounts.personal_data.registry import register
        from dsr.breaches.personal_data.holding import HOLDING

        register(HOLDING)
