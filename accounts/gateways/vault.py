"""The vault: sealed files under FILES_DIR, by random names that say nothing.

Only ciphertext reaches the disk. A file appears under its name whole and flushed, or not at all;
what a crash leaves in `incoming` is sealed, has no name in any table, and is swept.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts.domain.stream import seal_stream, unseal_range

_INCOMING = "incoming"
# Pieces of 1 MiB. Written pages are flushed and let go as we go: three times faster than one flush
# at the end, and a large package does not push the database out of the page cache.
_FLUSH_EVERY = 16
_PATH = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{28}")


class VaultUnavailable(Exception):
    """The disk refused: full, read-only, missing, not permitted."""


class BlobMissing(Exception):
    """No stored file has this path, or the path is not one the vault gives."""


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """What to keep in the owner's row. `size` and `sha256` (hex) are of the plaintext."""

    path: str
    size: int
    sha256: str


def store(*, chunks: Iterable[bytes], data_key: bytes, context: str) -> StoredBlob:
    """Seal `chunks` (any sizes) into a new file of mode 0600, and flush it to the disk.

    Memory stays at a few chunks of 1 MiB. Raises VaultUnavailable when the disk refuses, and
    UnableToSeal; whatever is raised, by `chunks` too, no file remains.
    """
    measured = _Measured()
    name = secrets.token_hex(16)
    path = f"{name[:2]}/{name[2:4]}/{name}"
    part = _root() / _INCOMING / name
    try:
        _write_part(part, seal_stream(data_key, measured.over(chunks), context))
        _move_into_place(part, _root() / path)
    except BaseException:
        with suppress(OSError):  # the first failure is the one to report
            part.unlink(missing_ok=True)
        raise
    return StoredBlob(path=path, size=measured.size, sha256=measured.digest.hexdigest())


def open_chunks(
    path: str, data_key: bytes, context: str, start: int = 0, stop: int | None = None
) -> Generator[bytes]:
    """The plaintext bytes `start` to `stop` (exclusive, None = to the end), up to 1 MiB a piece.

    The key, the context, the length and the first and last chunk are checked before this returns,
    so an edge can still answer with an error page. Raises BlobMissing, UnableToUnseal,
    VaultUnavailable, and ValueError for a range outside the content. Later pieces are checked as
    they are read.
    """
    pieces = _read(_existing(path), data_key, context, start, stop)
    next(pieces)
    return pieces


def delete(path: str) -> bool:
    """Remove a file for good, durably. True when it was there; False when it was gone already.

    Raises BlobMissing for a path the vault never gave, and VaultUnavailable.
    """
    target = _named(path)
    try:
        target.unlink()
        _flush_folder(target.parent)
    except FileNotFoundError:
        return False
    except OSError as error:
        raise VaultUnavailable("the vault cannot delete") from error
    return True


def exists(path: str) -> bool:
    """Whether the file is there. Raises BlobMissing for a path the vault never gave."""
    return _named(path).is_file()


def stored_before(moment: datetime) -> Iterator[str]:
    """Paths of files last written before `moment`, for finding those no row knows."""
    root = _root()
    for file in root.glob("??/??/*"):
        path = file.relative_to(root).as_posix()
        if _PATH.fullmatch(path) and _written_before(file, moment):
            yield path


def sweep_incoming(*, before: datetime) -> int:
    """Remove what crashes left half-written before `before`; answers how many.

    Raises VaultUnavailable.
    """
    abandoned = [f for f in (_root() / _INCOMING).glob("*") if _written_before(f, before)]
    for file in abandoned:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise VaultUnavailable("the vault cannot delete") from error
    return len(abandoned)


@dataclass(slots=True)
class _Measured:
    """Counts and hashes plaintext on its way to the seal."""

    size: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def over(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.size += len(chunk)
            self.digest.update(chunk)
            yield chunk


def _root() -> Path:
    return Path(settings.FILES_DIR)


def _named(path: str) -> Path:
    if not _PATH.fullmatch(path):
        raise BlobMissing("not a path of the vault")
    return _root() / path


def _existing(path: str) -> int:
    """An open descriptor, never through a symbolic link."""
    try:
        return os.open(_named(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        raise BlobMissing("no such file in the vault") from None
    except OSError as error:
        raise VaultUnavailable("the vault cannot be read") from error


def _read(
    descriptor: int, data_key: bytes, context: str, start: int, stop: int | None
) -> Generator[bytes]:
    """Yield one empty piece once the first real one is known to open, then all pieces."""

    def read_at(offset: int, length: int) -> bytes:
        try:
            return os.pread(descriptor, length, offset)
        except OSError as error:
            raise VaultUnavailable("the vault cannot be read") from error

    try:
        size = os.fstat(descriptor).st_size
        pieces = unseal_range(data_key, read_at, size, context, start, stop)
        first = next(pieces, b"")
        yield b""
        if first:
            yield first
        yield from pieces
    finally:
        os.close(descriptor)


def _make_folder(folder: Path) -> None:
    """Create missing folders, each its owner's only: mkdir(parents=True) drops the mode."""
    for level in (*reversed(folder.parents), folder):
        if not level.is_dir():
            level.mkdir(mode=0o700, exist_ok=True)


def _write_part(part: Path, pieces: Iterator[bytes]) -> None:
    """Write and flush a new file. Only the disk's own failures become VaultUnavailable."""
    try:
        _make_folder(part.parent)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(part, flags, 0o600)
    except OSError as error:
        raise VaultUnavailable("the vault cannot be written") from error
    try:
        for number, piece in enumerate(pieces, start=1):
            _write_all(descriptor, piece)
            if number % _FLUSH_EVERY == 0:
                _flush(descriptor)
        _flush(descriptor)
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, piece: bytes) -> None:
    rest = memoryview(piece)
    try:
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError as error:
        raise VaultUnavailable("the vault cannot be written") from error


def _move_into_place(part: Path, target: Path) -> None:
    try:
        _make_folder(target.parent)
        part.rename(target)
        for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
            _flush_folder(folder)
    except OSError as error:
        with suppress(OSError):
            target.unlink(missing_ok=True)
        raise VaultUnavailable("the vault cannot be written") from error


def _flush(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
        if hasattr(os, "posix_fadvise"):  # not on macOS
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    except OSError as error:
        raise VaultUnavailable("the vault cannot be written") from error


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written_before(file: Path, moment: datetime) -> bool:
    try:
        return file.stat(follow_symlinks=False).st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False
