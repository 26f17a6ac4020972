"""Parking a page whose session ran out, and giving it back to its owner."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models, transaction

from accounts.gateways.sealing import seal_json, unseal_json
from accounts.models import User
from accounts.services.data_keys import create_data_key, destroy_data_key
from dsr.portal.enums import Page
from dsr.portal.models import ParkedPage

KEPT_FOR = timedelta(days=1)


@transaction.atomic
def park_page(*, user_id: int, page: Page, posted: Mapping[str, list[str]], now: datetime) -> None:
    """Keep a posted page, sealed, for the person who was shown it; the newest copy stays."""
    User.objects.select_for_update(of=("self",)).get(pk=user_id)
    _drop(ParkedPage.objects.filter(user_id=user_id, page=page), now)
    parked_id = uuid4()
    data_key = create_data_key(now=now)
    ParkedPage.objects.create(
        id=parked_id,
        user_id=user_id,
        data_key=data_key,
        page=page,
        posted_sealed=seal_json(
            data_key, dict(posted), context=f"dsr_portal.parkedpage.posted:{parked_id}"
        ),
        parked_at=now,
    )


@transaction.atomic
def take_parked_page(*, user_id: int, page: Page, now: datetime) -> dict[str, list[str]] | None:
    """What was parked for this page, once; None when nothing was."""
    parked = (
        ParkedPage.objects.select_for_update(of=("self",))
        .select_related("data_key")
        .filter(user_id=user_id, page=page, parked_at__gt=now - KEPT_FOR)
        .first()
    )
    if parked is None:
        return None
    posted: dict[str, list[str]] = unseal_json(
        parked.data_key,
        parked.posted_sealed,
        context=f"dsr_portal.parkedpage.posted:{parked.pk}",
    )
    _drop(ParkedPage.objects.filter(pk=parked.pk), now)
    return posted


@transaction.atomic
def drop_old_parked_pages(*, now: datetime) -> int:
    """Forget what nobody came back for within a day. Returns how many."""
    return _drop(ParkedPage.objects.filter(parked_at__lte=now - KEPT_FOR), now)


def _drop(rows: "models.QuerySet[ParkedPage]", now: datetime) -> int:
    keys = list(rows.values_list("data_key_id", flat=True))
    rows.delete()
    for key in keys:
        destroy_data_key(data_key_id=key, now=now)
    return len(keys)
