from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    name = "consent"
    label = "consent"
    verbose_name = _("Consent")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system check, and say what personal data this app holds."""
        from accounts.personal_data.registry import register as hold
        from consent.gateways.receipt_keys import check_receipt_keys
        from consent.personal_data.holding import HOLDING

        register(Tags.security)(check_receipt_keys)
        hold(HOLDING)
