"""Traps of DOMAIN §10 about the fee and the clocks: one named test each."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from dsr.cases.models import Case
from dsr.fees.domain.tax import included_tax
from dsr.fees.letters.receipt import render_receipt
from dsr.fees.models import Fee
from dsr.fees.selectors.fees import quote
from policies.enums import DeliveryMethod
from policies.models import FeeScheduleRow
from tests.desk import NOW
from tests.dsr.cases.letters.facts import text_of
from tests.dsr.fees.letters.test_receipt import ISSUER, receipt
from tests.matrix.table import NEVER_A_FEE, Cell
from tests.matrix.walking import MatrixDesk
from tests.traps.words import lines_with

DISCLOSURE = Cell("DISCLOSURE", "FULL")


@pytest.mark.parametrize("kind", NEVER_A_FEE)
def test_fee_on_correction_or_erasure_is_impossible(desk: MatrixDesk, kind: str) -> None:
    with pytest.raises(IntegrityError, match="only_art_38_kinds_carry_a_fee"), transaction.atomic():
        FeeScheduleRow.objects.create(
            kind=kind, amount=1000, effective_from=date(2026, 1, 1), published_at=NOW
        )
    case = desk.file(Cell(kind, ""))
    assert (case.fee_gate, Fee.objects.count()) == ("NOT_NEEDED", 0)


@pytest.mark.parametrize("method", DeliveryMethod.values)
def test_tax_or_postage_is_never_added_to_1000(desk: MatrixDesk, method: str) -> None:
    on = date(2026, 4, 1)
    assert quote(["DISCLOSURE"], delivery_method=method, on=on) == 1000
    assert (included_tax(1000), 1000 - included_tax(1000)) == (90, 910)
    assert lines_with(r"1[,，]?100 ?円|1,100 yen|送料.*(加算|別途)") == []


def test_fee_is_once_per_filing_not_per_file(desk: MatrixDesk) -> None:
    kinds = ("DISCLOSURE", "PURPOSE_NOTICE", "PROVISION_RECORDS", "ERASURE")
    case = desk.file(*(Cell(kind, "") for kind in kinds))
    assert case.formats == ["PDF", "CSV", "JSON"]
    assert list(Fee.objects.filter(case=case).values_list("amount", flat=True)) == [1000]
    assert quote(["DISCLOSURE"] * 3, delivery_method="DOWNLOAD", on=date(2026, 4, 1)) == 1000


@pytest.mark.parametrize("number", ["", "T5011001098993"])
def test_t_number_is_not_shown_when_not_registered(number: str) -> None:
    told = text_of(render_receipt(receipt(issuer=replace(ISSUER, invoice_number=number))))
    assert "登録番号" not in told
    assert "T4011001098993" in text_of(render_receipt(receipt()))


def clocks(case: Case) -> tuple[date, ...]:
    return (case.arrival_date, case.identity_due_date, case.target_date, case.art_39_date)


def test_clocks_run_from_arrival_not_from_verification_or_payment(desk: MatrixDesk) -> None:
    case = desk.file(DISCLOSURE, now=NOW - timedelta(days=10))
    before = clocks(case)
    assert before[0] == date(2026, 3, 22)
    desk.pay(case)
    desk.prove(case, "M-1")
    accepted = Case.objects.get(pk=case.pk)
    assert (accepted.status, clocks(accepted)) == ("ACCEPTED", before)
    assert accepted.art_39_date == date(2026, 4, 6)


@pytest.mark.parametrize(
    ("moment", "arrives"),
    [
        (datetime(2026, 4, 1, 14, 30, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2026, 4, 1, 15, 30, tzinfo=UTC), date(2026, 4, 2)),
    ],
)
def test_dates_are_jst_not_utc(desk: MatrixDesk, moment: datetime, arrives: date) -> None:
    case = desk.file(Cell("ERASURE", ""), now=moment)
    assert case.arrival_date == arrives
    assert case.art_39_date == arrives + timedelta(days=15)


@pytest.mark.parametrize(
    ("moment", "possible"),
    [
        (datetime(2026, 4, 1, 3, tzinfo=UTC), date(2026, 4, 16)),
        (datetime(2026, 12, 20, 3, tzinfo=UTC), date(2027, 1, 4)),
        (datetime(2028, 2, 15, 3, tzinfo=UTC), date(2028, 3, 1)),  # a leap year
    ],
)
def test_art_39_is_not_off_by_one(desk: MatrixDesk, moment: datetime, possible: date) -> None:
    assert desk.file(Cell("CORRECTION", ""), now=moment).art_39_date == possible


def test_30_days_is_never_shown_as_law() -> None:
    """The law says 遅滞なく. What counts days is a breach (Art 26), or says whose aim it is."""
    spans = r"(?<!月)(30|３０|三十)日(以内|まで)|within (30|thirty) days"
    found = lines_with(spans, ".po", ".html", ".txt", ".typ")
    assert [line for line in found if not line.startswith("dsr/breaches/")] == []
    named = lines_with(r"法定期限|statutory deadline")
    assert [line for line in named if not re.search("ありません|not", line)] == []
