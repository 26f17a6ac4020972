"""From a writer to chunks: what is written to a stream becomes what the vault reads."""

import io
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Generic, TypeVar, cast

T = TypeVar("T")

_WAITING_CHUNKS = 8
_END = object()


class _Abandoned(Exception):
    """Nobody reads any more."""


class WrittenStream(Generic[T]):
    """Iterate once over what `write(out)` writes; `result` is what it returned.

    `write` runs in a thread of its own and must not use the database. What it raises is raised to
    the reader, after the last chunk that was written.
    """

    def __init__(self, write: Callable[[BinaryIO], T]) -> None:
        """Nothing runs before the first chunk is asked for."""
        self._write = write
        self._chunks: queue.Queue[Any] = queue.Queue(maxsize=_WAITING_CHUNKS)
        self._abandoned = threading.Event()
        self._failure: BaseException | None = None
        self._result: T | None = None

    @property
    def result(self) -> T:
        """What `write` returned; known once every chunk was read."""
        if self._result is None:
            raise RuntimeError("read the stream to its end first")
        return self._result

    def __iter__(self) -> Iterator[bytes]:
        """Chunks in the order they are written."""
        thread = threading.Thread(target=self._run, name="package-writer", daemon=True)
        thread.start()
        try:
            while (chunk := self._chunks.get()) is not _END:
                yield chunk
        finally:
            self._abandoned.set()
            while thread.is_alive():
                self._drain()
                thread.join(timeout=0.05)
        if self._failure is not None:
            raise self._failure

    def put(self, chunk: object) -> None:
        """Hand one chunk to the reader, waiting while it is behind."""
        while True:
            if self._abandoned.is_set():
                raise _Abandoned
            try:
                self._chunks.put(chunk, timeout=0.5)
            except queue.Full:
                continue
            return

    def _run(self) -> None:
        try:
            self._result = self._write(cast("BinaryIO", _Out(self)))
        except _Abandoned:
            return
        except BaseException as failure:
            self._failure = failure
        try:
            self.put(_END)
        except _Abandoned:
            return

    def _drain(self) -> None:
        try:
            while True:
                self._chunks.get_nowait()
        except queue.Empty:
            return


class _Out(io.RawIOBase):
    """The writer's side."""

    def __init__(self, stream: "WrittenStream[Any]") -> None:
        super().__init__()
        self._stream = stream

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        chunk = bytes(data)
        if chunk:
            self._stream.put(chunk)
        return len(chunk)
