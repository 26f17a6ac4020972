"""手数料: what finance sees."""

from dsr.fees.admin.account import AccountAdmin, TaxNameAdmin
from dsr.fees.admin.accounting_period import AccountingPeriodAdmin
from dsr.fees.admin.export_batch import ExportBatchAdmin
from dsr.fees.admin.fee import FeeAdmin
from dsr.fees.admin.journal import JournalEntryAdmin
from dsr.fees.admin.receipt import ReceiptAdmin
from dsr.fees.admin.refund_limit import RefundLimitAdmin

__all__ = [
    "AccountAdmin",
    "AccountingPeriodAdmin",
    "ExportBatchAdmin",
    "FeeAdmin",
    "JournalEntryAdmin",
    "ReceiptAdmin",
    "RefundLimitAdmin",
    "TaxNameAdmin",
]
