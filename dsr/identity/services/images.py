"""Pictures of documents: scanned, drawn anew, sealed, and never silently the same for two people.

Shared by documents of identity and documents of authority.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import connection

from accounts.enums import FilePurpose
from accounts.gateways.rerender import RerenderUnavailable, UnableToRerender, rerender
from accounts.gateways.scanner import ScannerUnavailable, ScanVerdict, scan
from accounts.gateways.sealing import search_index
from accounts.models import StoredFile
from accounts.services.files import store_file
from dsr.cases.enums import RequesterKind
from dsr.cases.models import Case
from dsr.identity.enums import (
    AuthorityClass,
    AuthorityStatus,
    CheckStatus,
    HeldBecause,
    Whose,
)
from dsr.identity.models import (
    AuthorityCheck,
    AuthorityDocument,
    IdentityCheck,
    IdentityDocument,
)
from policies.domain.calendar import jst_date

QUOTA = 5
# Gone by then even if nobody ever decides; a decision brings the date forward to its own week.
KEPT_AT_MOST = timedelta(days=60)
READ_BYTES = 64 * 1024


class UnableToUploadDocument(Exception):
    """Not taken, nothing kept.

    `code`: CLOSED, QUOTA, SIDE (this side is never taken), KIND (not a document for this), NONE
    (nothing was uploaded), VIRUS, SCANNER (try later), or a RefusalCode of
    accounts.gateways.rerender.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class DrawnImage:
    """What is kept of an upload: drawn anew from pixels; `index` finds the same picture again."""

    content: bytes
    media_type: str
    file_name: str
    index: bytes
    scanned: bool


def draw_image(upload: BinaryIO, file_name: str) -> DrawnImage:
    """Scan and draw anew: no metadata, no second format, no text layer. Call it outside any lock.

    Raises UnableToUploadDocument.
    """
    verdict = _scan(upload)
    try:
        drawn = rerender(upload, declared_name=file_name)
    except UnableToRerender as error:
        raise UnableToUploadDocument(error.message, code=str(error.code)) from error
    except RerenderUnavailable as error:
        raise UnableToUploadDocument("Uploads cannot be drawn now.", code="SCANNER") from error
    digest = hashlib.sha256(drawn.content).hexdigest()
    return DrawnImage(
        content=drawn.content,
        media_type=drawn.media_type,
        file_name=drawn.file_name,
        index=search_index("identity_image", digest),
        scanned=verdict == ScanVerdict.CLEAN,
    )


def store_image(*, drawn: DrawnImage, case: Case, now: datetime) -> StoredFile:
    """Seal it with the case's key; its last day is set from the first second."""
    return store_file(
        chunks=[drawn.content],
        data_key=case.data_key,
        purpose=FilePurpose.IDENTITY_DOCUMENT,
        name=drawn.file_name,
        media_type=drawn.media_type,
        purge_on=jst_date(now) + KEPT_AT_MOST,
        now=now,
    )


def lock_images() -> None:
    """One picture is stored and compared at a time: two at once would not see each other.

    Take it first in the transaction, before the case: a fixed order never waits in a circle.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('dsr_identity.images'))")


def hold_if_seen_before(document: IdentityDocument | AuthorityDocument) -> None:
    """The same picture for two people: neither passes before somebody looked (SECURITY 7).

    Needs `lock_images`. Who uploaded a picture of their own twice, as the requester of one case
    and the representative in another, is one person; a principal and a representative are two.
    """
    person = _person(document)
    identity, authority = _twins(bytes(document.image_index))
    others: list[IdentityDocument | AuthorityDocument] = [*identity, *authority]
    strangers = [other for other in others if _person(other) != person]
    if not strangers:
        return
    rows = [document, *strangers]
    held = {"held": HeldBecause.SAME_IMAGE}
    IdentityCheck.objects.filter(
        pk__in=[row.identity_check_id for row in rows if isinstance(row, IdentityDocument)]
    ).exclude(status=CheckStatus.VERIFIED).update(**held)
    AuthorityCheck.objects.filter(
        pk__in=[row.authority_check_id for row in rows if isinstance(row, AuthorityDocument)]
    ).exclude(status=AuthorityStatus.CONFIRMED).update(**held)


def _twins(index: bytes) -> tuple[list[IdentityDocument], list[AuthorityDocument]]:
    return (
        list(
            IdentityDocument.objects.filter(image_index=index).select_related(
                "identity_check__case__subject"
            )
        ),
        list(
            AuthorityDocument.objects.filter(image_index=index).select_related(
                "authority_check__case__subject"
            )
        ),
    )


def _person(document: IdentityDocument | AuthorityDocument) -> str:
    """Whom a picture is about: an account, or a principal without one."""
    if isinstance(document, IdentityDocument):
        case = document.identity_check.case
        own = case.requester_kind == RequesterKind.SELF or document.whose == Whose.REPRESENTATIVE
    else:
        case = document.authority_check.case
        own = document.document_class == AuthorityClass.LAWYER_ID
    if own:
        return f"user:{case.requester_id}"
    user_id = case.subject.user_id
    return f"user:{user_id}" if user_id else f"subject:{case.subject_id}"


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
