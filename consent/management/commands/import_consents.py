"""Record consents from a CSV file (docs/integration.md)."""

from accounts.management.ledger_file import ImportFileCommand
from consent.services.bulk import COLUMNS, import_consents


class Command(ImportFileCommand):
    """`manage.py import_consents FILE`: says how far it is, and may be run again."""

    help = f"Record consents from a CSV file with the columns {', '.join(COLUMNS)}."
    columns = COLUMNS
    bring = staticmethod(import_consents)
