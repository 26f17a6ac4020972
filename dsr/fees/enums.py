"""Codes of the fee's life (FEES §3)."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class FeeStatus(TextChoices):
    """A cache over what was paid and refunded; written by dsr.fees.services only."""

    DUE = "DUE", pgettext_lazy("fee", "Due")
    PENDING = "PENDING", pgettext_lazy("fee", "Payment pending")
    PAID = "PAID", pgettext_lazy("fee", "Paid")
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED", pgettext_lazy("fee", "Partially refunded")
    REFUNDED = "REFUNDED", pgettext_lazy("fee", "Refunded")
    DISPUTED = "DISPUTED", pgettext_lazy("fee", "Disputed")
    CHARGED_BACK = "CHARGED_BACK", pgettext_lazy("fee", "Charged back")
    WAIVED = "WAIVED", pgettext_lazy("fee", "Waived")
    CANCELLED = "CANCELLED", pgettext_lazy("fee", "Cancelled")


class AttemptStatus(TextChoices):
    """Life of one payment page."""

    CREATING = "CREATING", pgettext_lazy("payment page", "Being opened")
    OPEN = "OPEN", pgettext_lazy("payment page", "Open")
    PENDING = "PENDING", pgettext_lazy("payment page", "Voucher issued")
    PAID = "PAID", pgettext_lazy("payment page", "Paid")
    FAILED = "FAILED", pgettext_lazy("payment page", "Failed")
    EXPIRED = "EXPIRED", pgettext_lazy("payment page", "Expired")
    SUPERSEDED = "SUPERSEDED", pgettext_lazy("payment page", "Superseded")
    ERROR = "ERROR", pgettext_lazy("payment page", "Error")


LIVE_ATTEMPT = (AttemptStatus.CREATING, AttemptStatus.OPEN)


class PaymentMethod(TextChoices):
    """How money came."""

    CARD = "CARD", pgettext_lazy("payment", "Card")
    KONBINI = "KONBINI", pgettext_lazy("payment", "Convenience store")
    BANK_TRANSFER = "BANK_TRANSFER", pgettext_lazy("payment", "Bank transfer")
    POSTAL_ORDER = "POSTAL_ORDER", pgettext_lazy("payment", "Postal money order")


class PaymentStanding(TextChoices):
    """What a received payment counts as."""

    SETTLES_FEE = "SETTLES_FEE", pgettext_lazy("payment", "Settles the fee")
    OVERPAYMENT = "OVERPAYMENT", pgettext_lazy("payment", "Paid twice: to be returned")
    SUSPENSE = "SUSPENSE", pgettext_lazy("payment", "Does not match: under review")


class RefundStatus(TextChoices):
    """Life of one refund. Konbini refunds may need an account from the payer."""

    REQUESTED = "REQUESTED", pgettext_lazy("refund", "Requested")
    PENDING = "PENDING", pgettext_lazy("refund", "On its way")
    REQUIRES_ACTION = "REQUIRES_ACTION", pgettext_lazy("refund", "Waits for the payer's account")
    SUCCEEDED = "SUCCEEDED", pgettext_lazy("refund", "Refunded")
    FAILED = "FAILED", pgettext_lazy("refund", "Failed")
    CANCELED = "CANCELED", pgettext_lazy("refund", "Canceled")


class RefundReason(TextChoices):
    """Why money goes back (DOMAIN §8)."""

    WITHDRAWN = "WITHDRAWN", pgettext_lazy("refund", "Withdrawn before work started")
    NOT_ACCEPTED = "NOT_ACCEPTED", pgettext_lazy("refund", "Request not accepted")
    REFUSED = "REFUSED", pgettext_lazy("refund", "Refused in full")
    NOTHING_HELD = "NOTHING_HELD", pgettext_lazy("refund", "Nothing to disclose")
    PAID_TWICE = "PAID_TWICE", pgettext_lazy("refund", "Paid twice")
    BY_FINANCE = "BY_FINANCE", pgettext_lazy("refund", "Decided by finance")
    AT_STRIPE = "AT_STRIPE", pgettext_lazy("refund", "Made in Stripe's dashboard")


class FeeStep(TextChoices):
    """What staff do to a fee, each with a reason."""

    WAIVE = "WAIVE", pgettext_lazy("fee", "Waive the fee")
    RECORD_OFFLINE_PAYMENT = (
        "RECORD_OFFLINE_PAYMENT",
        pgettext_lazy("fee", "Record an offline payment"),
    )
    REFUND = "REFUND", pgettext_lazy("fee", "Refund")
    RECORD_OFFLINE_REFUND = (
        "RECORD_OFFLINE_REFUND",
        pgettext_lazy("fee", "Record a refund sent by hand"),
    )
    PROPOSE_REFUND = "PROPOSE_REFUND", pgettext_lazy("fee", "Propose a refund")
    APPROVE_REFUND = "APPROVE_REFUND", pgettext_lazy("fee", "Approve a proposed refund")
    DECLINE_REFUND = "DECLINE_REFUND", pgettext_lazy("fee", "Decline a proposed refund")
    RESOLVE_SUSPENSE = (
        "RESOLVE_SUSPENSE",
        pgettext_lazy("fee", "Decide about money that does not match"),
    )


class ProposalStatus(TextChoices):
    """Of a refund that needs two people."""

    WAITING = "WAITING", pgettext_lazy("proposed refund", "Waits for a second person")
    APPROVED = "APPROVED", pgettext_lazy("proposed refund", "Approved")
    DECLINED = "DECLINED", pgettext_lazy("proposed refund", "Declined")


class WebhookOutcome(TextChoices):
    """What became of one event."""

    WAITING = "WAITING", pgettext_lazy("notice", "Waiting")
    HANDLED = "HANDLED", pgettext_lazy("notice", "Handled")
    IGNORED = "IGNORED", pgettext_lazy("notice", "Not ours to handle")
    UNMATCHED = "UNMATCHED", pgettext_lazy("notice", "Matches no attempt yet")
    MISMATCH = "MISMATCH", pgettext_lazy("notice", "Wrong mode or version")


class PullKind(TextChoices):
    """Which of Stripe's lists is read."""

    BALANCE = "BALANCE", pgettext_lazy("Stripe list", "Balance transactions")
    PAYOUTS = "PAYOUTS", pgettext_lazy("Stripe list", "Payouts")
    REFUNDS = "REFUNDS", pgettext_lazy("Stripe list", "Refunds")
    DISPUTES = "DISPUTES", pgettext_lazy("Stripe list", "Disputes")


class PullSource(TextChoices):
    """Where a movement was read."""

    STRIPE = "STRIPE", pgettext_lazy("read from", "Stripe")
    REPORT = "REPORT", pgettext_lazy("read from", "Itemised report")


class BankFileFormat(TextChoices):
    """How the bank writes its statement."""

    ZENGIN = "ZENGIN", pgettext_lazy("bank file", "Zengin records (200 bytes)")
    COLUMNS = "COLUMNS", pgettext_lazy("bank file", "CSV with columns")


class BankImportStatus(TextChoices):
    """A file is shown, then imported or discarded."""

    PREVIEW = "PREVIEW", pgettext_lazy("bank statement", "Shown, not yet imported")
    IMPORTED = "IMPORTED", pgettext_lazy("bank statement", "Imported")
    DISCARDED = "DISCARDED", pgettext_lazy("bank statement", "Discarded")


class BreakType(TextChoices):
    """How books can differ (FEES §5)."""

    PAID_NOT_IN_STRIPE = "PAID_NOT_IN_STRIPE", pgettext_lazy("break", "Paid here, not at Stripe")
    IN_STRIPE_NOT_IN_PORTAL = (
        "IN_STRIPE_NOT_IN_PORTAL",
        pgettext_lazy("break", "Paid at Stripe, not here"),
    )
    AMOUNT_MISMATCH = "AMOUNT_MISMATCH", pgettext_lazy("break", "Amounts differ")
    CURRENCY = "CURRENCY", pgettext_lazy("break", "Not in yen")
    DUPLICATE_PAYMENT = "DUPLICATE_PAYMENT", pgettext_lazy("break", "Paid twice, not yet returned")
    REFUND_UNKNOWN = "REFUND_UNKNOWN", pgettext_lazy("break", "Refund we do not know")
    REFUND_FAILED = "REFUND_FAILED", pgettext_lazy("break", "Refund failed")
    DISPUTE_OPEN = "DISPUTE_OPEN", pgettext_lazy("break", "Dispute is open")
    FEE_UNEXPECTED = "FEE_UNEXPECTED", pgettext_lazy("break", "Stripe's fee is not as told")
    PAYOUT_SUM = "PAYOUT_SUM", pgettext_lazy("break", "Lines do not add up to the payout")
    PAYOUT_NO_BANK = "PAYOUT_NO_BANK", pgettext_lazy("break", "Payout did not reach the bank")
    BANK_NO_PAYOUT = "BANK_NO_PAYOUT", pgettext_lazy("break", "Bank line without a payout")
    BALANCE_TXN_MISSING = (
        "BALANCE_TXN_MISSING",
        pgettext_lazy("break", "Stripe has not booked the payment"),
    )
    LIVEMODE = "LIVEMODE", pgettext_lazy("break", "Test money among real, or the reverse")


class BreakStatus(TextChoices):
    """Open until a person resolves it or a run no longer finds it."""

    OPEN = "OPEN", pgettext_lazy("break", "Open")
    RESOLVED = "RESOLVED", pgettext_lazy("break", "Resolved")
    GONE = "GONE", pgettext_lazy("break", "No longer found")


class BreakStep(TextChoices):
    """What happens to a break."""

    FOUND = "FOUND", pgettext_lazy("break", "Found")
    ASSIGN = "ASSIGN", pgettext_lazy("break", "Assigned")
    NOTE = "NOTE", pgettext_lazy("break", "Note")
    RESOLVE = "RESOLVE", pgettext_lazy("break", "Resolved")
    GONE = "GONE", pgettext_lazy("break", "No longer found")
    BACK = "BACK", pgettext_lazy("break", "Found again")


class AccountKind(TextChoices):
    """Which side an account grows on: assets and expenses by debit, the others by credit."""

    ASSET = "ASSET", pgettext_lazy("account", "Asset")
    LIABILITY = "LIABILITY", pgettext_lazy("account", "Liability")
    INCOME = "INCOME", pgettext_lazy("account", "Income")
    EXPENSE = "EXPENSE", pgettext_lazy("account", "Expense")


class AccountCode(TextChoices):
    """The accounts of the books of fees (FEES §5)."""

    CLEARING = "CLEARING", pgettext_lazy("account", "Receivable from Stripe")
    BANK = "BANK", pgettext_lazy("account", "Bank account")
    POSTAL_ORDERS = "POSTAL_ORDERS", pgettext_lazy("account", "Postal money orders")
    DISPUTED = "DISPUTED", pgettext_lazy("account", "Money held in disputes")
    DEPOSITS = "DEPOSITS", pgettext_lazy("account", "Deposits to return")
    SUSPENSE = "SUSPENSE", pgettext_lazy("account", "Suspense")
    FEE_INCOME = "FEE_INCOME", pgettext_lazy("account", "Fees received")
    STRIPE_FEES = "STRIPE_FEES", pgettext_lazy("account", "Stripe's fees")
    DISPUTE_LOSS = "DISPUTE_LOSS", pgettext_lazy("account", "Losses by disputes")


class TaxCode(TextChoices):
    """Consumption tax of one line (税区分)."""

    SALES_10 = "SALES_10", pgettext_lazy("tax", "Taxable sales, 10 %")
    SALES_RETURN_10 = "SALES_RETURN_10", pgettext_lazy("tax", "Taxable sales returned, 10 %")
    PURCHASE_10 = "PURCHASE_10", pgettext_lazy("tax", "Taxable purchases, 10 %")
    PURCHASE_EXEMPT = "PURCHASE_EXEMPT", pgettext_lazy("tax", "Purchases without tax")
    OUTSIDE = "OUTSIDE", pgettext_lazy("tax", "Outside the tax")


class EntryKind(TextChoices):
    """What an entry books."""

    PAYMENT = "PAYMENT", pgettext_lazy("journal entry", "Payment")
    OVERPAYMENT = "OVERPAYMENT", pgettext_lazy("journal entry", "Paid twice")
    SUSPENSE = "SUSPENSE", pgettext_lazy("journal entry", "Money that does not match")
    SUSPENSE_RESOLVED = "SUSPENSE_RESOLVED", pgettext_lazy("journal entry", "Suspense resolved")
    REFUND = "REFUND", pgettext_lazy("journal entry", "Refund")
    DISPUTE = "DISPUTE", pgettext_lazy("journal entry", "Money taken by a dispute")
    DISPUTE_LOST = "DISPUTE_LOST", pgettext_lazy("journal entry", "Dispute lost")
    STRIPE_FEE = "STRIPE_FEE", pgettext_lazy("journal entry", "Stripe's fee")
    PAYOUT = "PAYOUT", pgettext_lazy("journal entry", "Payout to the bank")
    PAYOUT_FAILED = "PAYOUT_FAILED", pgettext_lazy("journal entry", "Payout that failed")
    TRANSFER = "TRANSFER", pgettext_lazy("journal entry", "Postal money orders cashed")
    REVERSAL = "REVERSAL", pgettext_lazy("journal entry", "Reversal")


class PeriodStatus(TextChoices):
    """Of an accounting month; only an OPEN one takes entries."""

    OPEN = "OPEN", pgettext_lazy("accounting month", "Open")
    CLOSED = "CLOSED", pgettext_lazy("accounting month", "Closed")
    REOPENING = "REOPENING", pgettext_lazy("accounting month", "Waits for a second person")


class PeriodStep(TextChoices):
    """What people do to an accounting month, each with a reason."""

    CLOSE = "CLOSE", pgettext_lazy("accounting month", "Close the month")
    ASK_REOPENING = "ASK_REOPENING", pgettext_lazy("accounting month", "Ask to reopen the month")
    REOPEN = "REOPEN", pgettext_lazy("accounting month", "Reopen the month")
    KEEP_CLOSED = "KEEP_CLOSED", pgettext_lazy("accounting month", "Keep the month closed")


class ExportFormat(TextChoices):
    """For whom the journal is written. Each entry leaves once for each of them."""

    YAYOI = "YAYOI", pgettext_lazy("export", "Yayoi")
    MONEYFORWARD = "MONEYFORWARD", pgettext_lazy("export", "Money Forward")
    FREEE = "FREEE", pgettext_lazy("export", "freee")
    NEUTRAL = "NEUTRAL", pgettext_lazy("export", "CSV for any software")
    XLSX = "XLSX", pgettext_lazy("export", "Excel (XLSX)")
