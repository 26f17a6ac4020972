"""Raising the fee: once per filing, what the schedule says, references without gaps."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from dsr.cases.enums import Gate
from dsr.cases.services.filing import AskedItem
from dsr.fees.models import Fee
from dsr.fees.selectors.fees import fee_of, quote
from dsr.fees.services.fees import UnableToRaiseFee, raise_fee
from policies.enums import RequestKind
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk

pytestmark = pytest.mark.django_db
BOTH = [AskedItem(kind=RequestKind.CORRECTION), AskedItem(kind=RequestKind.DISCLOSURE)]


@pytest.fixture(autouse=True)
def _desk() -> None:
    set_up_desk()


@pytest.mark.parametrize("items", [None, BOTH], ids=["disclosure", "with-a-correction"])
def test_filing_with_a_disclosure_owes_the_row_once(items: list[AskedItem] | None) -> None:
    facts: dict[str, Any] = {} if items is None else {"items": items}
    case = file_disclosure(make_requester(), fee_gate=Gate.OPEN, **facts)
    fee = raise_fee(case=case, now=NOW, receipt_addressee=" 窓口 花子 ")
    assert fee is not None
    assert (fee.reference, fee.kind, fee.amount) == ("FEE-2026-000001", "DISCLOSURE", 1000)
    assert fee.schedule_row.amount == fee.amount
    assert raise_fee(case=case, now=NOW) == fee == fee_of(case)
    assert "窓口".encode() not in bytes(fee.receipt_addressee_sealed or b"")


@pytest.mark.parametrize("kind", ["CORRECTION", "SUSPENSION", "ERASURE", "PROVISION_STOP"])
def test_kinds_that_never_bear_a_fee_owe_none(kind: str) -> None:
    case = file_disclosure(make_requester(), items=[AskedItem(kind=RequestKind(kind))])
    assert raise_fee(case=case, now=NOW) is None
    assert fee_of(case) is None
    assert quote([kind], delivery_method="DOWNLOAD", on=NOW.date()) == 0


def test_gate_that_does_not_match_the_schedule_raises_nothing() -> None:
    case = file_disclosure(make_requester())  # its gate says that nothing is due
    with pytest.raises(UnableToRaiseFee):
        raise_fee(case=case, now=NOW)
    assert Fee.objects.count() == 0


def test_reference_counts_in_the_year_of_japan() -> None:
    edge = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)  # half past midnight on 1 January in Tokyo
    case = file_disclosure(make_requester(), now=edge, fee_gate=Gate.OPEN)
    fee = raise_fee(case=case, now=edge)
    assert fee is not None
    assert fee.reference == "FEE-2027-000001"


@pytest.mark.parametrize("change", [{"amount": 1}, {"amount": 100_000}, {"kind": "ERASURE"}])
def test_database_refuses_a_fee_that_differs_from_its_row(change: dict[str, object]) -> None:
    case = file_disclosure(make_requester(), fee_gate=Gate.OPEN)
    fee = raise_fee(case=case, now=NOW)
    assert fee is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Fee.objects.filter(pk=fee.pk).update(**change)
