"""A person's own history of yes and no."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from consent.enums import ConsentAction
from consent.models import ConsentEvent

MOST = 500  # lines of one page; nobody has changed their mind more often than that


@dataclass(frozen=True)
class HistoryLine:
    """One yes or no."""

    sequence: int
    at: datetime
    name: str
    action: ConsentAction
    text_version: str
    source: str


def history_of(*, subject_id: uuid.UUID, language: str) -> list[HistoryLine]:
    """The last MOST events of the person, newest first, in "ja" or "en". One query."""
    events = (
        ConsentEvent.objects.filter(chain=f"subject:{subject_id}")
        .select_related("item")
        .order_by("-sequence")[:MOST]
    )
    return [
        HistoryLine(
            sequence=event.sequence,
            at=event.at,
            name=event.item.name_en if language == "en" else event.item.name_ja,
            action=ConsentAction(event.action),
            text_version=event.text_version,
            source=event.source,
        )
        for event in events
    ]
