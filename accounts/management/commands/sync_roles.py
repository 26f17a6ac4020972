"""manage.py sync_roles: groups say what accounts.domain.roles says. Run after every migrate."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.domain.roles import ROLES
from accounts.services.roles import UnableToSyncRoles, sync_roles


class Command(BaseCommand):
    """Makes missing groups and sets the permissions of each; touches no user."""

    help = "Make the groups and their permissions equal to accounts.domain.roles."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sync; again is harmless."""
        try:
            sync_roles()
        except UnableToSyncRoles as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{len(ROLES)} roles are in place: {', '.join(sorted(ROLES))}.")
