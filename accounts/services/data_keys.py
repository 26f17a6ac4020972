"""Data keys come and go here."""

import uuid
from datetime import datetime

from accounts.domain.envelope import new_data_key, wrap_data_key
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
