"""A form posted without a session, or with an old token, is parked for whom it was shown to."""

from datetime import datetime

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.csrf import csrf_failure as plain_csrf_failure

from dsr.portal.enums import Page
from dsr.portal.selectors.drafts import KEPT_FOR
from dsr.portal.selectors.parking import parked_page
from dsr.portal.services.parking import park_page

OWNER_SALT = "dsr.portal.question.owner"
NOT_TYPED = ("csrfmiddlewaretoken", "owner")


def owner_token(user_id: int, draft_id: object = "") -> str:
    """Says, signed, for whom (and for which draft) a form was rendered."""
    return signing.dumps([user_id, str(draft_id)], salt=OWNER_SALT)


def rendered_for(request: HttpRequest) -> tuple[int | None, str]:
    """User and draft of the form that was posted; (None, "") for a form that is not ours."""
    try:
        owner, draft_id = signing.loads(
            request.POST.get("owner", ""), salt=OWNER_SALT, max_age=KEPT_FOR
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None, ""
    return int(owner), str(draft_id)


def message_slot(reference: str) -> str:
    """Where an unsent message of a request is parked."""
    return f"msg:{reference}"


def park(request: HttpRequest, slot: str) -> bool:
    """Keep what was posted; False for a form that we did not render, which nobody gets back."""
    owner, _draft = rendered_for(request)
    if owner is None:
        return False
    posted = {name: values for name, values in request.POST.lists() if name not in NOT_TYPED}
    park_page(user_id=owner, page=slot, posted=posted, now=timezone.now())
    return True


def parked_post(user_id: int, slot: str, now: datetime) -> QueryDict | None:
    """What is parked, as a form reads it; None when nothing is."""
    parked = parked_page(user_id=user_id, page=slot, now=now)
    if parked is None:
        return None
    posted = QueryDict(mutable=True)
    for name, values in parked.items():
        posted.setlist(name, values)
    return posted


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """settings.CSRF_FAILURE_VIEW: refused as ever, but words typed on our pages are not lost.

    Signing in again in another window makes every older page's token invalid.
    """
    slot = _slot_of(request)
    stranger = request.user.is_authenticated and rendered_for(request)[0] != request.user.pk
    if slot is None or stranger or not park(request, slot):
        return plain_csrf_failure(request, reason)
    return render(request, "portal/send_again.html", {"href": request.path}, status=403)


def _slot_of(request: HttpRequest) -> str | None:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return None
    if match.url_name == "portal_question" and match.kwargs["slug"] in Page.values:
        return str(match.kwargs["slug"])
    if match.url_name == "portal_request":
        return message_slot(match.kwargs["reference"])
    return None
