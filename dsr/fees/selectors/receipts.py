"""The names on receipts, opened; what they still need of a case file."""

from django.db.models import Q

from accounts.gateways.sealing import search_index, unseal_text
from dsr.cases.models import Case
from dsr.fees.domain.party_name import party_key
from dsr.fees.enums import FeeStatus
from dsr.fees.models import Fee, Receipt, Refund

UNSETTLED = (FeeStatus.PENDING, FeeStatus.DISPUTED)


def addressee_of(receipt: Receipt) -> str:
    """宛名 of an issued receipt, sealed with the key of its document.

    Raises UnableToUnseal once shredded.
    """
    context = f"dsr_fees.receipt.addressee:{receipt.number}:{receipt.issue}"
    return unseal_text(receipt.file.data_key, receipt.addressee_sealed, context=context)


def party_index(name: str) -> bytes:
    """What a receipt naming this party is found by; b"" for a blank name."""
    key = party_key(name)
    return search_index("receipt_party", key) if key else b""


def wanted_addressee(fee: Fee) -> str:
    """宛名 the person entered while filing, or "" (also once the case file is shredded)."""
    if fee.receipt_addressee_sealed is None or fee.case.data_key.destroyed_at is not None:
        return ""
    context = f"dsr_fees.fee.receipt_addressee:{fee.case.reference}"
    return unseal_text(fee.case.data_key, fee.receipt_addressee_sealed, context=context)


def needs_case_file(case: Case) -> bool:
    """Whether money of a case is still on its way, or a receipt is sealed with the case's key."""
    moving = Refund.objects.filter(payment__fee__case=case, ended_at__isnull=True)
    unsettled = Fee.objects.filter(case=case).filter(
        Q(status__in=UNSETTLED) | Q(needs_review=True) | Q(refund_pending=True)
    )
    receipts = Receipt.objects.filter(
        payment__fee__case=case, file__data_key=case.data_key_id, file__deleted_at__isnull=True
    )
    return moving.exists() or unsettled.exists() or receipts.exists()
