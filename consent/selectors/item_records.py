"""Consent items as they stood when somebody decided about them."""

from collections.abc import Sequence

from consent.models import ConsentEvent, ConsentItemRecord
from policies.domain.register_records import standing_at


def items_as_they_were(events: Sequence[ConsentEvent]) -> list[ConsentItemRecord]:
    """Of each event its item, as it stood at that moment. One query, whatever their number."""
    records: dict[int, list[ConsentItemRecord]] = {event.item_id: [] for event in events}
    for record in ConsentItemRecord.objects.filter(item_id__in=records).order_by("id"):
        records[record.item_id].append(record)
    return [_standing(records[event.item_id], event) for event in events]


def _standing(records: Sequence[ConsentItemRecord], event: ConsentEvent) -> ConsentItemRecord:
    item = standing_at(records, event.at)
    assert item is not None  # noqa: S101 -- a trigger records every item
    return item
