from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "dsr.identity"
    label = "dsr_identity"
    verbose_name = _("Identity verification")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what personal data this app holds."""
        from accounts.personal_data.registry import register
        from dsr.identity.personal_data.holding import HOLDING

        register(HOLDING)
