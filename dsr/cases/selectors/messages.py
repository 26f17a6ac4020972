"""The thread between the person and the desk."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from accounts.gateways.sealing import unseal_text
from dsr.cases.enums import Direction
from dsr.cases.models import Case, MessageAttachment
from dsr.cases.selectors.message_attachments import OpenedAttachment, opened_attachment


@dataclass(frozen=True)
class OpenedMessage:
    """One message as both sides read it; `author` is for staff only."""

    id: UUID
    direction: str
    text: str
    sent_at: datetime
    read_at: datetime | None
    author: str
    files: tuple[OpenedAttachment, ...] = ()

    @property
    def from_requester(self) -> bool:
        """Whether the person wrote it."""
        return self.direction == Direction.TO_DESK


def messages_of(case: Case) -> list[OpenedMessage]:
    """Every message, oldest first. Raises UnableToUnseal once shredded."""
    files = MessageAttachment.objects.select_related("file__data_key")
    rows = (
        case.messages.select_related("author")
        .prefetch_related(Prefetch("attachments", files))
        .order_by("sent_at", "pk")
    )
    return [
        OpenedMessage(
            id=row.pk,
            direction=row.direction,
            text=unseal_text(
                case.data_key, row.text_sealed, context=f"dsr_cases.casemessage.text:{row.pk}"
            ),
            sent_at=row.sent_at,
            read_at=row.read_at,
            author=str(row.author),
            files=tuple(
                opened_attachment(attachment)
                for attachment in sorted(row.attachments.all(), key=lambda one: one.position)
            ),
        )
        for row in rows
    ]
