"""Reading sealed files."""

import uuid
from collections.abc import Iterator

from accounts.gateways import vault
from accounts.gateways.sealing import plain_key, unseal_text
from accounts.models import StoredFile


class FileGone(LookupError):
    """The file was deleted, as its row says."""


def content_context(file_id: uuid.UUID) -> str:
    """What binds sealed bytes to their row."""
    return f"accounts.storedfile:{file_id}"


def name_context(file_id: uuid.UUID) -> str:
    """What binds a sealed name to its row."""
    return f"accounts.storedfile.name:{file_id}"


def open_file(stored: StoredFile, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """The plaintext bytes `start` to `stop` (exclusive, None = to the end) in pieces ≤ 1 MiB.

    Raises before the first piece: FileGone, BlobMissing, UnableToUnseal, VaultUnavailable, and
    ValueError for a range outside the content.
    """
    if stored.deleted_at is not None:
        raise FileGone(f"File {stored.pk} was deleted.")
    return vault.open_chunks(
        stored.path, plain_key(stored.data_key), content_context(stored.pk), start, stop
    )


def file_name(stored: StoredFile) -> str:
    """The harmless name of a stored file. Raises UnableToUnseal."""
    return unseal_text(stored.data_key, stored.name_sealed, context=name_context(stored.pk))
