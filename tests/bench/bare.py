"""The yardstick of everything served: a WSGI application that does nothing."""

from collections.abc import Iterable
from typing import Any

BODY = (
    b'{"allowed": true, "verdict": "GIVEN", "since": "2026-04-01T00:00:00Z", "text_version": "1"}'
)
HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))]


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Read what was sent, and answer as much as a check of consent does."""
    environ["wsgi.input"].read()
    start_response("200 OK", HEADERS)
    return [BODY]
