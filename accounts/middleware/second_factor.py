"""The gate before the console, and before the keys of one's own account."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.views.reauthentication import is_fresh, reauthentication_url
from accounts.views.second_factor import used_second_factor, way_to_second_factor

_NOT_KEYS = (
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
)


def second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Under the console: staff with a second factor in this session, or on their way to one.

    Under the pages of second factors, and of a first password: a sign-in of the last ten minutes,
    for everyone; allauth itself asks nothing of people who have neither password nor factor.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("admin:index")):
            user = request.user
            if user.is_authenticated and user.is_staff and not used_second_factor(request):
                return redirect(way_to_second_factor(request))
        elif _is_about_keys(request) and request.user.is_authenticated and not is_fresh(request):
            return redirect(reauthentication_url(request))
        return get_response(request)

    return middleware


def _is_about_keys(request: HttpRequest) -> bool:
    if request.path == reverse("account_set_password"):
        return True  # a first password; changing one asks for the old one
    if not request.path.startswith(reverse("mfa_index")):
        return False
    return request.path not in {reverse(name) for name in _NOT_KEYS}
