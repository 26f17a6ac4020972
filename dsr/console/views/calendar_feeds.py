"""The .ics feed: opened by its secret address, for calendar programs that cannot sign in."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from dsr.console.selectors.calendar_feeds import feed_of, feed_text
from dsr.console.services.calendar_feeds import note_reading, token_hash
from policies.domain.calendar import jst_date


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The desk's dates as iCalendar. An unknown, revoked or replaced secret is a 404."""
    now = timezone.now()
    feed = feed_of(token_hash(token))
    if feed is None:
        raise Http404
    note_reading(feed=feed, now=now)
    content = feed_text(feed.user, today=jst_date(now)).encode()
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=900"
    response["Content-Disposition"] = 'inline; filename="desk.ics"'
    response["Referrer-Policy"] = "no-referrer"
    response["ETag"] = etag
    answered: HttpResponse | None = get_conditional_response(request, etag=etag, response=response)
    return answered or response
