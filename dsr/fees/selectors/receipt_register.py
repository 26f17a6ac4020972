"""領収書の控え: every receipt that was issued, found by date, amount and party; nobody is named.

電子帳簿保存法施行規則 Art 4(1), 2(6): records of transactions are found by date, amount and party,
by spans of dates and amounts, and by any two or more of these together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from dsr.fees.domain.tax import included_tax
from dsr.fees.enums import RefundStatus
from dsr.fees.models import Receipt, ReceiptCounter, Refund
from policies.domain.calendar import jst_date

CHUNK = 2000
COLUMNS: dict[str, str | Promise] = {
    "number": pgettext_lazy("receipt", "Number"),
    "issue": pgettext_lazy("receipt", "Issue"),
    "issued_on": _("Date of issue"),
    "given_on": _("Date of this document"),
    "fee": _("Fee reference"),
    "request": _("Request"),
    "method": _("Method"),
    "paid_on": _("Paid on"),
    "amount": _("Amount (yen)"),
    "tax": _("of which consumption tax"),
    "refunded": _("Refunded (yen)"),
}


@dataclass(frozen=True, kw_only=True)
class ReceiptFilter:
    """What the register is narrowed to; None and b"" mean everything.

    Arguments:
        first, last: dates of issue, both included; least, most: yen, both included.
        party: from `dsr.fees.selectors.receipts.party_index`.
    """

    first: date | None = None
    last: date | None = None
    least: int | None = None
    most: int | None = None
    party: bytes = b""


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    """One document. `issue` 1 is the original. `refunded`: yen that went back until now."""

    number: str
    issue: int
    issued_on: date
    given_on: date
    fee: str
    request: str
    method: str
    paid_on: date
    amount: int
    refunded: int
    is_kept: bool

    @property
    def tax(self) -> int:
        """Consumption tax inside the amount."""
        return included_tax(self.amount)

    @property
    def cells(self) -> list[str | int]:
        """In words of the active language, in the order of COLUMNS."""
        reissued = pgettext("receipt", "Reissue %(number)s") % {"number": self.issue - 1}
        return [
            self.number,
            reissued if self.issue > 1 else pgettext("receipt", "Original"),
            self.issued_on.isoformat(),
            self.given_on.isoformat(),
            self.fee,
            self.request,
            self.method,
            self.paid_on.isoformat(),
            self.amount,
            self.tax,
            self.refunded,
        ]


def receipts_found(narrowed: ReceiptFilter) -> QuerySet[Receipt]:
    """The receipts, newest first."""
    found = Receipt.objects.all()
    if narrowed.first:
        found = found.filter(issued_on__gte=narrowed.first)
    if narrowed.last:
        found = found.filter(issued_on__lte=narrowed.last)
    if narrowed.least is not None:
        found = found.filter(payment__amount__gte=narrowed.least)
    if narrowed.most is not None:
        found = found.filter(payment__amount__lte=narrowed.most)
    if narrowed.party:
        found = found.filter(party_index=narrowed.party)
    return found.order_by("-issued_on", "-pk")


def receipt_lines(receipts: QuerySet[Receipt]) -> Iterator[ReceiptLine]:
    """Their lines; one query, streamed."""
    went_back = (
        Refund.objects.filter(payment=OuterRef("payment"), status=RefundStatus.SUCCEEDED)
        .order_by()
        .values("payment")
        .annotate(sum=Sum("amount"))
        .values("sum")
    )
    rows = receipts.select_related("payment__fee__case", "file").annotate(
        refunded=Coalesce(Subquery(went_back), 0)
    )
    for receipt in rows.iterator(chunk_size=CHUNK):
        payment = receipt.payment
        yield ReceiptLine(
            number=receipt.number,
            issue=receipt.issue,
            issued_on=receipt.issued_on,
            given_on=jst_date(receipt.issued_at),
            fee=payment.fee.reference,
            request=payment.fee.case.reference,
            method=payment.get_method_display(),
            paid_on=jst_date(payment.paid_at),
            amount=payment.amount,
            refunded=receipt.refunded,
            is_kept=receipt.file.deleted_at is None,
        )


def missing_numbers() -> list[str]:
    """Numbers that were given and have no receipt: there should be none. Two queries a year."""
    missing = []
    for counter in ReceiptCounter.objects.order_by("year"):
        prefix = f"R-{counter.year}-"
        given = Receipt.objects.filter(issue=1, number__startswith=prefix)
        if given.count() != counter.last:
            known = set(given.values_list("number", flat=True))
            numbers = (f"{prefix}{place:06d}" for place in range(1, counter.last + 1))
            missing += [number for number in numbers if number not in known]
    return missing
