"""Looking into a sealed package without unpacking it anywhere."""

import io
import zipfile
from typing import Any, BinaryIO, cast

from accounts.models import StoredFile
from accounts.selectors.files import open_file

_BUFFER = 1 << 18


def file_in_package(stored: StoredFile, path: str) -> bytes:
    """One small file of a package, such as "index.pdf". Raises KeyError, FileGone."""
    raw = cast("BinaryIO", io.BufferedReader(_Sealed(stored), _BUFFER))
    with zipfile.ZipFile(raw) as archive:
        return archive.read(path)


class _Sealed(io.RawIOBase):
    """A sealed file that can be read anywhere; only the parts asked for are opened."""

    def __init__(self, stored: StoredFile) -> None:
        super().__init__()
        self._stored = stored
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        bases = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._stored.size}
        self._at = max(bases[whence] + offset, 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        stop = min(self._at + len(buffer), self._stored.size)
        if self._at >= stop:
            return 0
        content = b"".join(open_file(self._stored, self._at, stop))
        buffer[: len(content)] = content
        self._at = stop
        return len(content)
