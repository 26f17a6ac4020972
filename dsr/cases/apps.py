from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """The case file."""

    name = "dsr.cases"
    label = "dsr_cases"
    verbose_name = _("Requests")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what personal data this app holds, and what goes with a person."""
        from accounts.personal_data.registry import register
        from accounts.services.data_subjects import carry_with_member
        from dsr.cases.personal_data.holding import HOLDING
        from dsr.cases.services.subjects import carry_cases

        register(HOLDING)
        carry_with_member(carry_cases)
