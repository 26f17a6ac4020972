"""Statements and reports: shown first, whole or not at all, no line twice; breaks by people."""

from datetime import date

import pytest

from dsr.fees.domain.bank_csv import STRIPE_WORDS, Columns
from dsr.fees.enums import BankFileFormat
from dsr.fees.models import (
    BalanceTransaction,
    BankImport,
    BankLine,
    BreakEvent,
    Payout,
    ReconciliationBreak,
)
from dsr.fees.services.bank_imports import (
    UnableToImportStatement,
    UploadedStatement,
    discard_statement,
    import_statement,
    upload_statement,
)
from dsr.fees.services.breaks import (
    UnableToHandleBreak,
    assign_break,
    note_on_break,
    resolve_break,
)
from dsr.fees.services.reconciling import reconcile
from dsr.fees.services.report_imports import UnableToImportReport, import_report
from tests.desk import NOW, make_staff, staff_actor
from tests.dsr.fees.domain.test_itemised_report import LINE, report

pytestmark = pytest.mark.django_db
ON_1_MARCH = "2026-03-01,,9640,,STRIPE\n"
ON_2_MARCH = "2026-03-02,,964,,STRIPE\n"


def file(*lines: str) -> UploadedStatement:
    return UploadedStatement(
        data="".join(["h\n", *lines]).encode(),
        format=BankFileFormat.COLUMNS,
        columns=Columns(on=1, amount_in=3, words=5),
        names=STRIPE_WORDS,
    )


def test_statement_is_shown_then_imported_and_an_overlapping_one_adds_only_what_is_new() -> None:
    finance = staff_actor("finance")
    shown = upload_statement(uploaded=file(ON_1_MARCH, ON_1_MARCH), actor=finance, now=NOW)
    assert BankLine.objects.count() == 0
    assert import_statement(import_id=shown.pk, actor=finance, now=NOW) == 2
    with pytest.raises(UnableToImportStatement, match="not shown"):
        import_statement(import_id=shown.pk, actor=finance, now=NOW)
    overlapping = upload_statement(
        uploaded=file(ON_1_MARCH, ON_1_MARCH, ON_2_MARCH), actor=finance, now=NOW
    )
    assert import_statement(import_id=overlapping.pk, actor=finance, now=NOW) == 1
    again = upload_statement(uploaded=file(ON_2_MARCH), actor=finance, now=NOW)
    with pytest.raises(UnableToImportStatement) as refused:
        import_statement(import_id=again.pk, actor=finance, now=NOW)
    assert refused.value.code == "NOTHING_NEW"
    discard_statement(import_id=again.pk, actor=finance, now=NOW)
    days = BankLine.objects.order_by("booked_on", "pk").values_list("booked_on", "amount")
    assert list(days) == [(date(2026, 3, 1), 9640)] * 2 + [(date(2026, 3, 2), 964)]


def test_statement_with_a_bad_line_or_without_permission_leaves_nothing() -> None:
    finance = staff_actor("finance")
    with pytest.raises(UnableToImportStatement) as bad:
        upload_statement(
            uploaded=file(ON_1_MARCH, "2026-13-01,,1,,STRIPE\n"), actor=finance, now=NOW
        )
    assert (bad.value.code, bad.value.problems) == ("BAD_FILE", ((3, "DATE"),))
    with pytest.raises(UnableToImportStatement) as future:
        upload_statement(uploaded=file("2027-01-01,,1,,STRIPE\n"), actor=finance, now=NOW)
    assert future.value.code == "IN_FUTURE"
    with pytest.raises(UnableToImportStatement) as stranger:
        upload_statement(uploaded=file(ON_1_MARCH), actor=staff_actor("manager"), now=NOW)
    assert stranger.value.code == "NOT_PERMITTED"
    assert BankImport.objects.count() == 0


def test_report_stands_in_for_the_lists_and_never_contradicts_them() -> None:
    finance = staff_actor("finance")
    refund = LINE | {
        "balance_transaction_id": "txn_2", "gross": "-400", "fee": "0", "net": "-400",
        "reporting_category": "refund", "source_id": "re_1",
    }  # fmt: skip
    data = report(LINE, refund).encode()
    assert import_report(data=data, actor=finance, now=NOW) == 2
    assert import_report(data=data, actor=finance, now=NOW) == 0
    payout = Payout.objects.get()
    assert (payout.amount, payout.arrival_on, payout.lines.count()) == (564, date(2026, 3, 9), 2)
    other = report(LINE | {"gross": "2000", "net": "1964"}).encode()
    with pytest.raises(UnableToImportReport) as refused:
        import_report(data=other, actor=finance, now=NOW)
    assert refused.value.problems == ((2, "DIFFERS"),)
    reconcile(now=NOW)
    found = ReconciliationBreak.objects.order_by("type").values_list("type", flat=True)
    assert list(found) == ["IN_STRIPE_NOT_IN_PORTAL", "PAYOUT_NO_BANK", "REFUND_UNKNOWN"]
    assert BalanceTransaction.objects.count() == 2


def test_break_is_assigned_noted_and_resolved_and_opens_again_only_for_other_sums() -> None:
    finance = staff_actor("finance")
    colleague = make_staff("finance", email="colleague@milly.example")
    outsider = make_staff("reviewer")
    import_report(data=report(LINE).encode(), actor=finance, now=NOW)
    reconcile(now=NOW)
    broken = ReconciliationBreak.objects.get(type="IN_STRIPE_NOT_IN_PORTAL")
    assign_break(break_id=broken.pk, owner_id=colleague.pk, actor=finance, now=NOW)
    with pytest.raises(UnableToHandleBreak) as wrong:
        assign_break(break_id=broken.pk, owner_id=outsider.pk, actor=finance, now=NOW)
    assert wrong.value.code == "WRONG_OWNER"
    note_on_break(break_id=broken.pk, note="別店舗に確認中", actor=finance, now=NOW)
    with pytest.raises(UnableToHandleBreak) as empty:
        resolve_break(break_id=broken.pk, reason="  ", actor=finance, now=NOW)
    assert empty.value.code == "TEXT_MISSING"
    resolve_break(break_id=broken.pk, reason="別店舗の売上", actor=finance, now=NOW)
    with pytest.raises(UnableToHandleBreak) as over:
        note_on_break(break_id=broken.pk, note="x", actor=finance, now=NOW)
    assert over.value.code == "NOT_OPEN"
    assert reconcile(now=NOW).returned == 0
    BalanceTransaction.objects.update(amount=1200, net=1164)
    assert reconcile(now=NOW).returned == 1
    broken.refresh_from_db()
    assert (broken.status, broken.owner, broken.found, broken.resolution) == (
        "OPEN", colleague, 1200, "",
    )  # fmt: skip
    steps = BreakEvent.objects.filter(broken=broken).order_by("pk").values_list("step", flat=True)
    assert list(steps) == ["FOUND", "ASSIGN", "NOTE", "RESOLVE", "BACK"]
