"""The journal leaves once for each format, whole or not at all, and stays as it left."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from openpyxl import load_workbook

from accounts.domain.actor import Actor, system_actor
from accounts.models import AccessRecord
from accounts.selectors.files import open_file
from dsr.fees.domain import postings
from dsr.fees.domain.export_entries import UnableToWriteExport
from dsr.fees.domain.neutral_csv import COLUMNS
from dsr.fees.enums import ExportFormat
from dsr.fees.models import Account, ExportBatch, ExportedEntry, Fee, JournalEntry
from dsr.fees.selectors.exports import export_months
from dsr.fees.services.exports import UnableToExport, export_month
from dsr.fees.services.journal import post_entry
from tests.desk import set_up_desk, staff_actor
from tests.dsr.fees.paying import now, owe

MONTH = date(2026, 11, 1)


def book(posting: postings.Posting | None, fee: Fee | None, day: int = 4) -> JournalEntry:
    assert posting is not None
    return post_entry(
        key=posting.key,
        kind=posting.kind,
        booked_on=date(2026, 11, day),
        lines=posting.lines,
        fee=fee,
        actor=system_actor("test"),
        now=now(),
    )


def payment(key: str, fee: Fee | None = None) -> JournalEntry:
    paid = postings.payment_received(
        payment=key, method="CARD", standing="SETTLES_FEE", amount=1000
    )
    return book(paid, fee)


@pytest.fixture
def fee(db: None) -> Fee:
    set_up_desk(now())
    return owe()


@pytest.fixture
def finance(fee: Fee) -> Actor:
    return staff_actor("finance")


def export(finance: Actor, export_format: ExportFormat = ExportFormat.YAYOI) -> ExportBatch:
    return export_month(export_format=export_format, month=MONTH, actor=finance, now=now())


def content(batch: ExportBatch) -> bytes:
    return b"".join(open_file(ExportBatch.objects.get(pk=batch.pk).file))


def test_entries_leave_once_for_each_format_and_the_file_stays_as_it_left(
    fee: Fee, finance: Actor
) -> None:
    payment("a", fee)
    first = export(finance)
    assert content(first).decode("cp932") == (
        "2000,1,,2026/11/04,売掛金,Stripe,,対象外,1000,0,雑収入,開示等手数料,,課税売上込10%,1000,90,"
        f"{fee.reference},,,0,,2026-11-00001,0,0,no\r\n"
    )
    assert hashlib.sha256(content(first)).hexdigest() == first.sha256
    with pytest.raises(UnableToExport) as refused:
        export(finance)
    assert refused.value.code == "NOTHING_LEFT"
    assert export(finance, ExportFormat.FREEE).entry_count == 1

    refund = postings.refund_made(
        refund="a", method="CARD", standing="SETTLES_FEE", amount=1000, tax_amount=90
    )
    book(refund, fee, day=30)
    Account.objects.filter(code="FEE_INCOME").update(yayoi_name="受取手数料")
    second = export(finance)
    assert (first.reference, second.reference) == ("EXP-YAYOI-00001", "EXP-YAYOI-00002")
    assert content(second).decode("cp932").split(",")[3:5] == ["2026/11/30", "受取手数料"]
    assert b"".join([content(first)]).count(b"\r\n") == 1  # what left stays as it left
    (row,) = export_months()
    assert (row.month, row.closed, row.entries, row.left["YAYOI"], row.left["FREEE"]) == (
        MONTH, False, 2, 0, 1,
    )  # fmt: skip
    assert list(
        AccessRecord.objects.filter(object_kind="journal")
        .order_by("pk")
        .values_list("action", "object_reference")
    ) == [
        ("EXPORTED", "EXP-YAYOI-00001"),
        ("EXPORTED", "EXP-FREEE-00001"),
        ("EXPORTED", "EXP-YAYOI-00002"),
    ]


def test_workbook_holds_the_rows_of_the_neutral_file(fee: Fee, finance: Actor) -> None:
    payment("a", fee)
    book(postings.payout_paid(payout="po_1", amount=964), None, day=9)
    sheet = load_workbook(BytesIO(content(export(finance, ExportFormat.XLSX)))).active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == [
        COLUMNS,
        ("2026-11-00001", 1, "2026-11-04", "売掛金（Stripe）", None, "対象外", 1000, 0, 0,
         fee.reference),
        ("2026-11-00001", 2, "2026-11-04", "雑収入（開示等手数料）", None, "課税売上 10%", 0, 1000,
         90, fee.reference),
        ("2026-11-00002", 1, "2026-11-09", "普通預金", None, "対象外", 964, 0, 0, None),
        ("2026-11-00002", 2, "2026-11-09", "売掛金（Stripe）", None, "対象外", 0, 964, 0, None),
    ]  # fmt: skip


def test_character_the_software_lacks_stops_the_whole_export(fee: Fee, finance: Actor) -> None:
    payment("a", fee)
    book(postings.payout_paid(payout="po_1", amount=964), None)
    Account.objects.filter(code="BANK").update(yayoi_name="𠮷田銀行")
    with pytest.raises(UnableToExport) as refused:
        export(finance)
    cause = refused.value.__cause__
    assert isinstance(cause, UnableToWriteExport)
    assert (cause.code, cause.row, cause.entry, cause.what) == (
        "UNENCODABLE", 2, "2026-11-00002", "𠮷",
    )  # fmt: skip
    assert (ExportBatch.objects.count(), ExportedEntry.objects.count()) == (0, 0)
    Account.objects.filter(code="BANK").update(yayoi_name="吉田銀行")
    assert export(finance).reference == "EXP-YAYOI-00001"


def test_double_click_exports_once(fee: Fee, finance: Actor) -> None:
    for key in ("a", "b", "c"):
        payment(key)
    together = Barrier(2)

    def click(_number: int) -> str:
        together.wait(timeout=30)
        try:
            return export(finance).reference
        except UnableToExport as error:
            return error.code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        assert sorted(pool.map(click, range(2))) == ["EXP-YAYOI-00001", "NOTHING_LEFT"]
    assert ExportBatch.objects.get().entry_count == 3
    assert ExportedEntry.objects.count() == 3


def test_export_needs_its_permission_and_nothing_takes_it_back(fee: Fee, finance: Actor) -> None:
    entry = payment("a")
    with pytest.raises(UnableToExport) as refused:
        export(staff_actor("manager"))
    assert refused.value.code == "NOT_PERMITTED"
    batch = export(finance)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportedEntry.objects.create(batch=batch, entry=entry, format=ExportFormat.YAYOI)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportedEntry.objects.filter(batch=batch).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportBatch.objects.filter(pk=batch.pk).update(sha256="0" * 64)
