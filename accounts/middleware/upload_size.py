"""The limit of one request's body, before anything of it is read or kept."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FOR_PROGRAMS = "/api/"


def upload_size(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a body longer than settings.UPLOAD_MOST_BYTES with a page that says what to do.

    The interface for services takes no uploads: Django's lower limit of what is read into memory
    stops its bodies, and its answer is one that programs understand.

    The length is the one the request declares: Django reads no further than that, and nothing at
    all of a body without one, so a false length gains nobody anything.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        within = _declared_length(request) <= settings.UPLOAD_MOST_BYTES
        if within or request.path.startswith(FOR_PROGRAMS):
            return get_response(request)
        answer = render(
            request,
            "413.html",
            {"most": settings.UPLOAD_MOST_BYTES // (1024 * 1024)},
            status=413,
        )
        answer["Cache-Control"] = "no-store"
        return answer

    return middleware


def _declared_length(request: HttpRequest) -> int:
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(length) if length.isdecimal() and len(length) < 20 else 0
