"""The sample service's own site: it asks before it sends data to others, and before it locates."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.demo.milly_app import desk, holdings
from config.demo.milly_app.personas import HANAKO

ITEM = "LOCATION"
MEMBER_ID = str(HANAKO.member_id)


@never_cache
@require_safe
def company_site(request: HttpRequest) -> HttpResponse:
    """GET /demo/service/site/?nearby=yes: the front page; shops nearby where the desk says yes."""
    desk.introduce(now=timezone.now())
    asked = "nearby" in request.GET
    allowed = asked and desk.may_use(member_id=MEMBER_ID, item=ITEM)
    context: dict[str, Any] = {
        "member": HANAKO,
        "asked": asked,
        "allowed": allowed,
        "place": _last_place(MEMBER_ID) if allowed else None,
        "desk": settings.SITE_URL,
    }
    return render(request, "demo/company_site.html", context)


def _last_place(member_id: str) -> str:
    """Where the member was last; "" where the service knows nothing."""
    if not holdings.is_loaded():
        return ""
    held = holdings.read_category(member_id=member_id, category=ITEM, start=0, size=1)
    if not held.rows:
        return ""
    row = dict(zip(held.columns, held.rows[0], strict=True))
    return f"{row['latitude']}, {row['longitude']}"
