"""Sealed files come and go here: bytes in the vault, facts in the row, each deletion on record."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.domain.actor import system_actor
from accounts.domain.file_name import safe_file_name
from accounts.enums import AccessAction, FilePurpose
from accounts.gateways import vault
from accounts.gateways.sealing import plain_key, seal_text
from accounts.models import DataKey, StoredFile
from accounts.selectors.files import content_context, name_context
from accounts.services.access_records import record_access

_ORPHANS_AFTER = timedelta(days=1)  # longer than any transaction that stores a file stays open


def store_file(
    *,
    chunks: Iterable[bytes],
    data_key: DataKey,
    purpose: FilePurpose,
    name: str,
    media_type: str,
    purge_on: date | None,
    now: datetime,
) -> StoredFile:
    """Seal a file into the vault and describe it.

    Arguments:
        chunks: the plaintext in pieces of any size, read once.
        data_key: the DataKey row of the case or subject the file belongs to.
        purpose: why it is kept.
        name: as the person called it; made harmless, then sealed.
        media_type: what it is, decided by us and never by the sender.
        purge_on: JST date on which it must be gone, None while no end is known yet.
        now: when.

    Raises VaultUnavailable and UnableToSeal. Where the caller's transaction rolls back, the bytes
    have no row and are swept by `sweep_orphans`.
    """
    file_id = uuid.uuid4()
    blob = vault.store(
        chunks=chunks, data_key=plain_key(data_key), context=content_context(file_id)
    )
    return StoredFile.objects.create(
        id=file_id,
        data_key=data_key,
        purpose=purpose,
        path=blob.path,
        size=blob.size,
        sha256=blob.sha256,
        media_type=media_type,
        name_sealed=seal_text(data_key, safe_file_name(name), context=name_context(file_id)),
        stored_at=now,
        purge_on=purge_on,
    )


def set_purge_date(*, file_id: uuid.UUID, purge_on: date, now: datetime) -> None:
    """Say on which JST date a stored file must be gone. A deleted one stays as it is."""
    StoredFile.objects.filter(pk=file_id, deleted_at__isnull=True).update(purge_on=purge_on)


@transaction.atomic
def delete_file(*, file_id: uuid.UUID, now: datetime) -> None:
    """Delete the bytes for good, then say so in the row and in the ledger. Again is harmless.

    The row is written only once the bytes are gone, so `deleted_at` is never a promise; call it
    last in a transaction, since bytes do not come back. Raises VaultUnavailable.
    """
    stored = StoredFile.objects.select_for_update().get(pk=file_id)
    if stored.deleted_at is not None:
        return
    vault.delete(stored.path)
    stored.path = ""
    stored.deleted_at = now
    stored.save(update_fields=["path", "deleted_at"])
    record_access(
        subject_id=None,
        action=AccessAction.DELETED,
        object_kind=f"file:{stored.purpose}",
        object_reference=str(stored.pk),
        actor=system_actor("accounts.delete_file"),
        now=now,
    )


def purge_files(*, on: date, now: datetime) -> int:
    """Delete every file whose last day has come (`purge_on` ≤ the JST date `on`); answers how many.

    Each file is its own transaction: one that fails stops the run and leaves the others done.
    """
    due = StoredFile.objects.filter(deleted_at__isnull=True, purge_on__lte=on)
    purged = 0
    for file_id in due.order_by("purge_on", "pk").values_list("pk", flat=True):
        delete_file(file_id=file_id, now=now)
        purged += 1
    return purged


def sweep_orphans(*, now: datetime) -> int:
    """Delete bytes no row knows: what a crash or a rolled-back transaction left behind."""
    before = now - _ORPHANS_AFTER
    swept = vault.sweep_incoming(before=before)
    for path in vault.stored_before(before):
        if not StoredFile.objects.filter(path=path).exists():
            swept += vault.delete(path)
    return swept
