"""A person's own history of yes and no."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from consent.enums import ConsentAction
from consent.models import ConsentEvent
from consent.selectors.item_records import items_as_they_were

MOST = 500  # lines of one page; nobody has changed their mind more often than that


@dataclass(frozen=True)
class HistoryLine:
    """One yes or no. `name` is what the item was called when the person decided."""

    sequence: int
    at: datetime
    name: str
    action: ConsentAction
    text_version: str
    source: str


def history_of(*, subject_id: uuid.UUID, language: str) -> list[HistoryLine]:
    """The last MOST events of the person, newest first, in "ja" or "en". Two queries."""
    rows = ConsentEvent.objects.filter(chain=f"subject:{subject_id}").order_by("-sequence")
    events = list(rows[:MOST])
    return [
        HistoryLine(
            sequence=event.sequence,
            at=event.at,
            name=item.name_en if language == "en" else item.name_ja,
            action=ConsentAction(event.action),
            text_version=event.text_version,
            source=event.source,
        )
        for event, item in zip(events, items_as_they_were(events), strict=True)
    ]
