"""A person's own history of yes and no."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from consent.enums import ConsentAction
from consent.models import ConsentEvent, ConsentItemRecord
from policies.domain.register_records import standing_at

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
    records = _records({event.item_id for event in events})
    return [
        HistoryLine(
            sequence=event.sequence,
            at=event.at,
            name=_name(records[event.item_id], event.at, language),
            action=ConsentAction(event.action),
            text_version=event.text_version,
            source=event.source,
        )
        for event in events
    ]


def _records(item_ids: Collection[int]) -> dict[int, list[ConsentItemRecord]]:
    """How each item stood from when on."""
    found: dict[int, list[ConsentItemRecord]] = {}
    for record in ConsentItemRecord.objects.filter(item_id__in=item_ids).order_by("id"):
        found.setdefault(record.item_id, []).append(record)
    return found


def _name(records: Sequence[ConsentItemRecord], at: datetime, language: str) -> str:
    item = standing_at(records, at)
    assert item is not None  # noqa: S101 -- a trigger records every item
    return item.name_en if language == "en" else item.name_ja
