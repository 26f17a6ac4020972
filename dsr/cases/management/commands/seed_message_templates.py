"""manage.py seed_message_templates: texts a fresh desk may begin with."""

from typing import Any

from django.core.management.base import BaseCommand

from dsr.cases.services.message_templates import seed_message_templates


class Command(BaseCommand):
    """Adds missing templates; changes none."""

    help = "Add the seeded message templates where none of that code exists."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once after the first migrate; again is harmless."""
        seed_message_templates()
        self.stdout.write("Message templates are in place.")
