from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BreachesConfig(AppConfig):
    name = "dsr.breaches"
    label = "dsr_breaches"
    verbose_name = _("Breaches")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what personal data this app holds, which files it needs, what goes with a person."""
        from accounts.personal_data.registry import register
        from dsr.breaches.personal_data.holding import HOLDING
        from dsr.breaches.selectors.breaches import needs_case_file
        from dsr.breaches.services.facts import carry_concern
        from dsr.cases.services.purging import keep_case_file_while
        from dsr.cases.services.subjects import carry_with_subject

        register(HOLDING)
        keep_case_file_while("BREACH", needs_case_file)
        carry_with_subject("BREACH", carry_concern)
