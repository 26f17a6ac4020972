"""Raising the fee, in the transaction that files the request."""

from datetime import datetime

from django.db import transaction

from accounts.gateways.sealing import seal_text
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.fees.models import Fee, FeeCounter
from dsr.fees.selectors.fees import charged_row, fee_of
from policies.domain.calendar import jst_date


class UnableToRaiseFee(Exception):
    """The case and the fee schedule disagree; nothing was written."""


@transaction.atomic
def raise_fee(*, case: Case, now: datetime, receipt_addressee: str = "") -> Fee | None:
    """Raise the fee of a filing once; None when it bears none. Again returns the same fee.

    Arguments:
        case: just filed; its fee_gate must be OPEN exactly when a fee is due while filing.
        receipt_addressee: 宛名 as the person typed it; sealed with the case.

    Raises:
        UnableToRaiseFee: the gate does not match the schedule.
    """
    existing = fee_of(case)
    if existing is not None:
        return existing
    kinds = list(case.items.order_by("position").values_list("kind", flat=True))
    row = charged_row(kinds, delivery_method=case.delivery_method, on=case.arrival_date)
    due = row is not None and row.charged == "AT_FILING"
    if due != (case.fee_gate == Gate.OPEN):
        raise UnableToRaiseFee(f"{case.reference}: the fee gate does not match the fee schedule.")
    if row is None or not due:
        return None
    sealed = None
    if receipt_addressee.strip():
        context = f"dsr_fees.fee.receipt_addressee:{case.reference}"
        sealed = seal_text(case.data_key, receipt_addressee.strip(), context=context)
    return Fee.objects.create(
        reference=_next_reference(jst_date(now).year),
        case=case,
        kind=row.kind,
        schedule_row=row,
        amount=row.amount,
        receipt_addressee_sealed=sealed,
        raised_at=now,
    )


def _next_reference(year: int) -> str:
    FeeCounter.objects.get_or_create(year=year)
    counter = FeeCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"FEE-{year}-{counter.last:06d}"
