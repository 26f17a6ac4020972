"""Write the workflow's diagram and tables into docs/house.md, from the table the engine uses."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from dsr.console.domain.workflow_docs import with_workflow


class Command(BaseCommand):
    help = "Write the workflow's diagram and tables into docs/house.md."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrite the part between the markers."""
        page = Path(settings.BASE_DIR) / "docs" / "house.md"
        page.write_text(with_workflow(page.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"Written: {page.name}")
