"""Every answer that is not what was asked for, in the form of RFC 9457 (application/problem+json).

`code` is for programs; `type` is where the documentation speaks of it. No answer repeats what was
sent: it may be personal data.
"""

import json
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request", 401: "Not authenticated", 403: "Not permitted", 404: "Not found",
    405: "Method not allowed", 409: "Conflict", 411: "Length required", 413: "Too large",
    422: "Not acceptable as it is", 429: "Too many requests", 500: "Our fault",
    503: "Not available",
}  # fmt: skip


class Problem(Exception):
    """What an operation answers instead. `detail` says in a sentence what to do about it."""

    def __init__(self, status: int, code: str, detail: str = "", **more: Any) -> None:
        super().__init__(status, code)
        self.status, self.code, self.detail, self.more = status, code, detail, more
        self.headers: Mapping[str, str] = {}


def problem_answer(
    status: int,
    code: str,
    detail: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The answer of a problem. Extra members are for codes and numbers, never for what was sent."""
    said = {
        "type": f"/api/v1/docs#problem-{code.lower()}",
        "title": TITLES[status],
        "status": status,
        "code": code,
        **({"detail": detail} if detail else {}),
        **more,
    }
    return HttpResponse(
        json.dumps(said), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {})
    )


def handle_problems(api: NinjaAPI) -> None:
    """Let everything that goes wrong inside `api` be a problem of its own."""
    api.add_exception_handler(Problem, _told)
    api.add_exception_handler(ValidationError, _not_valid)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(Http404, lambda request, error: not_found(request))
    api.add_exception_handler(RequestDataTooBig, _too_large)
    for lost in (OperationalError, InterfaceError):
        api.add_exception_handler(lost, _told)
    api.add_exception_handler(Exception, _told)


def answer_of(error: Exception) -> HttpResponse:
    """What an operation answers when this is raised in it: for the door before them."""
    if isinstance(error, Problem):
        return problem_answer(
            error.status, error.code, error.detail, headers=error.headers, **error.more
        )
    if isinstance(error, OperationalError | InterfaceError):
        return _database_lost(error)
    return _unexpected(error)


def with_problems(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of ninja's with HEAD and OPTIONS (RFC 9110), whose other refusals are problems too.

    WSGI gives no body that is sent in pieces: it would be read as an empty one.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            return problem_answer(411, "LENGTH", "Send Content-Length, and the body in one piece.")
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        try:
            answer = view(request, *args, **kwargs)
        finally:
            request.method = asked
        if answer.status_code == 405:
            answer = _other_methods(answer.headers["Allow"], asked)
        return _without_body(answer) if asked == "HEAD" else answer

    return answered


def _other_methods(allow: str, asked: str | None) -> HttpResponse:
    """What an address that has operations of other methods answers; to OPTIONS, which."""
    every = {"Allow": allow.replace("GET", "GET, HEAD") + ", OPTIONS"}
    if asked == "OPTIONS":
        return _no_content(every)
    return problem_answer(405, "METHOD", f"Use {allow}.", headers=every)


def _no_content(headers: Mapping[str, str]) -> HttpResponse:
    """204: headers are all there is to say."""
    answer = HttpResponse(status=204, headers=dict(headers))
    del answer.headers["Content-Type"]
    return answer


def _without_body(answer: Any) -> HttpResponseBase:
    answer.headers.setdefault("Content-Length", str(len(answer.content)))
    answer.content = b""
    return answer  # type: ignore[no-any-return]  # ninja gives Any


def not_found(request: HttpRequest) -> HttpResponse:
    """No operation has this address."""
    return problem_answer(404, "NO_OPERATION", "The OpenAPI document lists every operation.")


def _told(request: HttpRequest, error: Any) -> HttpResponse:
    return answer_of(error)


def _not_valid(request: HttpRequest, error: Any) -> HttpResponse:
    faults = [{"pointer": _pointer(fault), "code": fault["type"]} for fault in error.errors[:20]]
    return problem_answer(422, "INVALID", "Look at the pointers.", errors=faults)


def _pointer(fault: Any) -> str:
    """Where the fault is. A member that is not documented is not named: only its place is ours."""
    parts = fault["loc"][:-1] if fault["type"] == "extra_forbidden" else fault["loc"]
    return "/" + "/".join(str(part) for part in parts)


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    status = error.status_code if error.status_code in TITLES else 400
    return problem_answer(status, "UNREADABLE", "The body is no JSON of the documented form.")


def _too_large(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_answer(413, "TOO_LARGE", "Send less at once.")


def _database_lost(error: Exception) -> HttpResponse:
    log.error("database not available", exc_info=error)
    return problem_answer(
        503, "DATABASE", "Take it as a no, and ask again.", headers={"Retry-After": "5"},
        allowed=False,
    )  # fmt: skip


def _unexpected(error: Exception) -> HttpResponse:
    log.error("request failed", exc_info=error)
    return problem_answer(500, "UNEXPECTED", "Take it as a no.", allowed=False)
