"""Files of messages: scanned, drawn anew and sealed; the sender's bytes are never kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO

from django.conf import settings

from accounts.domain.file_name import safe_file_name
from accounts.domain.my_number import contains_my_number
from accounts.enums import FilePurpose
from accounts.gateways.plain_text import UnableToReadText, read_plain_text
from accounts.gateways.rerender import RerenderUnavailable, UnableToRerender, rerender
from accounts.gateways.scanner import ScannerUnavailable, ScanVerdict, scan
from accounts.services.files import set_purge_date, store_file
from dsr.cases.models import Case, CaseMessage, MessageAttachment

TEXT_TYPE = "text/plain; charset=utf-8"
_READ_BYTES = 64 * 1024


class UnableToAttachFiles(Exception):
    """Nothing was sent and nothing kept. `file_name`: which one, "" where it is all of them.

    `code`: TOO_MANY (in one message), CASE_FULL, VIRUS, SCANNER (try later), MY_NUMBER, NOT_TEXT,
    or a RefusalCode of accounts.gateways.rerender.
    """

    def __init__(self, message: str, *, code: str, file_name: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.file_name = file_name


@dataclass(frozen=True)
class Upload:
    """One file as it came. Neither name nor length are believed."""

    name: str
    content: BinaryIO


@dataclass(frozen=True)
class CheckedFile:
    """What may be kept: drawn anew, or text read and written anew."""

    name: str
    media_type: str
    content: bytes
    scanned: bool


def check_uploads(*, case_id: int, direction: str, uploads: Sequence[Upload]) -> list[CheckedFile]:
    """Scan each file and draw it anew. Call it with no transaction open: it may take minutes.

    Raises UnableToAttachFiles for the first file that is not taken.
    """
    check_room(case_id=case_id, direction=direction, wanted=len(uploads))
    return [_checked(upload) for upload in uploads]


def check_room(*, case_id: int, direction: str, wanted: int) -> None:
    """Whether so many more files fit. Under the case's lock the answer holds.

    Raises UnableToAttachFiles (TOO_MANY, CASE_FULL).
    """
    if wanted > settings.MESSAGE_FILES:
        raise UnableToAttachFiles("Too many files in one message.", code="TOO_MANY")
    if not wanted:
        return
    kept = MessageAttachment.objects.filter(message__case_id=case_id, message__direction=direction)
    if kept.count() + wanted > settings.MESSAGE_FILES_PER_CASE:
        raise UnableToAttachFiles("The case has enough files.", code="CASE_FULL")


def attach_files(*, message: CaseMessage, files: Sequence[CheckedFile], now: datetime) -> None:
    """Seal checked files with the case's key, in the transaction that sends the message.

    They are kept as long as the case file: no end while the case is open.
    """
    check_room(case_id=message.case_id, direction=message.direction, wanted=len(files))
    for position, file in enumerate(files, start=1):
        stored = store_file(
            chunks=[file.content],
            data_key=message.case.data_key,
            purpose=FilePurpose.MESSAGE_ATTACHMENT,
            name=file.name,
            media_type=file.media_type,
            purge_on=message.case.purge_on,
            now=now,
        )
        MessageAttachment.objects.create(
            message=message, position=position, file=stored, scanned=file.scanned
        )


def keep_attachments_until_purge(*, case: Case, now: datetime) -> None:
    """The case has ended: its files go with the case file."""
    if case.purge_on is None:
        return
    kept = MessageAttachment.objects.filter(
        message__case_id=case.pk, file__deleted_at__isnull=True, file__purge_on__isnull=True
    )
    for file_id in list(kept.values_list("file_id", flat=True)):
        set_purge_date(file_id=file_id, purge_on=case.purge_on, now=now)


def _checked(upload: Upload) -> CheckedFile:
    name = safe_file_name(upload.name)
    try:
        verdict = scan(_chunks(upload.content))
    except ScannerUnavailable as error:
        raise _refusal(name, "SCANNER") from error
    finally:
        upload.content.seek(0)
    if verdict == ScanVerdict.INFECTED:
        raise _refusal(name, "VIRUS")
    content, media_type, name = _made_anew(upload.content, name)
    return CheckedFile(name, media_type, content, verdict == ScanVerdict.CLEAN)


def _made_anew(content: BinaryIO, name: str) -> tuple[bytes, str, str]:
    if PurePath(name).suffix.lower() == ".txt":
        return _text(content, name), TEXT_TYPE, name
    try:
        drawn = rerender(content, declared_name=name, max_bytes=settings.MESSAGE_FILE_BYTES)
    except UnableToRerender as error:
        raise _refusal(name, str(error.code)) from error
    except RerenderUnavailable as error:
        raise _refusal(name, "SCANNER") from error
    return drawn.content, drawn.media_type, drawn.file_name


def _text(content: BinaryIO, name: str) -> bytes:
    try:
        text = read_plain_text(content, max_bytes=settings.MESSAGE_FILE_BYTES)
    except UnableToReadText as error:
        raise _refusal(name, error.code) from error
    if contains_my_number(text):
        raise _refusal(name, "MY_NUMBER")
    return text.encode()


def _refusal(name: str, code: str) -> UnableToAttachFiles:
    return UnableToAttachFiles("The file was not taken.", code=code, file_name=name)


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    while chunk := content.read(_READ_BYTES):
        yield chunk
