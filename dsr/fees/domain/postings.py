"""What each thing that happens to money looks like in the books: event → lines. Pure.

Every posting names its ledger key, so that the same fact is booked once however often it is told.
Amounts are integer yen, tax included. FEES §5; tax names are settings (seeded_accounts).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dsr.fees.domain.tax import included_tax

CLEARING, BANK, POSTAL_ORDERS, DISPUTED = "CLEARING", "BANK", "POSTAL_ORDERS", "DISPUTED"
DEPOSITS, SUSPENSE, FEE_INCOME = "DEPOSITS", "SUSPENSE", "FEE_INCOME"
STRIPE_FEES, DISPUTE_LOSS = "STRIPE_FEES", "DISPUTE_LOSS"
OUTSIDE, SALES, SALES_RETURN = "OUTSIDE", "SALES_10", "SALES_RETURN_10"
PURCHASE, PURCHASE_EXEMPT = "PURCHASE_10", "PURCHASE_EXEMPT"

# Where money stands that came by this method, and on what it counts by its standing.
HELD_IN = {"CARD": CLEARING, "KONBINI": CLEARING, "BANK_TRANSFER": BANK,
           "POSTAL_ORDER": POSTAL_ORDERS}  # fmt: skip
OWED_AS = {"SETTLES_FEE": FEE_INCOME, "OVERPAYMENT": DEPOSITS, "SUSPENSE": SUSPENSE}
KIND_OF = {"SETTLES_FEE": "PAYMENT", "OVERPAYMENT": "OVERPAYMENT", "SUSPENSE": "SUSPENSE"}


@dataclass(frozen=True)
class Line:
    """One line: yen on the debit or the credit side of an account, and the tax inside it."""

    account: str
    debit: int = 0
    credit: int = 0
    tax: str = OUTSIDE
    tax_amount: int = 0

    def opposite(self) -> "Line":
        """The line that undoes it."""
        return Line(self.account, self.credit, self.debit, self.tax, self.tax_amount)


@dataclass(frozen=True)
class Posting:
    """An entry before it is written: ledger key, kind (EntryKind) and lines."""

    key: str
    kind: str
    lines: tuple[Line, ...]


def problem_of(lines: Sequence[Line]) -> str:
    """Why these lines are no entry, or "": two sides, whole yen, one side each, balanced."""
    if len(lines) < 2:
        return "an entry has two lines or more"
    for line in lines:
        amounts = (line.debit, line.credit, line.tax_amount)
        if any(type(amount) is not int or amount < 0 for amount in amounts):
            return f"{line.account}: yen are whole and not negative"
        if (line.debit == 0) == (line.credit == 0):
            return f"{line.account}: a line is a debit or a credit"
        if line.tax_amount > line.debit + line.credit:
            return f"{line.account}: the tax is inside the amount"
    if sum(line.debit for line in lines) != sum(line.credit for line in lines):
        return "debit and credit differ"
    return ""


def payment_received(*, payment: str, method: str, standing: str, amount: int) -> Posting:
    """Money came. `payment` is its id, `standing` what it counts as (PaymentStanding)."""
    return Posting(
        f"payment:{payment}",
        KIND_OF[standing],
        (Line(HELD_IN[method], debit=amount), _owed(standing, credit=amount)),
    )


def refund_made(
    *, refund: str, method: str, standing: str, amount: int, tax_amount: int
) -> Posting:
    """Money went back the way it came. `tax_amount` from `returned_tax`; 0 for what was no fee."""
    returned = Line(
        OWED_AS[standing], debit=amount,
        tax=SALES_RETURN if standing == "SETTLES_FEE" else OUTSIDE,
        tax_amount=tax_amount if standing == "SETTLES_FEE" else 0,
    )  # fmt: skip
    return Posting(f"refund:{refund}", "REFUND", (returned, Line(HELD_IN[method], credit=amount)))


def returned_tax(amount: int, *, returned: int, returned_tax: int, rate_percent: int = 10) -> int:
    """The tax inside a refund, so that all parts of a fee sum to exactly the tax of the whole.

    Arguments:
        amount: yen of this refund.
        returned: yen of the same payment that went back before and stayed back.
        returned_tax: the tax booked with them.
    """
    due = included_tax(returned + amount, rate_percent) - returned_tax
    return min(max(due, 0), amount)


def suspense_resolved(*, payment: str, standing: str, amount: int) -> Posting:
    """Money in suspense was found to settle the fee, or to be returned (OVERPAYMENT)."""
    return Posting(
        f"suspense:{payment}",
        "SUSPENSE_RESOLVED",
        (Line(SUSPENSE, debit=amount), _owed(standing, credit=amount)),
    )


def dispute_opened(*, dispute: str, amount: int) -> Posting:
    """Stripe took the money back until the bank decides."""
    lines = (Line(DISPUTED, debit=amount), Line(CLEARING, credit=amount))
    return Posting(f"dispute:{dispute}", "DISPUTE", lines)


def dispute_lost(*, dispute: str, standing: str, amount: int) -> Posting:
    """The bank kept it: a loss where it was the fee, else what was owed is returned by this."""
    borne_by = DISPUTE_LOSS if standing == "SETTLES_FEE" else OWED_AS[standing]
    lines = (Line(borne_by, debit=amount), Line(DISPUTED, credit=amount))
    return Posting(f"dispute_lost:{dispute}", "DISPUTE_LOST", lines)


def stripe_fee_booked(*, balance_transaction: str, fee: int, tax: int = 0) -> Posting | None:
    """Stripe's fee of one balance transaction; None where it is 0.

    Arguments:
        balance_transaction: Stripe's id, txn_….
        fee: yen Stripe kept, tax included; negative where it gave some back.
        tax: the part of `fee` that Stripe says is consumption tax, of the same sign.
    """
    if fee == 0:
        return None
    category = PURCHASE if tax else PURCHASE_EXEMPT
    cost = Line(STRIPE_FEES, debit=abs(fee), tax=category, tax_amount=abs(tax))
    lines: tuple[Line, ...] = (cost, Line(CLEARING, credit=abs(fee)))
    if fee < 0:
        lines = opposite(lines)
    return Posting(f"stripe_fee:{balance_transaction}", "STRIPE_FEE", lines)


def payout_paid(*, payout: str, amount: int) -> Posting | None:
    """Stripe sent `amount` yen to the bank; it took them from it where negative. None for 0."""
    if amount == 0:
        return None
    lines: tuple[Line, ...] = (Line(BANK, debit=abs(amount)), Line(CLEARING, credit=abs(amount)))
    return Posting(f"payout:{payout}", "PAYOUT", lines if amount > 0 else opposite(lines))


def payout_failed(*, payout: str, amount: int) -> Posting | None:
    """The bank sent a paid payout back: the money is with Stripe again. None for 0."""
    paid = payout_paid(payout=payout, amount=amount)
    if paid is None:
        return None
    return Posting(f"payout_failed:{payout}", "PAYOUT_FAILED", opposite(paid.lines))


def postal_orders_cashed(*, reference: str, amount: int) -> Posting:
    """Postal money orders were cashed into the bank account."""
    lines = (Line(BANK, debit=amount), Line(POSTAL_ORDERS, credit=amount))
    return Posting(f"cashed:{reference}", "TRANSFER", lines)


def opposite(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines that undo these."""
    return tuple(line.opposite() for line in lines)


def _owed(standing: str, *, credit: int) -> Line:
    if standing == "SETTLES_FEE":
        return Line(FEE_INCOME, credit=credit, tax=SALES, tax_amount=included_tax(credit))
    return Line(OWED_AS[standing], credit=credit)
