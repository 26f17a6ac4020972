"""Many members at once: their data subjects, made where there is none."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.domain.envelope import WrappedKey, new_data_key, seal, wrap_data_key
from accounts.gateways.sealing import key_ring, search_indexes, wrap_context
from accounts.models import DataKey, DataSubject


@transaction.atomic
def ensure_members(*, member_ids: Sequence[str], now: datetime) -> dict[str, uuid.UUID]:
    """The data subject of each member the company's own service vouches for, by member id.

    The same as data_subjects.ensure_member, in four statements whatever their number.
    """
    wanted = dict(zip(search_indexes("member_id", member_ids), member_ids, strict=True))
    found = _found(wanted)
    missing = [(index, member) for index, member in wanted.items() if member not in found]
    if missing:
        keys, subjects = _made(missing, now)
        DataKey.objects.bulk_create(keys)
        DataSubject.objects.bulk_create(subjects, ignore_conflicts=True)
        found |= _found(dict(missing))
    return found


def _found(wanted: dict[bytes, str]) -> dict[str, uuid.UUID]:
    rows = DataSubject.objects.filter(member_id_index__in=list(wanted))
    tied = rows.values_list("pk", "member_id_index")
    return {wanted[bytes(index)]: pk for pk, index in tied if index is not None}


def _made(
    missing: list[tuple[bytes, str]], now: datetime
) -> tuple[list[DataKey], list[DataSubject]]:
    ring, keys, subjects = key_ring(), [], []
    for index, member_id in missing:
        plain, key_id, subject_id = new_data_key(), uuid.uuid4(), uuid.uuid4()
        wrapped: WrappedKey = wrap_data_key(ring, plain, wrap_context(key_id))
        key = DataKey(
            id=key_id, ring_key_id=wrapped.ring_key_id, wrapped=wrapped.blob, created_at=now
        )
        context = f"accounts.datasubject.member_id:{subject_id}"
        keys.append(key)
        subjects.append(
            DataSubject(
                id=subject_id, data_key=key, created_at=now, made_by_service=True,
                member_id_index=index, member_id_sealed=seal(plain, member_id.encode(), context),
            )
        )  # fmt: skip
    return keys, subjects
