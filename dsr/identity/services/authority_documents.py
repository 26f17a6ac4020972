"""Documents of authority: uploaded, taken back, handed in. The same machinery as for identity."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from accounts.services.files import delete_file
from dsr.cases.domain.workflow import BEFORE_RELEASE
from dsr.cases.enums import Gate, OutcomeCode
from dsr.cases.models import Case
from dsr.cases.services.gates import answer_defect
from dsr.identity.domain.authority import accepted_documents
from dsr.identity.enums import AuthorityClass, AuthorityStatus
from dsr.identity.models import AuthorityCheck, AuthorityDocument
from dsr.identity.services.images import (
    QUOTA,
    UnableToUploadDocument,
    draw_image,
    hold_if_seen_before,
    lock_images,
    store_image,
)


def upload_authority(
    *,
    case_id: int,
    document_class: AuthorityClass,
    upload: BinaryIO,
    file_name: str,
    now: datetime,
) -> AuthorityDocument:
    """Take one image or PDF of a document of authority; it is drawn anew and sealed.

    Raises UnableToUploadDocument: with the reason as code.
    """
    _check_room(case_id, document_class)
    drawn = draw_image(upload, file_name)
    with transaction.atomic():
        lock_images()
        check = _locked_check(case_id)
        _check_upload(check, document_class)
        document = AuthorityDocument.objects.create(
            authority_check=check,
            document_class=document_class,
            file=store_image(drawn=drawn, case=check.case, now=now),
            image_index=drawn.index,
            scanned=drawn.scanned,
            uploaded_at=now,
        )
        hold_if_seen_before(document)
    return document


@transaction.atomic
def remove_authority_document(*, case_id: int, document_id: UUID, now: datetime) -> None:
    """The person takes an upload back before a reviewer looks; the image is deleted at once.

    Raises UnableToUploadDocument (CLOSED) and AuthorityDocument.DoesNotExist.
    """
    check = _locked_check(case_id)
    document = check.documents.get(pk=document_id, removed_at__isnull=True)
    document.removed_at = now
    document.save(update_fields=["removed_at"])
    delete_file(file_id=document.file_id, now=now)


@transaction.atomic
def hand_in_authority(*, case_id: int, now: datetime) -> AuthorityCheck:
    """The person is done uploading: a reviewer looks next. Nothing of an earlier look counts.

    Raises UnableToUploadDocument (CLOSED, or NONE without a document that can show authority).
    """
    check = _locked_check(case_id)
    if not check.documents.kept().exclude(document_class=AuthorityClass.LAWYER_ID).exists():
        raise UnableToUploadDocument("Nothing was uploaded.", code="NONE")
    forget_verdict(check)
    check.status = AuthorityStatus.AWAITING_REVIEW
    check.save()
    answer_defect(case_id=case_id, code=OutcomeCode.F2, facts={"check": str(check.pk)}, now=now)
    return check


def forget_verdict(check: AuthorityCheck) -> None:
    """A new round starts from nothing; it is saved by the caller."""
    check.document_class = ""
    check.expires_on = None
    check.kinds_stated = []
    check.findings = {}
    check.answer_goes_to = ""
    check.first_reviewer = None
    check.first_reviewed_at = None
    check.decided_by = None
    check.decided_at = None
    check.rechecked_by = None
    check.rechecked_on = None


def may_upload_authority(check: AuthorityCheck) -> bool:
    """Whether documents are taken: nobody looks at them yet, or they were not enough."""
    return (
        check.status in (AuthorityStatus.OPEN, AuthorityStatus.NOT_CONFIRMED)
        and check.case.authority_gate != Gate.PASSED
        and check.case.status in BEFORE_RELEASE
    )


def _locked_check(case_id: int) -> AuthorityCheck:
    # The case first: every writer locks the case before its checks.
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    check = (
        AuthorityCheck.objects.select_for_update(of=("self",))
        .select_related("case__data_key", "case__subject")
        .get(case_id=case_id)
    )
    if not may_upload_authority(check):
        raise UnableToUploadDocument("Documents are no longer taken.", code="CLOSED")
    return check


def _check_room(case_id: int, document_class: str) -> None:
    """A cheap look before the costly drawing; the lock decides again afterwards."""
    check = AuthorityCheck.objects.select_related("case").get(case_id=case_id)
    if not may_upload_authority(check):
        raise UnableToUploadDocument("Documents are no longer taken.", code="CLOSED")
    _check_upload(check, document_class)


def _check_upload(check: AuthorityCheck, document_class: str) -> None:
    if document_class not in accepted_documents(check.basis):
        raise UnableToUploadDocument("This document does not show it.", code="KIND")
    if check.documents.kept().count() >= QUOTA:
        raise UnableToUploadDocument("Five files are the most.", code="QUOTA")
