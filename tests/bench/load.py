"""Load for a server: some keep-alive connections, each asking again as soon as it is answered.

One process, one thread and requests made beforehand: so it costs little beside what it measures.
"""

import re
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import NamedTuple

CONNECTIONS = 8
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_END_OF_HEAD = b"\r\n\r\n"


class Request(NamedTuple):
    """What is sent, and what the answer's body must hold."""

    sent: bytes
    expected: bytes


@dataclass(frozen=True)
class Load:
    """What came of one round. `seconds` and `waits` (of each request) are seconds."""

    requests: int
    seconds: float
    waits: Sequence[float]

    @property
    def each(self) -> float:
        """Seconds for each request, at the rate it went."""
        return self.seconds / self.requests

    def percentile(self, share: float) -> float:
        """The longest wait of that share of requests."""
        return sorted(self.waits)[min(int(len(self.waits) * share), len(self.waits) - 1)]


def post(
    path: str, body: bytes, *, key: str = "", once: str = "", expected: bytes = b""
) -> Request:
    """A POST of JSON. `key`: of a client; `once`: its Idempotency-Key, where it sends one."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    head += f"Authorization: Bearer {key}\r\nContent-Length: {len(body)}\r\n"
    head += f"Idempotency-Key: {once}\r\n\r\n" if once else "\r\n"
    return Request(head.encode() + body, expected)


def drive(address: tuple[str, int], requests: Sequence[Request], *, seconds: float) -> Load:
    """Ask for that long. Raises AssertionError at the first answer that is not as expected."""
    order, waits = cycle(requests), []
    poll = select.epoll()
    lines = {line.socket.fileno(): line for line in (_Line(address) for _ in range(CONNECTIONS))}
    for number, line in lines.items():
        poll.register(number, select.EPOLLIN)
        line.ask(next(order))
    started = now = time.perf_counter()
    while now - started < seconds:
        for number, _event in poll.poll():
            line = lines[number]
            if line.is_answered():
                now = time.perf_counter()
                waits.append(now - line.asked_at)
                line.ask(next(order))
    for line in lines.values():
        line.socket.close()
    poll.close()
    return Load(len(waits), now - started, waits)


class _Line:
    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.read, self.asked_at, self.expected = b"", 0.0, b""

    def ask(self, request: Request) -> None:
        self.read, self.expected = b"", request.expected
        self.asked_at = time.perf_counter()
        self.socket.sendall(request.sent)

    def is_answered(self) -> bool:
        """Whether all of the answer is there now."""
        part = self.socket.recv(1 << 18)
        assert part, "the server hung up"
        self.read += part
        head, found, body = self.read.partition(_END_OF_HEAD)
        if not found:
            return False
        assert head.startswith(b"HTTP/1.1 200 "), self.read
        length = _LENGTH.search(head)
        assert length, "an answer without a Content-Length"
        if len(body) < int(length[1]):
            return False
        assert self.expected in body, self.read
        return True
