"""The ZIP itself: written front to back to any stream, hashing every byte on its way."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import BinaryIO, cast

from dsr.fulfilment.domain.package_manifest import PackageFile
from dsr.fulfilment.letters.package_contents import PackageProgress

_JST = timezone(timedelta(hours=9))
_BLOCK = 1 << 18
# Beyond this an entry needs ZIP64 in its own header, which some unpackers still refuse
_ZIP64_FROM = (1 << 31) - (1 << 20)


class Entry:
    """One file being written. Small writes are gathered into blocks.

    Whoever writes records counts them in `records`, for the progress only.
    """

    def __init__(self, sink: Callable[[bytes], None]) -> None:
        """`sink` takes each full block."""
        self._sink = sink
        self._pending = bytearray()
        self._hash = hashlib.sha256()
        self.size = 0
        self.records = 0

    def write(self, data: bytes) -> None:
        """Append `data`."""
        self.size += len(data)
        self._pending += data
        if len(self._pending) >= _BLOCK:
            self.flush()

    def flush(self) -> None:
        """Hand over what is gathered."""
        block = bytes(self._pending)
        self._pending.clear()
        self._hash.update(block)
        self._sink(block)

    def sha256(self) -> str:
        """Hash of everything flushed, in hex."""
        return self._hash.hexdigest()


class PackageArchive:
    """A ZIP written to a stream that need not seek. Same entries, same bytes, whatever the stream.

    Files are deflated lightly unless they are said to be `stored`. `files` lists what is in.
    """

    def __init__(
        self,
        out: BinaryIO,
        created_at: datetime,
        progress: Callable[[PackageProgress], None] | None,
    ) -> None:
        """`created_at`, aware, is the time of every entry, in Japan's time."""
        self._out = _HashedOut(out)
        self._zip = zipfile.ZipFile(cast("BinaryIO", self._out), "w")
        self._time = created_at.astimezone(_JST).timetuple()[:6]
        self._progress = progress
        self.files: list[PackageFile] = []

    @contextmanager
    def entry(self, path: str, *, stored: bool = False, expected_size: int = 0) -> Iterator[Entry]:
        """Write one file at `path`; `stored` leaves it uncompressed.

        `expected_size` in bytes is needed only where it may pass 2 GiB.
        """
        info = zipfile.ZipInfo(path, self._time)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        # public, as compress_level, only from Python 3.13
        info._compresslevel = 1  # type: ignore[attr-defined]
        info.create_system = 3
        info.external_attr = 0o100644 << 16
        large = expected_size >= _ZIP64_FROM
        with self._zip.open(info, "w", force_zip64=large) as member:

            def sink(block: bytes) -> None:
                member.write(block)
                self._tell(path, entry.records)

            entry = Entry(sink)
            yield entry
            entry.flush()
        self.files.append(PackageFile(path, entry.size, entry.sha256()))

    def add(self, path: str, data: bytes) -> None:
        """Write a whole small file."""
        with self.entry(path) as entry:
            entry.write(data)

    def _tell(self, path: str, records: int) -> None:
        if self._progress:
            self._progress(PackageProgress(path, records, self._out.size))

    def close(self) -> tuple[int, str]:
        """Write the directory of the ZIP. Returns its whole size in bytes and SHA-256 in hex."""
        self._zip.close()
        return self._out.size, self._out.hash.hexdigest()

    def abandon(self) -> None:
        """Make sure that nothing more is written: a half package must not close as a whole one."""
        self._zip.fp = None


class _HashedOut:
    """Passes writes on and nothing else: without seek, ZipFile never goes back to patch."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.hash.update(data)
        self.size += len(data)
        self._out.write(data)
        return len(data)

    def flush(self) -> None:
        """The owner of the stream flushes it."""
