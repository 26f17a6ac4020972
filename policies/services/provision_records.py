"""Records of provision come in by file or by the interface, and go after three years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from accounts.domain.envelope import seal
from accounts.gateways.sealing import plain_key, search_indexes
from accounts.services.data_keys import create_data_key, destroy_data_key
from policies.domain.calendar import jst_date
from policies.domain.provision_rows import ProvisionRow, RowFault, faults_of
from policies.enums import RetentionCode
from policies.models import ProvisionBatch, ProvisionRecord, Recipient
from policies.selectors.rules import retention_until

PURGED_AT_ONCE = 5000
_NOT_REGISTERED = RowFault("recipient", "UNKNOWN_RECIPIENT", "is not in the register")
_OTHER_RECORD = RowFault("key", "OTHER_RECORD", "belongs to a record that says something else")
_PLAIN = (
    "direction", "provided_on", "party_name", "party_address", "party_representative", "items",
    "basis", "circumstances",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlacedFault:
    """What is wrong with the row at `place`, counted from 0."""

    place: int
    fault: RowFault


class UnableToRecordProvision(Exception):
    """Rows that cannot be kept, so that none of the call is. `faults` names each by its place.

    Codes: those of policies.domain.provision_rows; where no row has one of them, UNKNOWN_RECIPIENT
    for a recipient that is not in the register; where none has that, OTHER_RECORD for a key under
    which something else is on record.
    """

    def __init__(self, faults: Sequence[PlacedFault]) -> None:
        first = faults[0]
        super().__init__(f"record {first.place + 1}: {first.fault.column}: {first.fault.why}")
        self.faults = faults


@transaction.atomic
def record_provisions(*, rows: Sequence[ProvisionRow], source: str, now: datetime) -> int:
    """Keep records under one data key of theirs: all of them or none.

    A row that is on record already, word for word, is left out, so a call may be sent again.

    Arguments:
        source: such as a file's name or "API:<client>"; no person's name.

    Answers how many are new. Raises UnableToRecordProvision.
    """
    on = jst_date(now)
    _refuse(
        [PlacedFault(n, fault) for n, row in enumerate(rows) for fault in faults_of(row, on=on)]
    )
    recipients = _recipients(rows)
    fresh = _fresh(rows)
    if not fresh:
        return 0
    batch = ProvisionBatch.objects.create(
        data_key=create_data_key(now=now), source=source[:80], at=now, total=len(fresh)
    )
    key = plain_key(batch.data_key)
    keep_until = retention_until(RetentionCode.PROVISION_RECORD, start=on)
    made = ProvisionRecord.objects.bulk_create(
        [
            ProvisionRecord(
                key=row.key, batch=batch, recipient=recipients.get(row.recipient),
                member_index=index, recorded_at=now, keep_until=keep_until,
                member_sealed=seal(
                    key, row.member_id.encode(), f"policies.provisionrecord.member:{row.key}"
                ),
                **{name: getattr(row, name) for name in _PLAIN},
            )
            for row, index in fresh
        ],
        batch_size=1000,
    )  # fmt: skip
    return len(made)


def _refuse(faults: Sequence[PlacedFault]) -> None:
    if faults:
        raise UnableToRecordProvision(faults)


def _recipients(rows: Sequence[ProvisionRow]) -> dict[str, Recipient]:
    wanted = {row.recipient for row in rows if row.recipient}
    found = {recipient.code: recipient for recipient in Recipient.objects.filter(code__in=wanted)}
    _refuse(
        [
            PlacedFault(place, _NOT_REGISTERED)
            for place, row in enumerate(rows)
            if row.recipient and row.recipient not in found
        ]
    )
    return found


def _fresh(rows: Sequence[ProvisionRow]) -> list[tuple[ProvisionRow, bytes]]:
    """What is not on record yet, each with the index of its member."""
    with connection.cursor() as cursor:  # of two calls the second sees what the first recorded
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('policies.record_provisions'))")
    kept = ProvisionRecord.objects.filter(key__in=[row.key for row in rows])
    said = {
        record.key: _words(record, bytes(record.member_index), _code(record))
        for record in kept.select_related("recipient")
    }
    known = set(said)
    fresh: dict[str, tuple[ProvisionRow, bytes]] = {}
    faults = []
    indexes = search_indexes("member_id", [row.member_id for row in rows])
    for place, (row, index) in enumerate(zip(rows, indexes, strict=True)):
        words = _words(row, index, row.recipient)
        if said.setdefault(row.key, words) != words:
            faults.append(PlacedFault(place, _OTHER_RECORD))
        elif row.key not in known:
            fresh[row.key] = (row, index)
    _refuse(faults)
    return list(fresh.values())


def _words(row: ProvisionRow | ProvisionRecord, index: bytes, recipient: str) -> tuple[Any, ...]:
    return (index, recipient, *(getattr(row, name) for name in _PLAIN))


def _code(record: ProvisionRecord) -> str:
    return record.recipient.code if record.recipient else ""


def purge_provision_records(*, on: date, now: datetime) -> int:
    """Delete records whose last day lies before `on`; a batch without records loses its key."""
    gone = 0
    while True:
        with transaction.atomic():
            old = ProvisionRecord.objects.filter(keep_until__lt=on).order_by("pk")
            ids = list(old.values_list("pk", flat=True)[:PURGED_AT_ONCE])
            count, _ = ProvisionRecord.objects.filter(pk__in=ids).delete()
            gone += count
        if len(ids) < PURGED_AT_ONCE:
            break
    _shred_empty_batches(now)
    return gone


def _shred_empty_batches(now: datetime) -> None:
    empty = ProvisionBatch.objects.filter(
        records__isnull=True, data_key__destroyed_at__isnull=True
    ).values_list("data_key_id", flat=True)
    for data_key_id in empty:
        destroy_data_key(data_key_id=data_key_id, now=now)
