"""Staff without a second factor reach nothing but the page that helps to set one up."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from accounts.selectors.actors import signed_in

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this very session was opened, or confirmed, with an app, passkey or spare code."""
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def way_to_second_factor(request: HttpRequest) -> str:
    """Where staff go next: confirm the factor they have, or set one up."""
    if is_mfa_enabled(request.user, types=FACTORS):
        name = "mfa_reauthenticate"
        if not is_mfa_enabled(request.user, types=[Authenticator.Type.TOTP]):
            name = "mfa_reauthenticate_webauthn"
        return f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}"
    return reverse("account_second_factor")


@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why staff need a second factor, and the ways to set one up."""
    user = signed_in(request)
    if not user.is_staff:
        raise PermissionDenied
    if is_mfa_enabled(user, types=FACTORS):
        return redirect("admin:index")
    return render(
        request, "accounts/second_factor.html", {"has_password": user.has_usable_password()}
    )
