from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The requester's pages."""

    name = "dsr.portal"
    label = "dsr_portal"
    verbose_name = _("Portal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what personal data this app holds, and what stays ended when a person has left."""
        from accounts.personal_data.registry import register
        from accounts.services.data_subjects import carry_with_member
        from consent.services.bulk import let_nothing_earlier_stand
        from dsr.portal.personal_data.holding import HOLDING
        from dsr.portal.selectors.leaving import members_who_left
        from dsr.portal.services.leaving import end_what_is_carried

        register(HOLDING)
        carry_with_member(end_what_is_carried)  # after consent's: apps below are ready first
        let_nothing_earlier_stand(members_who_left)
