"""A small clamd for tests: speaks INSTREAM over a real socket and knows one virus, EICAR."""

import io
import socket
import socketserver
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

import pikepdf

from tests.accounts.gateways.uploads import EICAR

Manner = Literal["scans", "silent", "closes", "errs", "babbles", "dribbles", "limits"]
STREAM_MAX = 200_000  # StreamMaxLength of the one that limits


def infected(content: bytes) -> bool:
    if EICAR in content:
        return True
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(infected(archive.read(name)) for name in archive.namelist())
    if content.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return any(infected(spec.get_file().read_bytes()) for spec in pdf.attachments.values())
    return False


class Conversation(socketserver.StreamRequestHandler):
    manner: Manner

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        answer = {
            "scans": self.scanned,
            "silent": self.silence,
            "closes": lambda: b"",
            "errs": lambda: self.stream() and b"stream: Can't allocate memory ERROR\0",
            "babbles": lambda: self.stream() and b"stream: OK and more\0",
            "dribbles": self.dribbled,
            "limits": self.limited,
        }[self.manner]()
        self.wfile.write(answer)

    def stream(self) -> bytes:
        content = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(length)
        return content

    def scanned(self) -> bytes:
        return (
            b"stream: Eicar-Test-Signature FOUND\0" if infected(self.stream()) else b"stream: OK\0"
        )

    def silence(self) -> bytes:
        while self.rfile.read(4096):  # until the other side gives up
            pass
        return b""

    def dribbled(self) -> bytes:
        """A byte now and then, each within any time-out for one read."""
        self.stream()
        with suppress(ConnectionError):  # the other side gives up, as it should
            for _ in range(20):
                time.sleep(0.1)
                self.wfile.write(b"s")
        return b"\0"

    def limited(self) -> bytes:
        self.rfile.read(STREAM_MAX)
        return b"INSTREAM size limit exceeded. ERROR\0"


@contextmanager
def clamd(manner: Manner = "scans", path: Path | None = None) -> Iterator[str]:
    """A server for the block; its address as settings.CLAMAV_ADDRESS writes it."""

    class Handler(Conversation):
        pass

    Handler.manner = manner
    server: socketserver.BaseServer
    if path is None:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        host, port = server.server_address[:2]
        address = f"tcp://{host!s}:{port}"
    else:
        server = socketserver.ThreadingUnixStreamServer(str(path), Handler)
        address = f"unix:{path}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
