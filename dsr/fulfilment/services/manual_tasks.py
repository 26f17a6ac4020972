"""Manual tasks: a person searches, uploads what was found, or says that nothing was."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.enums import FilePurpose
from accounts.gateways.rerender import Rerendered, rerender
from accounts.gateways.scanner import ScanVerdict, scan
from accounts.gateways.structured_upload import check_csv, check_json
from accounts.services.files import store_file
from dsr.cases.models import Case
from dsr.fulfilment.enums import CategoryOutcome, PartForm, SourceStatus
from dsr.fulfilment.models import CollectedCategory, ManualTask, SourceResult
from dsr.fulfilment.services.conclusions import finish_when_concluded
from dsr.fulfilment.services.part_reasons import seal_part_reason
from dsr.fulfilment.services.source_files import json_lines, store_records
from dsr.fulfilment.services.source_results import lock_open_result
from policies.models import DataCategory


class UploadKind(StrEnum):
    """What staff upload."""

    CSV = "CSV"
    JSON = "JSON"
    PDF = "PDF"


class UnableToDoTask(Exception):
    """Refused. `code`: CATEGORY_UNKNOWN, EMPTY, INFECTED, STATEMENT_MISSING, ANSWERED, UNANSWERED.

    ANSWERED: "nothing" was said, or files are there, already. UNANSWERED: `categories` have neither
    a file nor a statement yet.
    """

    def __init__(self, message: str, *, code: str, categories: list[str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.categories = categories or []


@transaction.atomic
def assign_task(*, task_id: int, assignee_id: int, actor: Actor, now: datetime) -> ManualTask:
    """Give the task to somebody. Raises UnableToChangeSourceResult."""
    task = _lock_task(task_id, actor)
    task.assignee_id = assignee_id
    task.save(update_fields=["assignee_id"])
    return task


def upload_result(
    *,
    task_id: int,
    category_code: str,
    kind: UploadKind,
    upload: BinaryIO,
    file_name: str,
    actor: Actor,
    now: datetime,
) -> CollectedCategory:
    """Take one file of what was found in one category; several files make several parts.

    CSV and JSON become records; a PDF is drawn anew and goes into the package as a document. The
    task stays open until `finish_task`. The file is read before anything is locked.

    Raises UnableToDoTask, UnableToChangeSourceResult, UnableToReadUpload, UnableToRerender,
    RerenderUnavailable, ScannerUnavailable.
    """
    _scan(upload)
    drawn = rerender(upload, declared_name=file_name) if kind == UploadKind.PDF else None
    records = [] if drawn else _records(kind, upload)
    with transaction.atomic():
        task = _lock_task(task_id, actor)
        category = _category(task, category_code)
        if task.result.parts.filter(category=category, outcome=CategoryOutcome.NOTHING).exists():
            raise UnableToDoTask("Nothing was found, it was said.", code="ANSWERED")
        case = task.result.collection.case
        facts = _document(case, drawn, now) if drawn else _sheet(case, category, records, now)
        return CollectedCategory.objects.create(
            collection=task.result.collection,
            category=category,
            result=task.result,
            outcome=CategoryOutcome.EXPORTED,
            recorded_at=now,
            **facts,
        )


@transaction.atomic
def report_nothing(
    *, task_id: int, category_code: str, statement: str, actor: Actor, now: datetime
) -> CollectedCategory:
    """Say that the system was searched and holds nothing, and how it was searched.

    Raises UnableToDoTask, UnableToChangeSourceResult.
    """
    task = _lock_task(task_id, actor)
    category = _category(task, category_code)
    if not statement.strip():
        raise UnableToDoTask("Say how it was searched.", code="STATEMENT_MISSING")
    if task.result.parts.filter(category=category).exists():
        raise UnableToDoTask("This category has its answer.", code="ANSWERED")
    part = CollectedCategory(
        collection=task.result.collection, category=category, result=task.result,
        outcome=CategoryOutcome.NOTHING, recorded_at=now,
    )  # fmt: skip
    part.reason_sealed = seal_part_reason(part, ja=statement.strip(), en="")
    part.save(force_insert=True)
    return part


@transaction.atomic
def finish_task(*, task_id: int, actor: Actor, now: datetime) -> ManualTask:
    """Close the task; the collection finishes if it was the last.

    Raises UnableToDoTask while a category has no answer, UnableToChangeSourceResult.
    """
    task = _lock_task(task_id, actor)
    result = task.result
    missing = sorted(set(task_categories(result)) - _answered(result))
    if missing:
        raise UnableToDoTask(
            "Some categories have no answer.", code="UNANSWERED", categories=missing
        )
    exported = result.parts.filter(outcome=CategoryOutcome.EXPORTED)
    result.found = sum(exported.values_list("found", flat=True))
    result.status = SourceStatus.FOUND if result.found else SourceStatus.NOTHING
    result.categories_done = result.categories_total
    result.started_at = result.started_at or now
    result.finished_at = now
    result.save()
    task.done_at, task.done_by_id = now, actor.user_id
    task.save(update_fields=["done_at", "done_by_id"])
    finish_when_concluded(collection=result.collection, now=now)
    return task


def task_categories(result: SourceResult) -> Mapping[str, DataCategory]:
    """The categories a source is asked for in its collection, by code."""
    accounted = result.collection.parts.filter(result__isnull=True).values("category_id")
    held = result.source.categories.exclude(pk__in=accounted).order_by("position")
    return {category.code: category for category in held}


def _answered(result: SourceResult) -> set[str]:
    return set(result.parts.values_list("category__code", flat=True))


def _lock_task(task_id: int, actor: Actor) -> ManualTask:
    task = ManualTask.objects.get(pk=task_id)
    result = lock_open_result(result_id=task.result_id, actor=actor)
    task.result = result
    return task


def _category(task: ManualTask, code: str) -> DataCategory:
    category = task_categories(task.result).get(code)
    if category is None:
        raise UnableToDoTask("The task does not ask for this.", code="CATEGORY_UNKNOWN")
    return category


def _scan(upload: BinaryIO) -> None:
    verdict = scan(iter(lambda: upload.read(65_536), b""))
    upload.seek(0)
    if verdict is ScanVerdict.INFECTED:
        raise UnableToDoTask("The scanner found malware.", code="INFECTED")


def _records(kind: UploadKind, upload: BinaryIO) -> list[dict[str, Any]]:
    read = check_csv if kind == UploadKind.CSV else check_json
    records: list[dict[str, Any]] = [dict(record) for record in read(upload)]
    if not records:
        raise UnableToDoTask("The file has no records.", code="EMPTY")
    return records


def _sheet(
    case: Case, category: DataCategory, records: list[dict[str, Any]], now: datetime
) -> dict[str, Any]:
    names = list(dict.fromkeys(name for record in records for name in record))
    file = store_records(chunks=json_lines(records), name=category.code, case=case, now=now)
    file.purge_on = None
    file.save(update_fields=["purge_on"])
    return {
        "form": PartForm.RECORDS,
        "found": len(records),
        "fields": [[name, name, name] for name in names],
        "file": file,
    }


def _document(case: Case, drawn: Rerendered, now: datetime) -> dict[str, Any]:
    file = store_file(
        chunks=[drawn.content],
        data_key=case.data_key,
        purpose=FilePurpose.COLLECTED_FILE,
        name=drawn.file_name,
        media_type=drawn.media_type,
        purge_on=None,
        now=now,
    )
    return {"form": PartForm.DOCUMENT, "found": 1, "file": file}
