"""The console's admin site: Django's, in our words."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class ConsoleSite(AdminSite):
    """The staff face. Apps register with django.contrib.admin; this site is the default one."""

    site_header = _("Madoguchi console")
    site_title = _("Madoguchi")
    index_title = _("Work")
