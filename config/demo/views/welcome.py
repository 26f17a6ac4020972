"""The demo's front door: what this is, and one click to be somebody."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from config.demo.accounts import BY_KEY, REQUESTER, Account
from config.demo.theme_tours import THEMES

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def people() -> list[dict[str, Any]]:
    """Who a visitor may be, in the page's language."""
    return [
        {"key": key, "title": title, "text": text, "account": BY_KEY[key]}
        for key, title, text in (
            (REQUESTER, _("Requester"), _("Hanako, a member: files requests and gets answers.")),
            ("manager", _("Privacy manager"), _("Runs the desk, approves and releases answers.")),
            ("manager2", _("Second privacy manager"), _("Releases what the first one prepared.")),
            ("reviewer", _("Reviewer"), _("Verifies identity, collects data, drafts answers.")),
            ("finance", _("Finance"), _("Sees fees and payments, and no case file.")),
            ("auditor", _("Auditor"), _("Reads everything that is on record, changes nothing.")),
            ("administrator", _("Administrator"), _("Looks after staff, rules and registers.")),
        )
    ]


@never_cache
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """GET /demo/."""
    places = [
        {
            "title": _("Outgoing mail"),
            "text": _("Every mail the desk wrote, with the codes. Nothing is really sent."),
            "href": reverse("demo_mailbox"),
        },
        {
            "title": _("The portal"),
            "text": _("What people see who ask about their personal information."),
            "href": reverse("portal_home"),
        },
        {
            "title": _("Practice payments"),
            "text": _("Stands in for Stripe: pages, vouchers, refunds. No money moves."),
            "href": reverse("stripe_sandbox:dashboard"),
        },
        {
            "title": _("The sample service"),
            "text": _("Ten thousand invented members whose data are disclosed here."),
            "href": reverse("demo_service:members"),
        },
        {
            "title": _("The company's own site"),
            "text": _(
                "Asks before it sends data to others, and asks the desk before it uses a location."
            ),
            "href": reverse("demo_service:company_site"),
        },
        {
            "title": _("Style guide"),
            "text": _("Every component of the pages."),
            "href": reverse("demo_styleguide"),
        },
    ]
    themes = [
        {"title": theme.title, "text": theme.text, "href": reverse("demo_tour", args=[key])}
        for key, theme in THEMES.items()
    ]
    context = {"people": people(), "places": places, "themes": themes}
    return render(request, "demo/welcome.html", context)


@require_POST
def sign_in_as(request: HttpRequest, key: str) -> HttpResponse:
    """Be somebody at once, as after the real ways to sign in; staff with their second factor."""
    account = BY_KEY.get(key)
    if account is None:
        raise Http404
    user = User.objects.filter(email=account.email, is_active=True).first()
    if user is None:
        raise Http404  # ended by a visitor, or not seeded yet
    logout(request)
    login(request, user, backend=BACKEND)
    _record_ways(request, user, account)
    return redirect(_next(request, account))


def _record_ways(request: HttpRequest, user: User, account: Account) -> None:
    if account.role == REQUESTER:
        record_authentication(request, user, method="code", email=user.email)
        return
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        raise Http404  # reset by a visitor; seeding sets it up again
    record_authentication(request, user, method="password", email=user.email)
    record_authentication(request, user, method="mfa", id=factor.pk, type=factor.type)


def _next(request: HttpRequest, account: Account) -> str:
    asked = request.POST.get("next", "")
    if asked and url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}):
        return asked
    return reverse("portal_requests" if account.role == REQUESTER else "admin:index")
