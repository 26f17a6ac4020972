"""Interfaces of holders: the receiver of docs/integration.md, and ones that misbehave."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[4] / "docs" / "integration.md"
Answering = Callable[[BaseHTTPRequestHandler], None]


def block(marker: str) -> str:
    """The code block that follows `<!-- marker -->` in the docs."""
    found = re.search(rf"<!-- {marker} -->\n```\w+\n(.*?)\n```", DOCS.read_text("utf-8"), re.S)
    assert found is not None, marker
    return found.group(1)


def schema(name: str) -> dict[str, Any]:
    """A JSON schema of the docs."""
    read: dict[str, Any] = json.loads(block(f"schema: {name}"))
    return read


def documented_receiver() -> dict[str, Any]:
    """The names of the docs' receiver, fresh: `MEMBERS`, `ANSWERS`, `SECRETS`, `Receiver`."""
    names: dict[str, Any] = {"__name__": "documented"}
    exec(compile(block("receiver"), str(DOCS), "exec"), names)  # noqa: S102 -- our own docs
    names["Receiver"].log_message = lambda *arguments: None
    return names


@contextmanager
def served(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A real server on a socket; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/privacy/actions"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def answering(*answers: Answering) -> type[BaseHTTPRequestHandler]:
    """A handler that answers with each in turn, and with the last from then on."""
    heard: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        calls = heard

        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            heard.append(f"{self.command} {self.headers['webhook-id']}")
            answers[min(len(heard), len(answers)) - 1](self)

        do_POST = do_GET = _answer  # noqa: N815 -- http.server's names

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    return Handler


def says(status: int, body: bytes | dict[str, Any] = b"", **headers: str) -> Answering:
    """An answer of that status."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"content-length": str(len(content)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def drips(seconds: float) -> Answering:
    """An answer that never ends: a byte now and then, each in time for a read."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(1000):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(seconds)
        except OSError:
            return  # the other side had enough

    return answer
