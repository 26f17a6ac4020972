"""What the fees app keeps."""

from dsr.fees.models.account import Account, TaxName
from dsr.fees.models.accounting_period import AccountingPeriod, PeriodEvent, PeriodNote
from dsr.fees.models.balance_transaction import BalanceTransaction
from dsr.fees.models.bank_line import BankImport, BankLine
from dsr.fees.models.export_batch import ExportBatch, ExportCounter, ExportedEntry
from dsr.fees.models.fee import Fee, FeeCounter
from dsr.fees.models.fee_event import FeeEvent
from dsr.fees.models.journal import JournalEntry, JournalLine
from dsr.fees.models.payment import Payment, Refund
from dsr.fees.models.payment_attempt import PaymentAttempt
from dsr.fees.models.payout import Payout
from dsr.fees.models.receipt import Receipt, ReceiptCounter
from dsr.fees.models.reconciliation_break import BreakEvent, ReconciliationBreak, ReconciliationRun
from dsr.fees.models.refund_proposal import RefundLimit, RefundProposal
from dsr.fees.models.stripe_dispute import StripeDispute
from dsr.fees.models.stripe_pull import StripePull
from dsr.fees.models.stripe_refund import StripeRefund
from dsr.fees.models.webhook_event import WebhookEvent

__all__ = [
    "Account",
    "AccountingPeriod",
    "BalanceTransaction",
    "BankImport",
    "BankLine",
    "BreakEvent",
    "ExportBatch",
    "ExportCounter",
    "ExportedEntry",
    "Fee",
    "FeeCounter",
    "FeeEvent",
    "JournalEntry",
    "JournalLine",
    "Payment",
    "PaymentAttempt",
    "Payout",
    "PeriodEvent",
    "PeriodNote",
    "Receipt",
    "ReceiptCounter",
    "ReconciliationBreak",
    "ReconciliationRun",
    "Refund",
    "RefundLimit",
    "RefundProposal",
    "StripeDispute",
    "StripePull",
    "StripeRefund",
    "TaxName",
    "WebhookEvent",
]
