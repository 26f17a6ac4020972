from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    label = "policies"
    verbose_name = _("Policies and rules")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the registry what personal data this app holds, and what goes with a member."""
        from accounts.personal_data.registry import register
        from accounts.services.data_subjects import carry_with_member
        from policies.personal_data.holding import HOLDING
        from policies.services.acceptances import carry_acceptances

        register(HOLDING)
        carry_with_member(carry_acceptances)
