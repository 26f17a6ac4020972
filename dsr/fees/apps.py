from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeesConfig(AppConfig):
    name = "dsr.fees"
    label = "dsr_fees"
    verbose_name = _("Fees")
    default_auto_field = "django.db.models.BigAutoField"
