"""Files of messages, for those who may see the case."""

from dataclasses import dataclass
from uuid import UUID

from accounts.models import StoredFile
from accounts.selectors.files import file_name
from dsr.cases.models import Case, MessageAttachment


@dataclass(frozen=True)
class OpenedAttachment:
    """One file as both sides see it. `gone`: it was deleted when its time was over."""

    id: UUID
    name: str
    size: int
    scanned: bool
    gone: bool


def opened_attachment(attachment: MessageAttachment) -> OpenedAttachment:
    """A file with its name. Raises UnableToUnseal once shredded."""
    file = attachment.file
    return OpenedAttachment(
        id=file.pk,
        name=file_name(file),
        size=file.size,
        scanned=attachment.scanned,
        gone=file.deleted_at is not None,
    )


def attached_file(*, case: Case, file_id: UUID) -> StoredFile | None:
    """A file of a message of this very case, while it exists."""
    found = (
        MessageAttachment.objects.filter(
            message__case=case, file_id=file_id, file__deleted_at__isnull=True
        )
        .select_related("file__data_key")
        .first()
    )
    return found.file if found else None
