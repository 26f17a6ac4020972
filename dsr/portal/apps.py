from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The requester's pages."""

    name = "dsr.portal"
    label = "dsr_portal"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what personal data this app holds."""
        from accounts.personal_data.registry import register
        from dsr.portal.personal_data.holding import HOLDING

        register(HOLDING)
