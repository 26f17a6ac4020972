"""manage.py seed_policies: the rules a fresh installation starts with."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from policies.services.seeding import seed_rules


class Command(BaseCommand):
    """Adds missing fee, deadline and retention rules; changes none."""

    help = "Add the seeded fee schedule, deadlines and retention periods where none exists."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run once after the first migrate; again is harmless."""
        seed_rules(now=timezone.now())
        self.stdout.write("Fee schedule, deadlines and retention periods are in place.")
