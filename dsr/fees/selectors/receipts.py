"""The names on receipts, opened."""

from accounts.gateways.sealing import unseal_text
from accounts.models import DataKey
from dsr.fees.models import Fee, Receipt


def addressee_of(receipt: Receipt, data_key: DataKey) -> str:
    """宛名 of an issued receipt."""
    context = f"dsr_fees.receipt.addressee:{receipt.number}:{receipt.issue}"
    return unseal_text(data_key, receipt.addressee_sealed, context=context)


def wanted_addressee(fee: Fee) -> str:
    """宛名 the person entered while filing, or ""."""
    if fee.receipt_addressee_sealed is None:
        return ""
    context = f"dsr_fees.fee.receipt_addressee:{fee.case.reference}"
    return unseal_text(fee.case.data_key, fee.receipt_addressee_sealed, context=context)
