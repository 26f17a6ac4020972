"""Write the ledger of consents to a CSV file."""

from accounts.management.ledger_file import ExportFileCommand
from consent.models import ConsentEvent
from consent.services.bulk import export_consents


class Command(ExportFileCommand):
    """`manage.py export_consents FILE`."""

    help = "Write the ledger of consents to a CSV file."
    ledger = ConsentEvent
    give = staticmethod(export_consents)
