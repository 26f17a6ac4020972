"""Parking a page whose session ran out, until its owner is back and has saved it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import uuid4

from django.db import models, transaction

from accounts.gateways.sealing import seal_json
from accounts.models import User
from accounts.services.data_keys import create_data_key, destroy_data_key
from dsr.portal.models import ParkedPage
from dsr.portal.selectors.parking import KEPT_FOR, parked_context


@transaction.atomic
def park_page(*, user_id: int, page: str, posted: Mapping[str, list[str]], now: datetime) -> None:
    """Keep a posted page, sealed, for the person who was shown it; the newest copy stays.

    `page` names a question (Page) or the messages of a request, in at most 20 characters.
    """
    User.objects.select_for_update(of=("self",)).get(pk=user_id)
    _drop(ParkedPage.objects.filter(user_id=user_id, page=page), now)
    parked_id = uuid4()
    data_key = create_data_key(now=now)
    ParkedPage.objects.create(
        id=parked_id,
        user_id=user_id,
        data_key=data_key,
        page=page,
        posted_sealed=seal_json(data_key, dict(posted), context=parked_context(parked_id)),
        parked_at=now,
    )


@transaction.atomic
def drop_parked_pages(*, user_id: int, pages: Iterable[str], now: datetime) -> int:
    """Forget a person's parked pages: they were saved, or are not wanted. Returns how many."""
    return _drop(ParkedPage.objects.filter(user_id=user_id, page__in=list(pages)), now)


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
