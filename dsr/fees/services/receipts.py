"""Receipts: issued on demand, numbered without gaps, kept sealed, reissues marked."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max

from accounts.enums import FilePurpose
from accounts.gateways.sealing import seal_text
from accounts.services.data_keys import create_data_key, destroy_data_key
from accounts.services.files import store_file
from dsr.cases.letters.words import Words
from dsr.fees.enums import PaymentStanding, RefundStatus
from dsr.fees.letters.receipt import ReceiptData, ReceiptIssuer, ReceiptRefund, render_receipt
from dsr.fees.models import Fee, Payment, Receipt, ReceiptCounter
from dsr.fees.selectors.receipts import addressee_of, party_index
from dsr.fees.selectors.tellings import may_be_told_of
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.organisations import organisation
from policies.selectors.rules import retention_until


class UnableToIssueReceipt(Exception):
    """Nothing was received, so nothing can be receipted."""


@transaction.atomic
def issue_receipt(*, fee_id: int, addressee: str, language: str, now: datetime) -> Receipt:
    """Issue a receipt for the payment that settled the fee; a later one is marked 再発行.

    The same addressee and language again, with nothing refunded since, returns the latest one. A
    refund the payer may not be told of (selectors.tellings) stands on no receipt.

    Raises:
        UnableToIssueReceipt: the fee was never settled.
    """
    fee = (
        Fee.objects.select_for_update(of=("self",)).select_related("case__data_key").get(pk=fee_id)
    )
    payment = fee.payments.filter(standing=PaymentStanding.SETTLES_FEE).first()
    if payment is None:
        raise UnableToIssueReceipt(f"{fee.reference} was not paid.")
    latest = payment.receipts.select_related("file__data_key").order_by("-issue").first()
    if latest is not None and _still_right(fee, payment, latest, addressee, language):
        return latest
    number = latest.number if latest else _next_number(jst_date(now).year)
    issue = (payment.receipts.aggregate(last=Max("issue"))["last"] or 0) + 1
    return _issue(fee, payment, number, issue, addressee, language, now)


def _still_right(
    fee: Fee, payment: Payment, latest: Receipt, addressee: str, language: str
) -> bool:
    refunded_since = any(on > latest.issued_at for on, _amount in _refunds(payment))
    same = addressee_of(latest) == addressee and latest.language == language
    return same and not refunded_since


def _refunds(payment: Payment) -> list[tuple[datetime, int]]:
    """When and how much went back, as far as the one who paid may be told of it."""
    refunds = payment.refunds.filter(status=RefundStatus.SUCCEEDED, ended_at__isnull=False)
    rows = refunds.select_related("payment__fee__case").order_by("ended_at", "pk")
    return [(row.ended_at, row.amount) for row in rows if row.ended_at and may_be_told_of(row)]


def _issue(
    fee: Fee, payment: Payment, number: str, issue: int, addressee: str, language: str,
    now: datetime,
) -> Receipt:  # fmt: skip
    org = organisation()
    today = jst_date(now)
    first = payment.receipts.order_by("issue").first()
    pdf = render_receipt(
        ReceiptData(
            number=number,
            reference=fee.case.reference,
            issued_on=first.issued_on if first else today,
            issuer=ReceiptIssuer(
                name=Words(org.name_ja, org.name_en),
                postal_code=org.postal_code,
                address=Words(org.address_ja, org.address_en),
                invoice_number=org.invoice_number,
            ),
            addressee=addressee,
            amount=payment.amount,
            paid_on=jst_date(payment.paid_at),
            method=payment.method,
            refunds=tuple(
                ReceiptRefund(on=jst_date(on), amount=amount) for on, amount in _refunds(payment)
            ),
            reissued_on=today if first else None,
            language="en" if language == "en" else "ja",
        )
    )
    # A key of its own: books of account outlive the case file by years, and the rest does not.
    data_key = create_data_key(now=now)
    stored = store_file(
        chunks=[pdf],
        data_key=data_key,
        purpose=FilePurpose.RECEIPT,
        name=f"{number}.pdf",
        media_type="application/pdf",
        purge_on=retention_until(RetentionCode.FEE_RECORD, start=today),
        now=now,
    )
    return Receipt.objects.create(
        number=number,
        issue=issue,
        payment=payment,
        addressee_sealed=seal_text(
            data_key, addressee, context=f"dsr_fees.receipt.addressee:{number}:{issue}"
        ),
        party_index=party_index(addressee),
        language=language,
        file=stored,
        issued_on=first.issued_on if first else today,
        issued_at=now,
    )


def shred_old_receipts(*, now: datetime) -> int:
    """Destroy the keys of receipts whose documents were deleted; answers how many.

    The document goes on its day by `purge_files`; its name and addressee go with its key, and
    nobody finds it by name any more.
    """
    gone = Receipt.objects.filter(
        file__deleted_at__isnull=False, file__data_key__destroyed_at__isnull=True
    ).exclude(file__data_key=F("payment__fee__case__data_key"))
    keys = list(gone.order_by("pk").values_list("file__data_key_id", flat=True))
    Receipt.objects.filter(file__data_key__in=keys).update(party_index=b"")
    for key_id in keys:
        destroy_data_key(data_key_id=key_id, now=now)
    return len(keys)


def _next_number(year: int) -> str:
    ReceiptCounter.objects.get_or_create(year=year)
    counter = ReceiptCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"R-{year}-{counter.last:06d}"
