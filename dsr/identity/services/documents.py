"""Identity documents: drawn anew, sealed, counted, with a deletion date from the first second."""

from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from accounts.services.files import delete_file
from dsr.cases.enums import Gate, OutcomeCode, RequesterKind
from dsr.cases.models import Case
from dsr.cases.services.gates import answer_defect
from dsr.identity.domain.documents import sides_of
from dsr.identity.enums import (
    CheckStatus,
    DocumentClass,
    DocumentSide,
    IdentityMethod,
    Whose,
)
from dsr.identity.models import IdentityCheck, IdentityDocument
from dsr.identity.services.images import (
    QUOTA,
    UnableToUploadDocument,
    draw_image,
    hold_if_seen_before,
    lock_images,
    store_image,
)

__all__ = [
    "QUOTA",
    "UnableToUploadDocument",
    "hand_in_documents",
    "may_upload",
    "remove_document",
    "upload_document",
    "wanted_from",
]


def upload_document(
    *,
    case_id: int,
    document_class: DocumentClass,
    side: DocumentSide,
    moved: bool,
    upload: BinaryIO,
    file_name: str,
    now: datetime,
    whose: Whose = Whose.PRINCIPAL,
) -> IdentityDocument:
    """Take one image or PDF of an identity document.

    What is kept is drawn anew from pixels: no metadata, no second format, no text layer. The
    sender's bytes are never stored.

    Arguments:
        moved: the person says that the address on the front is an old one, which alone opens the
            back of a licence or ordinary residence card.
        whose: of the person the data is about, or, in a representative's case, of who asks.

    Raises:
        UnableToUploadDocument: with the reason as code.
    """
    if side not in sides_of(document_class, moved=moved):
        raise UnableToUploadDocument("This side is never taken.", code="SIDE")
    _check_room(case_id, whose)
    drawn = draw_image(upload, file_name)
    with transaction.atomic():
        lock_images()
        check = _locked_check(case_id)
        _check_quota(check, whose)
        document = IdentityDocument.objects.create(
            identity_check=check,
            whose=whose,
            document_class=document_class,
            side=side,
            file=store_image(drawn=drawn, case=check.case, now=now),
            image_index=drawn.index,
            scanned=drawn.scanned,
            uploaded_at=now,
        )
        hold_if_seen_before(document)
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

    Raises UnableToUploadDocument (CLOSED, or NONE when nothing was uploaded of somebody).
    """
    check = _locked_check(case_id)
    uploaded = set(check.documents.kept().values_list("whose", flat=True))
    if not set(wanted_from(check.case)) <= uploaded:
        raise UnableToUploadDocument("Nothing was uploaded.", code="NONE")
    check.status = CheckStatus.AWAITING_REVIEW
    check.save(update_fields=["status"])
    answer_defect(case_id=case_id, code=OutcomeCode.F1, facts={"check": str(check.pk)}, now=now)
    return check


def wanted_from(case: Case) -> tuple[Whose, ...]:
    """Whose documents are needed: of the person, and of who represents them."""
    if case.requester_kind == RequesterKind.SELF:
        return (Whose.PRINCIPAL,)
    return (Whose.PRINCIPAL, Whose.REPRESENTATIVE)


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
        .select_related("case__data_key", "case__subject")
        .get(case_id=case_id)
    )
    if not may_upload(check):
        raise UnableToUploadDocument("Documents are no longer taken.", code="CLOSED")
    return check


def _check_room(case_id: int, whose: Whose) -> None:
    """A cheap look before the costly drawing; the lock decides again afterwards."""
    check = IdentityCheck.objects.select_related("case").get(case_id=case_id)
    if not may_upload(check) or whose not in wanted_from(check.case):
        raise UnableToUploadDocument("Documents are no longer taken.", code="CLOSED")
    _check_quota(check, whose)


def _check_quota(check: IdentityCheck, whose: Whose) -> None:
    if check.documents.kept().filter(whose=whose).count() >= QUOTA:
        raise UnableToUploadDocument("Five files are the most.", code="QUOTA")
