"""What was typed when the session had run out."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from accounts.gateways.sealing import unseal_json
from dsr.portal.models import ParkedPage

KEPT_FOR = timedelta(days=1)


def parked_context(parked_id: UUID) -> str:
    """What binds the sealed post to its row."""
    return f"dsr_portal.parkedpage.posted:{parked_id}"


def parked_pages(*, user_id: int, page: str, now: datetime) -> QuerySet[ParkedPage]:
    """What a person is given back of this page: one row or none."""
    return ParkedPage.objects.filter(user_id=user_id, page=page, parked_at__gt=now - KEPT_FOR)


def parked_page(*, user_id: int, page: str, now: datetime) -> dict[str, list[str]] | None:
    """What is parked of this page, by field name; None when nothing is.

    Reading does not use it up: it goes when the page is saved, or after a day.
    """
    rows = parked_pages(user_id=user_id, page=page, now=now)
    parked = rows.select_related("data_key").first()
    if parked is None:
        return None
    posted: dict[str, list[str]] = unseal_json(
        parked.data_key, parked.posted_sealed, context=parked_context(parked.pk)
    )
    return posted
