from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class MadoguchiAdminConfig(AdminConfig):
    """The console: Django's admin with our own site (config/admin_site.py)."""

    default_site = "config.admin_site.ConsoleSite"


class ConfigConfig(AppConfig):
    """Shared static files, catalogues and operator commands."""

    name = "config"
    default = True
