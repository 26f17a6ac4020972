"""Identity documents: drawn anew, sealed, counted, with a deletion date from the first second."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from accounts.enums import FilePurpose
from accounts.gateways.rerender import RerenderUnavailable, UnableToRerender, rerender
from accounts.gateways.scanner import ScannerUnavailable, ScanVerdict, scan
from accounts.gateways.sealing import search_index
from accounts.services.files import delete_file, store_file
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.identity.domain.documents import sides_of
from dsr.identity.enums import (
    CheckStatus,
    DocumentClass,
    DocumentSide,
    HeldBecause,
    IdentityMethod,
)
from dsr.identity.models import IdentityCheck, IdentityDocument
from policies.domain.calendar import jst_date

QUOTA = 5
# Gone by then even if nobody ever decides; a decision brings the date forward to its own week.
KEPT_AT_MOST = timedelta(days=60)
READ_BYTES = 64 * 1024


class UnableToUploadDocument(Exception):
    """Not taken, nothing kept.

    `code`: CLOSED, QUOTA, SIDE (this side is never taken), VIRUS, SCANNER (try later), or a
    RefusalCode of accounts.gateways.rerender.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def upload_document(
    *,
    case_id: int,
    document_class: DocumentClass,
    side: DocumentSide,
    moved: bool,
    upload: BinaryIO,
    file_name: str,
    now: datetime,
) -> IdentityDocument:
    """Take one image or PDF of an identity document.

    What is kept is drawn anew from pixels: no metadata, no second format, no text layer. The
    sender's bytes are never stored.

    Arguments:
        moved: the person says that the address on the front is an old one, which alone opens the
            back of a licence or ordinary residence card.

    Raises:
        UnableToUploadDocument: with the reason as code.
    """
    if side not in sides_of(document_class, moved=moved):
        raise UnableToUploadDocument("This side is never taken.", code="SIDE")
    _check_room(case_id)
    verdict = _scan(upload)
    content, media_type, name = _draw(upload, file_name)
    index = search_index("identity_image", _digest_text(content))
    with transaction.atomic():
        check = _locked_check(case_id)
        if check.documents.kept().count() >= QUOTA:
            raise UnableToUploadDocument("Five files are the most.", code="QUOTA")
        stored = store_file(
            chunks=[content],
            data_key=check.case.data_key,
            purpose=FilePurpose.IDENTITY_DOCUMENT,
            name=name,
            media_type=media_type,
            purge_on=jst_date(now) + KEPT_AT_MOST,
            now=now,
        )
        document = IdentityDocument.objects.create(
            identity_check=check,
            document_class=document_class,
            side=side,
            file=stored,
            image_index=index,
            scanned=verdict == ScanVerdict.CLEAN,
            uploaded_at=now,
        )
        _hold_if_seen_before(document)
    return document


@transaction.atomic
def remove_document(*, case_id: int, document_id: UUID, now: datetime) -> None:
    """The person takes an upload back before a reviewer decides; the image is deleted at once.

    Raises UnableToUploadDocument (CLOSED) and IdentityDocument.DoesNotExist.
    """
    check = _locked_check(case_id)
    document = check.documents.get(pk=document_id, removed_at__isnull=True)
    document.removed_at = now
    document.save(update_fields=["removed_at"])
    delete_file(file_id=document.file_id, now=now)


@transaction.atomic
def hand_in_documents(*, case_id: int, now: datetime) -> IdentityCheck:
    """The person is done uploading: a reviewer looks next.

    Raises UnableToUploadDocument (CLOSED, or NONE when nothing was uploaded).
    """
    check = _locked_check(case_id)
    if not check.documents.kept().exists():
        raise UnableToUploadDocument("Nothing was uploaded.", code="NONE")
    check.status = CheckStatus.AWAITING_REVIEW
    check.save(update_fields=["status"])
    return check


def may_upload(check: IdentityCheck) -> bool:
    """Whether documents are still taken: chosen way, not handed in, case not decided."""
    return (
        check.method == IdentityMethod.DOCUMENT
        and check.status == CheckStatus.OPEN
        and check.case.identity_gate != Gate.PASSED
        and check.case.is_open
    )


def _locked_check(case_id: int) -> IdentityCheck:
    # The case first: every writer locks the case before its check.
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    check = (
        IdentityCheck.objects.select_for_update(of=("self",))
        .select_related("case__data_key")
        .get(case_id=case_id)
    )
    if not may_upload(check):
        raise UnableToUploadDocument("Documents are no longer taken.", code="CLOSED")
    return check


def _check_room(case_id: int) -> None:
    """A cheap look before the costly drawing; the lock decides again afterwards."""
    check = IdentityCheck.objects.select_related("case").get(case_id=case_id)
    if not may_upload(check):
        raise UnableToUploadDocument("Documents are no longer taken.", code="CLOSED")
    if check.documents.kept().count() >= QUOTA:
        raise UnableToUploadDocument("Five files are the most.", code="QUOTA")


def _scan(upload: BinaryIO) -> ScanVerdict:
    try:
        verdict = scan(_chunks(upload))
    except ScannerUnavailable as error:
        raise UnableToUploadDocument("The virus scanner is down.", code="SCANNER") from error
    finally:
        upload.seek(0)
    if verdict == ScanVerdict.INFECTED:
        raise UnableToUploadDocument("The file holds a virus.", code="VIRUS")
    return verdict


def _chunks(upload: BinaryIO) -> Iterator[bytes]:
    while chunk := upload.read(READ_BYTES):
        yield chunk


def _draw(upload: BinaryIO, file_name: str) -> tuple[bytes, str, str]:
    try:
        drawn = rerender(upload, declared_name=file_name)
    except UnableToRerender as error:
        raise UnableToUploadDocument(error.message, code=str(error.code)) from error
    except RerenderUnavailable as error:
        raise UnableToUploadDocument("Uploads cannot be drawn now.", code="SCANNER") from error
    return drawn.content, drawn.media_type, drawn.file_name


def _digest_text(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _hold_if_seen_before(document: IdentityDocument) -> None:
    """The same picture for two people: neither passes before somebody looked (SECURITY 7)."""
    check = document.identity_check
    twins = IdentityCheck.objects.filter(documents__image_index=document.image_index).exclude(
        case__subject_id=check.case.subject_id
    )
    others = list(twins.exclude(status=CheckStatus.VERIFIED).values_list("pk", flat=True))
    if twins.exists():
        IdentityCheck.objects.filter(pk__in=[check.pk, *others]).update(held=HeldBecause.SAME_IMAGE)
