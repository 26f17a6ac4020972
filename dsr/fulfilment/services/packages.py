"""Packages: queued with the submission, built with no transaction open, settled once."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import Actor
from accounts.domain.envelope import UnableToUnseal
from accounts.enums import FilePurpose
from accounts.gateways.vault import BlobMissing, VaultUnavailable
from accounts.models import StoredFile
from accounts.selectors.files import FileGone
from accounts.services.files import delete_file, store_file
from dsr.cases.enums import Status
from dsr.cases.letters.pdf import UnableToRenderPdf
from dsr.fulfilment.domain.retries import next_wait
from dsr.fulfilment.enums import CategoryOutcome, PackageStatus
from dsr.fulfilment.letters.package import write_package
from dsr.fulfilment.letters.package_contents import (
    PackageContents,
    PackageProgress,
    PackageSummary,
    UnableToWritePackage,
)
from dsr.fulfilment.models import Decision, Package
from dsr.fulfilment.selectors.decisions import approved_content
from dsr.fulfilment.selectors.package_contents import package_contents
from dsr.fulfilment.services.reviews import PREPARE
from dsr.fulfilment.services.written_stream import WrittenStream
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.selectors.rules import retention_until

BUILD_PACKAGE = "dsr_fulfilment.build_package"
ZIP = "application/zip"
CONTENT_CHANGED = "CONTENT_CHANGED"

_FAILURES = (
    UnableToWritePackage, UnableToRenderPdf, UnableToUnseal, VaultUnavailable, BlobMissing, FileGone
)  # fmt: skip
_SHOW_EVERY = 32  # chunks of about 256 KiB between two looks at the progress


class UnableToRebuildPackage(Exception):
    """It is not this actor's to do, or the package is built or no longer counts."""


def queue_package(*, decision: Decision, now: datetime) -> Package:
    """Queue the package of a submitted decision, in the caller's transaction."""
    exported = decision.collection.parts.filter(outcome=CategoryOutcome.EXPORTED)
    package = Package.objects.create(
        decision=decision,
        content_sha256=decision.content_sha256,
        records_total=sum(exported.values_list("found", flat=True)),
        queued_at=now,
    )
    jobs.configure_task(BUILD_PACKAGE, allow_unknown=True).defer(package_id=str(package.pk))
    return package


@transaction.atomic
def rebuild_package(*, package_id: UUID | str, actor: Actor, now: datetime) -> Package:
    """Try again a package that failed. Raises UnableToRebuildPackage."""
    package = Package.objects.select_for_update(of=("self",)).get(pk=package_id)
    if not actor.may(PREPARE):
        raise UnableToRebuildPackage("Preparing is not for this actor.")
    if package.status == PackageStatus.READY or package.superseded_at is not None:
        raise UnableToRebuildPackage("This package is built, or no longer counts.")
    package.status, package.failure, package.queued_at = PackageStatus.QUEUED, "", now
    package.attempts += 1  # whatever still runs may no longer settle
    package.save(update_fields=["status", "failure", "queued_at", "attempts"])
    jobs.configure_task(BUILD_PACKAGE, allow_unknown=True).defer(package_id=str(package.pk))
    return package


def build_package(*, package_id: UUID | str, now: datetime) -> Package:
    """Build one package. Running it again changes nothing; only the latest attempt settles.

    A failure is kept in the row and tried again with growing waits, then FAILED for a person.
    """
    package = _claim(package_id)
    if package is None:
        return Package.objects.get(pk=package_id)
    if approved_content(package.decision) != package.content_sha256:
        return _settle_failure(package, CONTENT_CHANGED, wait=None)
    try:
        contents = package_contents(package.decision, now=now)
        file, summary = _write(package, contents, now)
    except _FAILURES as failure:
        wait = next_wait(package.attempts)
        return _settle_failure(package, type(failure).__name__, wait=wait)
    return _settle(package, file, summary, now)


@transaction.atomic
def _claim(package_id: UUID | str) -> Package | None:
    package = (
        Package.objects.select_for_update(of=("self",))
        .select_related("decision__collection__case__data_key")
        .get(pk=package_id)
    )
    waiting = package.decision.collection.case.status in (Status.AWAITING_APPROVAL, Status.ACTING)
    done = package.status in (PackageStatus.READY, PackageStatus.FAILED)
    if done or package.superseded_at is not None or not waiting:
        return None
    package.status = PackageStatus.BUILDING
    package.attempts += 1
    package.records_done = 0
    package.save(update_fields=["status", "attempts", "records_done"])
    return package


def _write(
    package: Package, contents: PackageContents, now: datetime
) -> tuple[StoredFile, PackageSummary]:
    case = package.decision.collection.case
    counter = _Counter()
    stream = WrittenStream(
        lambda out: write_package(out=out, contents=contents, progress=counter.count)
    )
    file = store_file(
        chunks=_with_progress(package, stream, counter),
        data_key=case.data_key,
        purpose=FilePurpose.PACKAGE,
        name=f"{case.reference}.zip",
        media_type=ZIP,
        purge_on=retention_until(RetentionCode.PACKAGE, start=jst_date(now)),
        now=now,
    )
    return file, stream.result


class _Counter:
    """Records written so far, over all files."""

    def __init__(self) -> None:
        self.done = 0
        self._seen: dict[str, int] = {}

    def count(self, progress: PackageProgress) -> None:
        """Told by the writer's thread; an int is read whole by ours."""
        self._seen[progress.path] = max(self._seen.get(progress.path, 0), progress.records)
        self.done = sum(self._seen.values())


def _with_progress(
    package: Package, stream: WrittenStream[PackageSummary], counter: _Counter
) -> Iterator[bytes]:
    for number, chunk in enumerate(stream, start=1):
        if number % _SHOW_EVERY == 0:
            done = min(counter.done, package.records_total)
            Package.objects.filter(pk=package.pk, attempts=package.attempts).update(
                records_done=done
            )
        yield chunk


def _settle(
    package: Package, file: StoredFile, summary: PackageSummary, now: datetime
) -> Package:  # fmt: skip
    with transaction.atomic():
        locked = _lock_own_attempt(package)
        if locked is not None:
            locked.status, locked.file, locked.built_at = PackageStatus.READY, file, now
            locked.manifest_sha256 = summary.manifest_sha256
            locked.records_done = locked.records_total
            locked.failure = ""
            locked.save()
            return locked
    delete_file(file_id=file.pk, now=now)  # another attempt took over, or it was sent back
    return Package.objects.get(pk=package.pk)


@transaction.atomic
def _settle_failure(package: Package, failure: str, *, wait: int | None) -> Package:
    locked = _lock_own_attempt(package)
    if locked is None:
        return Package.objects.get(pk=package.pk)
    locked.status = PackageStatus.FAILED if wait is None else PackageStatus.QUEUED
    locked.failure = failure
    locked.save(update_fields=["status", "failure"])
    if wait is not None:
        later = jobs.configure_task(
            BUILD_PACKAGE, allow_unknown=True, schedule_in={"seconds": wait}
        )  # fmt: skip
        later.defer(package_id=str(package.pk))
    return locked


def _lock_own_attempt(package: Package) -> Package | None:
    locked = Package.objects.select_for_update(of=("self",)).get(pk=package.pk)
    mine = locked.attempts == package.attempts and locked.status == PackageStatus.BUILDING
    return locked if mine and locked.superseded_at is None else None
