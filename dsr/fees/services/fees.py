"""Raising the fee: while filing, or once an answer was prepared, as its schedule row says."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.domain.actor import system_actor
from accounts.gateways.sealing import seal_text
from dsr.cases.enums import AnswerGoesTo, Gate
from dsr.cases.models import Case
from dsr.cases.services.gates import pass_fee, reopen_fee
from dsr.fees.domain.charging import is_owed_before_release
from dsr.fees.enums import FeeStatus
from dsr.fees.models import Fee, FeeCounter
from dsr.fees.selectors.fees import carries_fee, charged_row, fee_of
from dsr.fees.services.fee_mails import tell_fee_due
from policies.domain.calendar import jst_date
from policies.enums import FeeCharged
from policies.models import FeeScheduleRow

RAISING = system_actor("fees.raise_fee_before_release")
UNPAID = (FeeStatus.DUE, FeeStatus.PENDING)


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
    due = row is not None and row.charged == FeeCharged.AT_FILING
    if due != (case.fee_gate == Gate.OPEN):
        raise UnableToRaiseFee(f"{case.reference}: the fee gate does not match the fee schedule.")
    if row is None or not due:
        return None
    sealed = None
    if receipt_addressee.strip():
        context = f"dsr_fees.fee.receipt_addressee:{case.reference}"
        sealed = seal_text(case.data_key, receipt_addressee.strip(), context=context)
    return _create(case=case, row=row, addressee_sealed=sealed, now=now)


@transaction.atomic
def raise_fee_before_release(case: Case, outcomes: Mapping[UUID, str], now: datetime) -> None:
    """An answer was prepared: raise the fee its schedule row charges before release.

    The gate closes and the person is told, in the transaction that submits the answer. Once for a
    case: an answer prepared again finds the fee raised, whatever its price is by now. Where
    nothing is owed any more, the gate opens; the unpaid fee is cancelled with the release.

    Arguments:
        case: submitted, its row locked by the caller (so this takes no lock of the fee).
        outcomes: what each item is going to be answered, by primary key.
    """
    kinds = list(case.items.order_by("position").values_list("kind", flat=True))
    row = charged_row(kinds, delivery_method=case.delivery_method, on=case.arrival_date)
    if row is None or row.charged != FeeCharged.BEFORE_RELEASE:
        return
    owed = is_owed_before_release(
        outcomes=[
            outcomes[item.pk]
            for item in case.items.all()
            if item.pk in outcomes and carries_fee(item.kind, case)
        ],
        answer_goes_elsewhere=case.answer_goes_to == AnswerGoesTo.PRINCIPAL,
    )
    fee = fee_of(case)
    if fee is None and owed:
        fee = _create(case=case, row=row, addressee_sealed=None, now=now)
        tell_fee_due(fee=fee, now=now)
    if fee is None or fee.status not in UNPAID:
        return
    facts = {"fee": fee.reference}
    if owed and case.fee_gate != Gate.OPEN:
        reopen_fee(case_id=case.pk, facts=facts, actor=RAISING, now=now)
    elif not owed and case.fee_gate == Gate.OPEN:
        pass_fee(case_id=case.pk, facts={**facts, "owed": False}, actor=RAISING, now=now)


def _create(
    *, case: Case, row: FeeScheduleRow, addressee_sealed: bytes | None, now: datetime
) -> Fee:
    fee: Fee = Fee.objects.create(
        reference=_next_reference(jst_date(now).year),
        case=case,
        kind=row.kind,
        schedule_row=row,
        amount=row.amount,
        receipt_addressee_sealed=addressee_sealed,
        raised_at=now,
    )
    return fee


def _next_reference(year: int) -> str:
    FeeCounter.objects.get_or_create(year=year)
    counter = FeeCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"FEE-{year}-{counter.last:06d}"
