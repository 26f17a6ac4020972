from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FulfilmentConfig(AppConfig):
    """Sources, collected data, decisions, packages, deliveries."""

    name = "dsr.fulfilment"
    label = "dsr_fulfilment"
    verbose_name = _("Fulfilment")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what personal data this app holds, and which case files it needs."""
        from accounts.personal_data.registry import register
        from dsr.cases.services.purging import keep_case_file_while
        from dsr.fulfilment.personal_data.holding import HOLDING
        from dsr.fulfilment.selectors.promises import has_open_promise

        register(HOLDING)
        keep_case_file_while("PROMISE", has_open_promise)
