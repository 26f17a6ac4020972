"""What the snippet on the company's site asks for: what is sent, and recording what was chosen.

No session and no cookie, either way. Only pages of settings.CONSENT_SNIPPET_ORIGINS may read and
record; a browser tells the origin itself and no page can change it.
"""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.gateways.tallies import count_once_more
from consent.domain.web_notice import UnableToReadChoice, read_choice
from consent.selectors.transmissions import web_notice
from consent.services.web_choices import UnableToRecordChoice, record_web_choice
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode, TransmissionGroup
from policies.selectors.rules import RuleMissing, retention_days

FIVE_MINUTES = 300
MOST, SECONDS = 60, 600  # choices of one network: a school or an office has many browsers
FORBIDDEN, CONFLICT, UNREADABLE, TOO_MANY, CREATED = 403, 409, 400, 429, 201
UNAVAILABLE = 503


@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """GET /snippet/notice.json?language=ja: what is sent, by group, and the words around it.

    503 while no rule says how long a choice is kept: nobody is asked and nothing is allowed. Staff
    read on the list of choices what is missing.
    """
    language = "en" if request.GET.get("language") == "en" else "ja"
    try:
        days = retention_days(RetentionCode.WEB_CHOICE, on=jst_date(timezone.now()))
    except RuleMissing:
        return _not_yet(request, language)
    found = web_notice(language)
    with override(language):
        groups = [
            {**group, "name": str(TransmissionGroup(group["code"]).label)} for group in found.groups
        ]
        words = _words()
    answer = JsonResponse({
        "version": found.version,
        "days": days,
        "language": language,
        "groups": groups,
        "words": words,
        "policy": settings.SITE_URL + reverse("portal_register"),
    })  # fmt: skip
    patch_cache_control(answer, public=True, max_age=FIVE_MINUTES)
    return _shared(request, answer)


def _not_yet(request: HttpRequest, language: str) -> HttpResponse:
    with override(language):
        words = _("Nothing is sent from your device to others: this cannot be chosen here yet.")
    answer = JsonResponse({"code": "RULE_MISSING", "message": words}, status=UNAVAILABLE)
    add_never_cache_headers(answer)
    return _shared(request, answer)


@csrf_exempt  # reads no cookie: the origin and the visitor's own random number are all it goes by
@never_cache
@require_POST
def choices(request: HttpRequest) -> HttpResponse:
    """POST /snippet/choices/: record a choice. 201, or 400, 403, 409 (ask again), 429."""
    if not _is_ours(request):
        return JsonResponse({"code": "ORIGIN"}, status=FORBIDDEN)
    if _too_many(request):
        return _shared(request, JsonResponse({"code": "TOO_MANY"}, status=TOO_MANY))
    try:
        choice = read_choice(request.body)
        recorded = record_web_choice(
            choice=choice, origin=request.headers["Origin"], now=timezone.now()
        )
    except UnableToReadChoice:
        return _shared(request, JsonResponse({"code": "UNREADABLE"}, status=UNREADABLE))
    except UnableToRecordChoice as unable:
        status = CONFLICT if unable.code == "OTHER_NOTICE" else UNREADABLE
        return _shared(request, JsonResponse({"code": unable.code}, status=status))
    answer = {"id": str(choice.id), "at": recorded.at.isoformat(timespec="seconds")}
    return _shared(request, JsonResponse(answer, status=CREATED))


def _is_ours(request: HttpRequest) -> bool:
    return request.headers.get("Origin", "") in settings.CONSENT_SNIPPET_ORIGINS


def _shared(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Readable by the company's own pages, and by no other."""
    if _is_ours(request):
        answer["Access-Control-Allow-Origin"] = request.headers["Origin"]
    answer["Vary"] = "Origin"
    return answer


def _too_many(request: HttpRequest) -> bool:
    network = get_adapter().get_client_ip(request) or ""
    digest = salted_hmac("consent.snippet", network, algorithm="sha256").hexdigest()
    return count_once_more(f"snippet:{digest}", seconds=SECONDS, now=timezone.now()) > MOST


def _words() -> dict[str, str]:
    return {
        "title": _("Data sent from your device to others"),
        "intro": _(
            "This site wants to send the data below from your device to other companies. Nothing"
            " is sent before you choose. You can change your choice at any time."
        ),
        "gpc": _(
            "Your browser says that you do not want this (Global Privacy Control). We follow it:"
            " everything is off unless you allow it here."
        ),
        "always": _("{name} (always on: the site cannot work without it)"),
        "details": _("Details: {name}"),
        "recipient": _("Sent to"),
        "what": _("What is sent"),
        "why": _("Why we use it"),
        "their_use": _("What the recipient uses it for"),
        "opt_out": _("How to stop it"),
        "opt_out_page": _("Page of the recipient for stopping it"),
        "refuse": pgettext("snippet", "Allow nothing"),
        "some": pgettext("snippet", "Allow what I ticked"),
        "all": pgettext("snippet", "Allow everything"),
        "settings": _("Data sent to others: settings"),
        "failed": _("Your choice could not be saved, so nothing is allowed. Please try again."),
        "policy": _("How we handle personal information"),
    }
