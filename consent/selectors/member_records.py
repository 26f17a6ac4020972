"""What can be consented to, and what a member said: as services read it."""

import uuid
from typing import Any

from django.db.models import OuterRef, Subquery

from consent.models import ConsentEvent, ConsentItem, ConsentText


def items_offered() -> list[dict[str, Any]]:
    """Every active item that has words, with the words in force. Two queries."""
    latest = ConsentText.objects.filter(item=OuterRef("pk")).order_by("-published_at", "-pk")
    items = list(
        ConsentItem.objects.filter(active=True)
        .annotate(text_id=Subquery(latest.values("pk")[:1]))
        .filter(text_id__isnull=False)
        .order_by("position", "code")
    )
    texts = ConsentText.objects.in_bulk([item.text_id for item in items])
    return [_offered(item, texts[item.text_id]) for item in items]


def _offered(item: ConsentItem, text: ConsentText) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": {"ja": item.name_ja, "en": item.name_en},
        "text": {"ja": text.text_ja, "en": text.text_en},
        "text_version": text.version,
        "text_sha256": text.sha256,
        "prerequisite": item.prerequisite,
    }


def member_events(*, subject_id: uuid.UUID, before: int | None, limit: int) -> list[ConsentEvent]:
    """Lines of a person's ledger, newest first, older than a sequence. One query."""
    events = ConsentEvent.objects.filter(chain=f"subject:{subject_id}").select_related("item")
    if before is not None:
        events = events.filter(sequence__lt=before)
    return list(events.order_by("-sequence")[:limit])
