from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsoleConfig(AppConfig):
    name = "dsr.console"
    label = "dsr_console"
    verbose_name = _("Operation of the desk")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the registry what personal data this app holds."""
        from accounts.personal_data.registry import register
        from dsr.console.personal_data.holding import HOLDING

        register(HOLDING)
