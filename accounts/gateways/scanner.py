"""Asking ClamAV about an upload, over its INSTREAM command (clamd(8)). Optional, never assumed.

settings.CLAMAV_ADDRESS is "tcp://host:3310" or "unix:/path/to/clamd.ctl"; empty means that no
scanner is set up, and then the answer says so instead of pretending. Scan the bytes that came,
before they are drawn anew (accounts.gateways.rerender).
"""

import socket
import time
from collections.abc import Iterable, Iterator
from enum import StrEnum
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 20.0

_PIECE_BYTES = 64 * 1024
_MOST_ANSWER_BYTES = 4096


class ScanVerdict(StrEnum):
    """What the scanner said. NOT_SCANNED: there is none, on purpose."""

    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    NOT_SCANNED = "NOT_SCANNED"


class ScannerUnavailable(Exception):
    """A scanner is set up and did not answer. The file must not be viewable until one does."""


def scan(chunks: Iterable[bytes], *, seconds: float = SECONDS) -> ScanVerdict:
    """The verdict on `chunks` joined, within `seconds` in all.

    Raises ScannerUnavailable when the scanner is down, slow, refuses the length (StreamMaxLength of
    its settings) or answers anything but OK or FOUND. What `chunks` raises passes through.
    """
    address = settings.CLAMAV_ADDRESS
    if not address:
        return ScanVerdict.NOT_SCANNED
    deadline = time.monotonic() + seconds
    with _connection(address, deadline) as connection:
        _send(connection, chunks, deadline)
        answer = _answer(connection, deadline)
    return _verdict(answer)


def _connection(address: str, deadline: float) -> socket.socket:
    parts = urlsplit(address)
    try:
        if parts.scheme == "tcp" and parts.hostname and parts.port:
            host = (parts.hostname, parts.port)
            return socket.create_connection(host, timeout=_left(deadline))
        if parts.scheme == "unix" and parts.path:
            return _unix_connection(parts.path, deadline)
    except (OSError, ValueError) as error:  # ValueError: a port that is not a number
        raise ScannerUnavailable("the scanner cannot be reached") from error
    raise ScannerUnavailable("CLAMAV_ADDRESS is neither tcp://host:port nor unix:/path")


def _unix_connection(path: str, deadline: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(_left(deadline))
        connection.connect(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, chunks: Iterable[bytes], deadline: float) -> None:
    """Send the stream, until its end or until the scanner stops listening."""
    for message in _messages(chunks):  # outside the try: a failing source is not the scanner's
        if not _sent(connection, message, deadline):
            return


def _sent(connection: socket.socket, message: bytes, deadline: float) -> bool:
    """False when the scanner hung up: then its answer says why."""
    try:
        connection.settimeout(_left(deadline))
        connection.sendall(message)
    except (BrokenPipeError, ConnectionResetError):
        return False
    except OSError as error:
        raise ScannerUnavailable("the scanner does not take the file") from error
    return True


def _messages(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The command, then pieces each behind its length in 4 bytes, then a length of 0."""
    yield b"zINSTREAM\0"
    for chunk in chunks:
        for at in range(0, len(chunk), _PIECE_BYTES):
            piece = chunk[at : at + _PIECE_BYTES]
            yield len(piece).to_bytes(4, "big") + piece
    yield bytes(4)


def _answer(connection: socket.socket, deadline: float) -> bytes:
    """What stands before the closing NUL."""
    answer = b""
    try:
        while b"\0" not in answer and len(answer) < _MOST_ANSWER_BYTES:
            connection.settimeout(_left(deadline))
            piece = connection.recv(_MOST_ANSWER_BYTES)
            if not piece:
                break
            answer += piece
    except OSError as error:
        raise ScannerUnavailable("the scanner does not answer") from error
    return answer.partition(b"\0")[0]


def _verdict(answer: bytes) -> ScanVerdict:
    if answer == b"stream: OK":
        return ScanVerdict.CLEAN
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return ScanVerdict.INFECTED
    raise ScannerUnavailable("the scanner did not say OK or FOUND")


def _left(deadline: float) -> float:
    """Seconds left. Raises TimeoutError when none are."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
