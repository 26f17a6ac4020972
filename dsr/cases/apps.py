from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "dsr.cases"
    label = "dsr_cases"
    verbose_name = _("Requests")
    default_auto_field = "django.db.models.BigAutoField"
