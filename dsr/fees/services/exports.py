"""Exports: a month's entries leave for the bookkeeping software, each once for each format."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from accounts.domain.actor import Actor
from accounts.enums import AccessAction, FilePurpose
from accounts.services.access_records import record_access
from accounts.services.data_keys import create_data_key
from accounts.services.files import store_file
from dsr.fees.domain.export_entries import ExportEntry, UnableToWriteExport
from dsr.fees.domain.freee import freee_file
from dsr.fees.domain.moneyforward import moneyforward_file
from dsr.fees.domain.neutral_csv import neutral_file
from dsr.fees.domain.yayoi import yayoi_file
from dsr.fees.enums import ExportFormat
from dsr.fees.letters.export_workbook import workbook_file
from dsr.fees.models import ExportBatch, ExportCounter, ExportedEntry, JournalEntry
from dsr.fees.selectors.exports import CHUNK, entries_left, export_entries
from dsr.fees.selectors.journal import is_open
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.rules import retention_until

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UnableToExport(Exception):
    """Nothing left. `code`: NOT_PERMITTED, NOTHING_LEFT, or one of UnableToWriteExport's, which
    then is the `__cause__` and names the row.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def _freee(entries: Iterator[ExportEntry]) -> bytes:
    return freee_file(entries, tax_included=settings.BOOKS_TAX_INCLUDED)


WRITERS: dict[str, Callable[[Iterator[ExportEntry]], bytes]] = {
    ExportFormat.YAYOI: yayoi_file,
    ExportFormat.MONEYFORWARD: moneyforward_file,
    ExportFormat.FREEE: _freee,
    ExportFormat.NEUTRAL: neutral_file,
    ExportFormat.XLSX: workbook_file,
}


@transaction.atomic
def export_month(
    *, export_format: ExportFormat, month: date, actor: Actor, now: datetime
) -> ExportBatch:
    """Write the month's entries that did not leave in this format yet, and keep the file.

    The bytes are kept as given out. Where one row cannot be written, no batch is made and no entry
    counts as exported. A second click waits for the first and finds nothing left.

    Arguments:
        month: its first day. An open month may be exported; what is booked later goes in another
            batch.

    Raises UnableToExport.
    """
    if actor.user_id is None or not actor.may("dsr_fees.export_journal"):
        raise UnableToExport("An export needs its permission.", code="NOT_PERMITTED")
    counter = _lock(export_format)
    entries = list(
        entries_left(export_format=export_format, month=month)
        .select_related("fee")
        .prefetch_related("lines")
    )
    if not entries:
        raise UnableToExport(f"Nothing of {month:%Y-%m} is left to export.", code="NOTHING_LEFT")
    try:
        content = WRITERS[export_format](export_entries(entries, export_format=export_format))
    except UnableToWriteExport as error:
        raise UnableToExport(str(error), code=error.code) from error
    counter.last += 1
    counter.save(update_fields=["last"])
    reference = f"EXP-{export_format}-{counter.last:05d}"
    batch = _keep(reference, export_format, month, content, entries, actor.user_id, now)
    ExportedEntry.objects.bulk_create(
        [ExportedEntry(batch=batch, entry=entry, format=export_format) for entry in entries],
        batch_size=CHUNK,
    )
    record_access(
        subject_id=None, action=AccessAction.EXPORTED, object_kind="journal",
        object_reference=reference, actor=actor, now=now,
    )  # fmt: skip
    return batch


def _lock(export_format: str) -> ExportCounter:
    ExportCounter.objects.get_or_create(format=export_format)
    return ExportCounter.objects.select_for_update().get(format=export_format)


def _keep(
    reference: str, export_format: str, month: date, content: bytes,
    entries: list[JournalEntry], user_id: int,
    now: datetime,
) -> ExportBatch:  # fmt: skip
    kind = "xlsx" if export_format == ExportFormat.XLSX else "csv"
    stored = store_file(
        chunks=[content],
        data_key=create_data_key(now=now),
        purpose=FilePurpose.JOURNAL_EXPORT,
        name=f"{reference}.{kind}",
        media_type=XLSX_TYPE if kind == "xlsx" else "text/csv",
        purge_on=retention_until(RetentionCode.FEE_RECORD, start=jst_date(now)),
        now=now,
    )
    return ExportBatch.objects.create(
        reference=reference,
        format=export_format,
        month=month,
        month_closed=not is_open(month),
        entry_count=len(entries),
        total=sum(entry.total for entry in entries),
        file=stored,
        sha256=stored.sha256,
        exported_at=now,
        exported_by_id=user_id,
    )
