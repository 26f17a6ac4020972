"""Write the ledger of acceptances to a CSV file."""

from accounts.management.ledger_file import ExportFileCommand
from policies.models import PolicyAcceptance
from policies.services.bulk import export_acceptances


class Command(ExportFileCommand):
    """`manage.py export_acceptances FILE`."""

    help = "Write the ledger of acceptances to a CSV file."
    ledger = PolicyAcceptance
    give = staticmethod(export_acceptances)
