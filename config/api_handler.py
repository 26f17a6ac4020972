"""The short way for services: /api/v1/ without sessions, languages and pages' protections.

Those cost more than a check of consent does. What remains: TLS and plain headers
(SecurityMiddleware), our own on every answer, and the operations' own doors (consent.api.keys).
The documentation is a page and takes the long way.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware

PREFIX, PAGE = "/api/v1/", "/api/v1/docs"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class ApiHandler(WSGIHandler):
    """Django's handler with the two layers an answer of the interface needs."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 -- Django's
        """Security headers, then the operation."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        respond: Any = self._get_response  # type: ignore[attr-defined]  # no stub names it
        view: Any = convert_exception_to_response(respond)

        def with_headers(request: HttpRequest) -> HttpResponseBase:
            answer: HttpResponseBase = view(request)
            for name, value in HEADERS.items():
                answer.headers.setdefault(name, value)
            if not answer.streaming:  # or the server would send it in chunks
                answer.headers.setdefault("Content-Length", str(len(answer.content)))
            return answer

        self._middleware_chain = convert_exception_to_response(SecurityMiddleware(with_headers))


def api_beside(pages: Wsgi) -> Wsgi:
    """`pages`, with what services ask taken the short way."""
    api = ApiHandler()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        short = path.startswith(PREFIX) and not path.startswith(PAGE)
        return api(environ, start_response) if short else pages(environ, start_response)

    return application
