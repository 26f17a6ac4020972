from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import pre_migrate


class MadoguchiAdminConfig(AdminConfig):
    """The console: Django's admin with our own site (config/admin_site.py)."""

    default_site = "config.admin_site.ConsoleSite"


class ConfigConfig(AppConfig):
    """Shared static files, catalogues and operator commands."""

    name = "config"
    default = True

    def ready(self) -> None:
        """Keep the ledgers where migrations are taken back."""
        from config.going_back import refuse_to_lose_ledgers

        # Django tells each app that has models; one of them is enough.
        pre_migrate.connect(refuse_to_lose_ledgers, sender=apps.get_app_config("accounts"))
