from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People, access, mail, sealed files."""

    name = "accounts"
    label = "accounts"
    verbose_name = _("People and access")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, and say what personal data this app holds."""
        from accounts.gateways import checks
        from accounts.personal_data.holding import HOLDING
        from accounts.personal_data.registry import register as hold

        register(Tags.security)(checks.check_sealing)
        register(Tags.security)(checks.check_site_url)
        register(Tags.security, deploy=True)(checks.check_site_is_secure)
        hold(HOLDING)
