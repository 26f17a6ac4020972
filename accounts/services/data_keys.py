"""Data keys come and go here."""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.domain.envelope import WrappedKey, new_data_key, rewrap_data_key, wrap_data_key
from accounts.gateways.sealing import key_ring, wrap_context
from accounts.models import DataKey


def create_data_key(*, now: datetime) -> DataKey:
    """Make a fresh key, wrapped by the first key of the ring."""
    key_id = uuid.uuid4()
    wrapped = wrap_data_key(key_ring(), new_data_key(), wrap_context(key_id))
    return DataKey.objects.create(
        id=key_id, ring_key_id=wrapped.ring_key_id, wrapped=wrapped.blob, created_at=now
    )


def destroy_data_key(*, data_key_id: uuid.UUID, now: datetime) -> None:
    """Forget a key for good: all it sealed is unreadable from now on, wherever it was copied to.

    A backup of the whole database from before still holds the wrapped key, so it must not outlive
    what was promised (docs/operator.md); what is restored is shredded again by the daily jobs.
    """
    DataKey.objects.filter(pk=data_key_id, destroyed_at__isnull=True).update(
        wrapped=b"", destroyed_at=now
    )


@transaction.atomic
def rewrap_some(*, after: uuid.UUID, most: int) -> tuple[int, uuid.UUID | None]:
    """Wrap data keys that an earlier key of the ring wrapped with the present one.

    What they seal is not touched. Answers how many of the next `most` keys were rewrapped, and the
    last one looked at, to go on behind; None at the end. Again, it finds nothing to do.

    Raises UnableToUnseal where the ring no longer holds a key that is still needed.
    """
    ring = key_ring()
    keys = list(
        DataKey.objects.select_for_update()
        .filter(pk__gt=after, destroyed_at__isnull=True)
        .exclude(ring_key_id=ring.sealing_id)
        .order_by("pk")[:most]
    )
    for key in keys:
        old = WrappedKey(ring_key_id=key.ring_key_id, blob=bytes(key.wrapped))
        new = rewrap_data_key(ring, old, wrap_context(key.pk))
        key.ring_key_id, key.wrapped = new.ring_key_id, new.blob
    DataKey.objects.bulk_update(keys, ["ring_key_id", "wrapped"])
    return len(keys), keys[-1].pk if keys else None
