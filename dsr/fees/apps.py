from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from dsr.fees.gateways.checks import check_stripe_settings, refuse_unsafe_live_settings


class FeesConfig(AppConfig):
    name = "dsr.fees"
    label = "dsr_fees"
    verbose_name = _("Fees")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Check the keys, and say what personal data this app holds."""
        from accounts.personal_data.registry import register as register_holding
        from dsr.fees.personal_data.holding import HOLDING

        register_holding(HOLDING)
        register(check_stripe_settings)
        refuse_unsafe_live_settings()  # a web server runs no system checks
