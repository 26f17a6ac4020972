from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    name = "dsr.identity"
    label = "dsr_identity"
    verbose_name = _("Identity verification")
    default_auto_field = "django.db.models.BigAutoField"
