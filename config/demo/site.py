"""A web server for the time of seeding, where none runs: payments go through HTTP, as always."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 -- its name
        """Say nothing: our own lines are the progress."""


@contextmanager
def site_answering() -> Iterator[None]:
    """Inside, settings.SITE_URL answers: by the server that runs there, or by one of our own."""
    address = urlsplit(settings.SITE_URL)
    host, port = address.hostname or "127.0.0.1", address.port or 80
    if _answers(host, port):
        yield
        return
    server = make_server(host, port, WSGIHandler(), _Server, _Quiet)
    thread = threading.Thread(target=server.serve_forever, name="demo site", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


def _answers(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0
