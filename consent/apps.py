from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    name = "consent"
    label = "consent"
    verbose_name = _("Consent")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system check; say what personal data this app holds and what is carried."""
        from accounts.personal_data.registry import register as hold
        from accounts.services.data_subjects import carry_with_member
        from consent.gateways.receipt_keys import check_receipt_keys
        from consent.personal_data.holding import HOLDING
        from consent.selectors.consents import item_matters
        from consent.services.changes import announce_changes
        from consent.services.member_consents import carry_consents
        from policies.selectors.matters import add_register
        from policies.services.acceptances import tell_of_acceptances

        register(Tags.security)(check_receipt_keys)
        hold(HOLDING)
        carry_with_member(carry_consents)
        tell_of_acceptances(announce_changes)
        add_register(item_matters)
