from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    name = "consent"
    label = "consent"
    verbose_name = _("Consent")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the registry what personal data this app holds."""
        from accounts.personal_data.registry import register
        from consent.personal_data.holding import HOLDING

        register(HOLDING)
