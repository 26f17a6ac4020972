"""What a calendar feed says: references and kinds of dates, never whose they are."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.selectors.actors import actor_of
from dsr.cases.selectors.duties import Duty
from dsr.console.domain.icalendar import CalendarEntry, calendar_text
from dsr.console.models import CalendarFeed
from dsr.console.selectors.calendar import duties_between, duty_words

BEHIND, AHEAD = timedelta(days=30), timedelta(days=180)


def feed_of(hashed: str) -> CalendarFeed | None:
    """The feed of a hashed secret, while its owner is active staff who read requests."""
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=hashed).first()
    if feed is None or not (feed.user.is_active and feed.user.is_staff):
        return None
    return feed if feed.user.has_perm("dsr_cases.view_case") else None


def feed_text(user: User, *, today: date) -> str:
    """The .ics text for one member of staff, in their language: the same all day long."""
    duties = duties_between(today - BEHIND, today + AHEAD, actor=actor_of(user))
    stamp = datetime.combine(today, time(0), tzinfo=ZoneInfo("UTC"))
    with translation.override(user.language):
        entries = [_entry(duty) for duty in duties]
        return calendar_text(name=_("Privacy desk"), entries=entries, stamp=stamp)


def _entry(duty: Duty) -> CalendarEntry:
    path = reverse(f"admin:{duty.page}_change", args=[duty.reference])
    return CalendarEntry(
        uid=f"{duty.reference}-{duty.kind}-{duty.on:%Y%m%d}@madoguchi",
        on=duty.on,
        summary=f"{duty.reference} {duty_words(duty.kind)}",
        url=f"{settings.SITE_URL.rstrip('/')}{path}",
    )
