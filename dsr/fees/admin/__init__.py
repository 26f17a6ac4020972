"""手数料: what finance sees."""

from dsr.fees.admin.account import AccountAdmin, TaxNameAdmin
from dsr.fees.admin.accounting_period import AccountingPeriodAdmin
from dsr.fees.admin.bank_import import BankImportAdmin
from dsr.fees.admin.export_batch import ExportBatchAdmin
from dsr.fees.admin.fee import FeeAdmin
from dsr.fees.admin.journal import JournalEntryAdmin
from dsr.fees.admin.payout import PayoutAdmin
from dsr.fees.admin.receipt import ReceiptAdmin
from dsr.fees.admin.reconciliation_break import ReconciliationBreakAdmin
from dsr.fees.admin.refund_limit import RefundLimitAdmin
from dsr.fees.admin.stripe_pull import StripePullAdmin

__all__ = [
    "AccountAdmin",
    "AccountingPeriodAdmin",
    "BankImportAdmin",
    "ExportBatchAdmin",
    "FeeAdmin",
    "JournalEntryAdmin",
    "PayoutAdmin",
    "ReceiptAdmin",
    "ReconciliationBreakAdmin",
    "RefundLimitAdmin",
    "StripePullAdmin",
    "TaxNameAdmin",
]
