"""The short way for services: /api/v1/ without sessions, languages and pages' protections.

Those cost more than a check of consent does. What remains: TLS and plain headers
(SecurityMiddleware), our own on every answer, and the operations' own doors (consent.api.keys).
The documentation is a page and takes the long way. The checks are answered before Django's handler
as well (consent.api.check_door), with the same headers.
"""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.utils.log import log_response

from consent.api.check_door import CONTENT_TYPE, DOORS, answer_before
from consent.api.problems import problem_answer

PREFIX, PAGE = "/api/v1/", "/api/v1/docs"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}
MOST_HOSTS = 100

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
View = Callable[[HttpRequest], HttpResponseBase]


class ApiHandler(WSGIHandler):
    """Django's handler with the two layers an answer of the interface needs."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 -- Django's
        """Security headers, then the operation."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        respond: Any = self._get_response  # type: ignore[attr-defined]  # no stub names it
        view: Any = convert_exception_to_response(respond)
        self._middleware_chain = convert_exception_to_response(for_our_hosts(layered(view)))


def layered(view: View) -> View:
    """`view` with what every answer of the interface carries."""

    def with_headers(request: HttpRequest) -> HttpResponseBase:
        answer = view(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        return answer

    secured: Any = SecurityMiddleware(with_headers)

    def with_length(request: HttpRequest) -> HttpResponseBase:
        answer: HttpResponseBase = secured(request)
        if (
            isinstance(answer, HttpResponse) and answer.status_code != 204
        ):  # or the server would send it in chunks
            answer.headers.setdefault("Content-Length", str(len(answer.content)))
        return answer

    return with_length


def for_our_hosts(view: View) -> View:
    """`view`, and a problem where a request was meant for a host that is not ours."""
    secured: Any = SecurityMiddleware(view)

    def answered(request: HttpRequest) -> HttpResponseBase:
        if _is_for_us(request):
            return view(request)
        detail = "Ask under the desk's own name."
        refusal = problem_answer(400, "HOST", detail, headers=HEADERS)
        refusal.headers["Content-Length"] = str(len(refusal.content))
        return secured.process_response(request, refusal)  # type: ignore[no-any-return]  # no stub

    return answered


def check_before(api: Wsgi) -> Wsgi:
    """`api`, with the checks answered before it where that is possible."""
    plain = _headers("http") if not settings.SECURE_SSL_REDIRECT else None
    secure = _headers("https")
    ours: set[str] = set()  # hosts that were looked at and are ours; the settings list a few

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request, host = _Sent(environ), environ.get("HTTP_HOST", "")
        if host not in ours:
            if not _is_for_us(request):
                return api(environ, start_response)
            if len(ours) < MOST_HOSTS:
                ours.add(host)
        headers = secure if request.is_secure() else plain
        answer = answer_before(environ) if headers is not None else None
        if headers is None or answer is None:
            return api(environ, start_response)
        if isinstance(answer, HttpResponse):
            return _send(answer, environ, start_response)
        start_response("200 OK", [*headers, ("Content-Length", str(len(answer)))])
        return [answer]

    return application


def api_beside(pages: Wsgi) -> Wsgi:
    """`pages`, with what services ask taken the short way."""
    api = ApiHandler()
    check = check_before(api)

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path in DOORS:
            return check(environ, start_response)
        short = path.startswith(PREFIX) and not path.startswith(PAGE)
        return api(environ, start_response) if short else pages(environ, start_response)

    return application


class _Sent(HttpRequest):
    """As much of a request as Django needs to tell whether it came over TLS."""

    def __init__(self, environ: dict[str, Any]) -> None:
        self.META = environ

    def _get_scheme(self) -> str:
        return str(self.META["wsgi.url_scheme"])


def _is_for_us(request: HttpRequest) -> bool:
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def _headers(scheme: str) -> list[tuple[str, str]]:
    """What an answer 200 carries over http or https, but for its length."""
    request = WSGIRequest(
        {"REQUEST_METHOD": "POST", "wsgi.input": BytesIO(), "wsgi.url_scheme": scheme}
    )
    answer = layered(lambda _request: HttpResponse(content_type=CONTENT_TYPE))(request)
    del answer.headers["Content-Length"]
    return list(answer.headers.items())


def _send(answer: HttpResponse, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """A problem, with the layers and the line in the log it would have got behind Django's."""
    request = WSGIRequest(environ)
    log_response(
        "%s: %s", answer.reason_phrase, request.path, response=answer, request=request
    )  # fmt: skip
    layered(lambda _request: answer)(request)
    start_response(
        f"{answer.status_code} {answer.reason_phrase}", list(answer.headers.items())
    )  # fmt: skip
    return [answer.content]
