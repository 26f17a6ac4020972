"""The desk's calendar as a page, and the secret address of its feed."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.selectors.actors import actor_of, signed_in
from dsr.console.admin.addresses import address
from dsr.console.models import CalendarFeed
from dsr.console.selectors.calendar import Month, month_of
from dsr.console.services.calendar_feeds import READ, make_feed, revoke_feed
from policies.domain.calendar import jst_date

FIRST_YEAR, LAST_YEAR = 2000, 2099  # beyond these jpholiday knows no holidays worth showing


def calendar_urls(site: admin.AdminSite) -> list[URLPattern]:
    """The addresses of the calendar."""
    return [
        path("calendar/", site.admin_view(calendar_view), name="dsr_console_calendar"),
        path("calendar/feed/", site.admin_view(feed_view), name="dsr_console_calendar_feed"),
    ]


@never_cache
@require_http_methods(["GET"])
def calendar_view(request: HttpRequest) -> HttpResponse:
    """One month: `?month=2026-05`, `?whose=mine` for one's own."""
    return _show(request, token="")


@never_cache
@require_http_methods(["GET", "POST"])
def feed_view(request: HttpRequest) -> HttpResponse:
    """Make, replace or revoke one's own feed; its address is shown once, on this answer."""
    _may_read(request)
    if request.method == "GET":  # back from signing in again
        return redirect("admin:dsr_console_calendar")
    actor = actor_of(signed_in(request))
    if "revoke" in request.POST:
        if revoke_feed(actor=actor):
            messages.success(request, _("The address of your calendar no longer works."))
        return redirect("admin:dsr_console_calendar")
    return _show(request, token=make_feed(actor=actor, now=timezone.now()))


def _may_read(request: HttpRequest) -> None:
    if not request.user.has_perm(READ):
        raise PermissionDenied


def _show(request: HttpRequest, *, token: str) -> HttpResponse:
    _may_read(request)
    user = signed_in(request)
    today = jst_date(timezone.now())
    mine = request.GET.get("whose") == "mine"
    month = month_of(
        _month(request.GET.get("month", ""), today), actor=actor_of(user), today=today, mine=mine
    )
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": _("Calendar of the desk"),
        "month": month,
        "weeks": _weeks(month),
        "mine": mine,
        "feed": CalendarFeed.objects.filter(user=user).first(),
        "feed_address": _address(request, token),
    }
    return TemplateResponse(request, "console/calendar.html", context)


def _month(typed: str, today: date) -> date:
    """The first of a typed month; of this month where it makes no sense."""
    try:
        first = date.fromisoformat(f"{typed}-01")
    except ValueError:
        return today.replace(day=1)
    return first if FIRST_YEAR < first.year < LAST_YEAR else today.replace(day=1)


def _weeks(month: Month) -> list[list[dict[str, Any]]]:
    return [
        [
            {
                "day": day,
                "duties": [
                    {"duty": duty, "url": address(f"{duty.page}_change", duty.reference)}
                    for duty in day.duties
                ],
            }
            for day in week
        ]
        for week in month.weeks
    ]


def _address(request: HttpRequest, token: str) -> str:
    if not token:
        return ""
    return request.build_absolute_uri(reverse("console_calendar_feed", args=[token]))


admin.site.add_nav(  # type: ignore[attr-defined]
    label=gettext_lazy("Calendar"), url_name="admin:dsr_console_calendar", permission=READ
)
