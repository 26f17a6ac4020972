"""Record acceptances of policy versions from a CSV file (docs/integration.md)."""

from accounts.management.ledger_file import ImportFileCommand
from policies.services.bulk import COLUMNS, import_acceptances


class Command(ImportFileCommand):
    """`manage.py import_acceptances FILE`: says how far it is, and may be run again."""

    help = f"Record acceptances from a CSV file with the columns {', '.join(COLUMNS)}."
    columns = COLUMNS
    bring = staticmethod(import_acceptances)
