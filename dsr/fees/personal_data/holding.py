"""What fees hold about a person: what they were asked to pay, paid and got back."""

from collections.abc import Iterable
from typing import Any

from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject
from accounts.personal_data.registry import Holding, kept
from dsr.fees.models import Fee, Payment
from dsr.fees.selectors.receipts import addressee_of, wanted_addressee

CATEGORY = "FEES"

FIELDS = (
    ("reference", "受付番号", "Reference"),
    ("fee_reference", "手数料番号", "Fee reference"),
    ("amount", "手数料（円、税込）", "Fee (yen, tax included)"),
    ("status", "状況", "Status"),
    ("raised_at", "請求日時", "Raised at"),
    ("settled_at", "支払日時", "Settled at"),
    ("receipt_addressee", "領収書の宛名（請求時）", "Receipt addressee when filing"),
    ("payments", "お支払い", "Payments"),
    ("receipts", "領収書", "Receipts"),
)


def collect(subject: DataSubject) -> Iterable[PersonalRecords]:
    """Every fee of this person's requests: books of account outlive the case file."""
    fees = (
        Fee.objects.filter(case__subject=subject)
        .select_related("case__data_key")
        .prefetch_related("payments__refunds", "payments__receipts__file__data_key")
        .order_by("raised_at", "pk")
    )
    yield PersonalRecords(category=CATEGORY, fields=FIELDS, records=[_record(fee) for fee in fees])


def _record(fee: Fee) -> dict[str, Any]:
    payments = sorted(fee.payments.all(), key=lambda payment: (payment.paid_at, payment.pk))
    return {
        "reference": fee.case.reference,
        "fee_reference": fee.reference,
        "amount": fee.amount,
        "status": fee.status,
        "raised_at": fee.raised_at.isoformat(),
        "settled_at": fee.settled_at.isoformat() if fee.settled_at else None,
        "receipt_addressee": wanted_addressee(fee),
        "payments": [_payment(payment) for payment in payments],
        "receipts": [
            {
                "number": receipt.number,
                "issue": receipt.issue,
                "addressee": addressee_of(receipt),
                "issued_on": receipt.issued_on.isoformat(),
            }
            for payment in payments
            for receipt in sorted(payment.receipts.all(), key=lambda row: row.issue)
            if receipt.file.data_key.destroyed_at is None
        ],
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "method": payment.method,
        "amount": payment.amount,
        "paid_at": payment.paid_at.isoformat(),
        "refunds": [
            {"amount": refund.amount, "status": refund.status, "reason": refund.reason}
            for refund in sorted(payment.refunds.all(), key=lambda row: (row.requested_at, row.pk))
        ],
    }


HOLDING = Holding(
    app="dsr_fees",
    collect=collect,
    erase={
        CATEGORY: kept(
            ja="手数料の記録は、会計帳簿として七年間保存します。",
            en="Records of fees are books of account and stay for seven years.",
        )
    },
    collected_and_erased=frozenset({"dsr_fees.Receipt"}),
    kept_because={
        "dsr_fees.Fee": "Books of account, seven years; the addressee entered while filing is "
        "sealed with the case and shredded with it.",
        "dsr_fees.FeeEvent": "Ids, codes and yen: proves who decided about money.",
        "dsr_fees.Payment": "Books of account, seven years: amounts, times and ids only.",
        "dsr_fees.PaymentAttempt": "Books of account: which payment page led to which payment.",
        "dsr_fees.Refund": "Books of account, seven years: amounts, times and ids only.",
        "dsr_fees.RefundProposal": "Books of account: who proposed and decided, ids and yen.",
        "dsr_fees.JournalEntry": "Books of account, seven years: ids, codes, dates and yen.",
        "dsr_fees.JournalLine": "Books of account, seven years: ids, codes, dates and yen.",
        "dsr_fees.AccountingPeriod": "Books of account: which member of staff closed a month.",
        "dsr_fees.PeriodEvent": "Books of account: which member of staff did what to a month.",
        "dsr_fees.PeriodNote": "Books of account: why a month was closed or reopened; about books "
        "and no person.",
        "dsr_fees.WebhookEvent": "Ids and types of notices: proves what was received.",
        "dsr_fees.BalanceTransaction": "Books of account: ids of Stripe's and yen.",
        "dsr_fees.Payout": "Books of account: ids of Stripe's and yen.",
        "dsr_fees.StripeRefund": "Books of account: ids of Stripe's and yen.",
        "dsr_fees.StripeDispute": "Books of account: ids of Stripe's, yen and codes.",
        "dsr_fees.BankImport": "Books of account: only lines that came from Stripe are kept.",
        "dsr_fees.BankLine": "Books of account: money that came from Stripe, nobody's name.",
        "dsr_fees.ReconciliationBreak": "Ids, codes and yen: where books differed, and why.",
        "dsr_fees.ExportBatch": "Books of account: references of fees and yen, nobody's name.",
        "dsr_fees.BreakEvent": "What finance did about a break; notes name nobody.",
    },
    no_personal_data=frozenset(
        {
            "dsr_fees.Account",
            "dsr_fees.ExportCounter",
            "dsr_fees.ExportedEntry",
            "dsr_fees.FeeCounter",
            "dsr_fees.HistoricalRefundLimit",
            "dsr_fees.HistoricalAccount",
            "dsr_fees.HistoricalTaxName",
            "dsr_fees.TaxName",
            "dsr_fees.ReceiptCounter",
            "dsr_fees.RefundLimit",
            "dsr_fees.ReconciliationRun",
            "dsr_fees.StripePull",
        }
    ),
)
