"""Guessing references is slowed, on every page of a requester alike (SECURITY 14)."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from accounts.gateways.tallies import count_once_more, tally_of

MOST, SECONDS = 30, 600
NOT_FOUND = 404


def guesses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """After 30 pages not found within ten minutes, a person's every request is not found.

    The ten minutes begin with the first.

    It covers all pages below settings.REQUESTER_PAGES, whichever app serves them; the answer is the
    same 404 a wrong reference gets.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _is_guarded(request):
            return get_response(request)
        key = f"guesses:{request.user.pk}"
        if tally_of(key) >= MOST:
            raise Http404
        response = get_response(request)
        if response.status_code == NOT_FOUND:
            count_once_more(key, seconds=SECONDS, now=timezone.now())
        return response

    return middleware


def _is_guarded(request: HttpRequest) -> bool:
    below = any(
        request.path.startswith(pages) and request.path != pages
        for pages in settings.REQUESTER_PAGES
    )
    return below and request.user.is_authenticated
