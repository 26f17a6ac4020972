"""Records of provision come in by file or by the interface, and go after three years."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.domain.envelope import seal
from accounts.gateways.sealing import plain_key, search_indexes
from accounts.services.data_keys import create_data_key, destroy_data_key
from policies.domain.calendar import jst_date
from policies.domain.provision_rows import ProvisionRow
from policies.enums import RetentionCode
from policies.models import ProvisionBatch, ProvisionRecord, Recipient
from policies.selectors.rules import retention_until

PURGED_AT_ONCE = 5000


class UnableToRecordProvision(Exception):
    """A record names a recipient the register does not know. `code`: UNKNOWN_RECIPIENT."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def record_provisions(*, rows: Sequence[ProvisionRow], source: str, now: datetime) -> int:
    """Keep records under one data key of theirs. Those whose key is known already are left out.

    Arguments:
        source: such as a file's name or "API:<client>"; no person's name.

    Answers how many are new. Raises UnableToRecordProvision.
    """
    known = set(
        ProvisionRecord.objects.filter(key__in=[row.key for row in rows]).values_list(
            "key", flat=True
        )
    )
    fresh = list({row.key: row for row in rows if row.key not in known}.values())
    if not fresh:
        return 0
    recipients = _recipients(fresh)
    batch = ProvisionBatch.objects.create(
        data_key=create_data_key(now=now), source=source[:80], at=now, total=len(fresh)
    )
    key = plain_key(batch.data_key)
    keep_until = retention_until(RetentionCode.PROVISION_RECORD, start=jst_date(now))
    indexes = search_indexes("member_id", [row.member_id for row in fresh])
    made = ProvisionRecord.objects.bulk_create(
        [
            ProvisionRecord(
                key=row.key, batch=batch, direction=row.direction, provided_on=row.provided_on,
                member_index=index, recipient=recipients.get(row.recipient),
                member_sealed=seal(
                    key, row.member_id.encode(), f"policies.provisionrecord.member:{row.key}"
                ),
                party_name=row.party_name, party_address=row.party_address,
                party_representative=row.party_representative, items=row.items, basis=row.basis,
                circumstances=row.circumstances, recorded_at=now, keep_until=keep_until,
            )
            for row, index in zip(fresh, indexes, strict=True)
        ],
        batch_size=1000,
    )  # fmt: skip
    return len(made)


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


def _recipients(rows: Iterable[ProvisionRow]) -> dict[str, Recipient]:
    wanted = {row.recipient for row in rows if row.recipient}
    found = {recipient.code: recipient for recipient in Recipient.objects.filter(code__in=wanted)}
    if wanted - set(found):
        unknown = ", ".join(sorted(wanted - set(found)))
        raise UnableToRecordProvision(
            f"Not in the register of recipients: {unknown}", code="UNKNOWN_RECIPIENT"
        )
    return found
