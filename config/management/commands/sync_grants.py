"""manage.py sync_grants: limit the application's database role, after every migration."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.grants import NothingToLimit, UnableToGrant, sync_grants


class Command(BaseCommand):
    help = "Grant the application's database role all it needs, and no rewriting of ledgers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--role",
            default=settings.DATABASE_APP_ROLE,
            help="the role web and worker connect as (default: DATABASE_APP_ROLE)",
        )

    def handle(self, *, role: str, **options: object) -> None:
        if not role:
            self.stdout.write("Nothing granted: DATABASE_APP_ROLE names no second role.")
            return
        try:
            grants = sync_grants(role=role)
        except NothingToLimit as why:
            self.stdout.write(f"Nothing granted: {why}.")
            return
        except UnableToGrant as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{role}: {grants.tables} tables, of which {len(grants.ledgers)} ledgers are "
            f"append-only ({', '.join(grants.ledgers) or 'none'})."
        )
