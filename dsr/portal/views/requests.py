"""My requests: list, one case, messages, withdrawal."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.actor import requester_actor
from dsr.cases.enums import Direction
from dsr.cases.forms.message_attachments import uploads_of
from dsr.cases.models import Case
from dsr.cases.selectors.claims import claims_of, item_detail
from dsr.cases.selectors.defects import opened_defect
from dsr.cases.selectors.items import outcome_told
from dsr.cases.selectors.letters import letters_of
from dsr.cases.selectors.messages import messages_of
from dsr.cases.selectors.timelines import requester_timeline
from dsr.cases.services.endings import withdraw_case
from dsr.cases.services.message_attachments import UnableToAttachFiles
from dsr.cases.services.messages import (
    UnableToSendMessage,
    mark_messages_read,
    send_message_with_files,
)
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fees.selectors.fees import fee_of
from dsr.portal.forms.filed import asked_rows, filed_sections
from dsr.portal.forms.messages import MessageForm
from dsr.portal.selectors.items import waiting_words
from dsr.portal.selectors.requests import (
    RequestFound,
    request_of,
    requests_of,
    shown_status,
)
from dsr.portal.selectors.todos import todos_of
from dsr.portal.services.parking import drop_parked_pages
from dsr.portal.views.parking import message_slot, owner_token, park, parked_post
from dsr.portal.views.questions import page_user

SEEN_DIGITS = 10  # no case has more events than that
CURSOR_DIGITS = 19  # of the largest primary key PostgreSQL can hold


def own_case(request: HttpRequest, reference: str) -> Case:
    """As `filed_case`; a case file that was shredded has nothing to show and is a 404 too."""
    case = filed_case(request, reference)
    if case.data_key.destroyed_at is not None:
        raise Http404
    return case


def filed_case(request: HttpRequest, reference: str) -> Case:
    """The signed-in person's case, or the same 404 for foreign and unknown references.

    Guessing is slowed by accounts.middleware.guesses, for every page below /requests/.
    """
    user = page_user(request)
    case: Case | None = (
        Case.objects.of_requester(user.pk)
        .select_related("data_key", "subject", "requester")
        .filter(reference=reference)
        .first()
    )
    if case is None:
        raise Http404
    return case


@never_cache
@require_GET
@login_required
def request_list(request: HttpRequest) -> HttpResponse:
    """Every request of the person, newest first."""
    before = request.GET.get("before", "")
    cursor = int(before) if before.isdecimal() and len(before) < CURSOR_DIGITS else None
    rows, more = requests_of(page_user(request).pk, before=cursor)
    return render(request, "portal/request_list.html", {"rows": rows, "more": more})


@never_cache
@require_GET
@login_required
def submitted(request: HttpRequest, reference: str) -> HttpResponse:
    """Right after filing: reference, arrival date, what to do now."""
    case = own_case(request, reference)
    todos = todos_of(case, fee_of(case))
    return render(request, "portal/submitted.html", {"case": case, "todos": todos})


@never_cache
@require_http_methods(["GET", "POST"])
def request_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: what happened, what comes, what to do, messages.

    A message posted without a session is parked, never lost.
    """
    if not request.user.is_authenticated:
        if request.method == "POST":
            park(request, message_slot(reference))
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    slot, now = message_slot(reference), timezone.now()
    found = request_of(page_user(request).pk, reference=reference, slot=slot, now=now)
    if found is None:
        raise Http404
    if found.case.data_key.destroyed_at is not None:
        return _gone(request, found)
    if request.method == "POST":
        return _receive_message(request, found, now)
    posted = parked_post(found.case.requester_id, slot, now) if found.has_parked else None
    if posted is not None:
        return _show(request, found, MessageForm(posted), now, restored=True)
    return _show(request, found, MessageForm(initial={"send_token": uuid.uuid4()}), now)


def _gone(request: HttpRequest, found: RequestFound) -> HttpResponse:
    has_receipt = found.fee is not None and found.fee.settled_at is not None
    context = {"case": found.case, "has_receipt": has_receipt}
    return render(request, "portal/request_gone.html", context, status=410)


def _receive_message(request: HttpRequest, found: RequestFound, now: datetime) -> HttpResponse:
    case = found.case
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            send_message_with_files(
                case_id=case.pk,
                text=form.cleaned_data["text"],
                uploads=uploads_of(form.cleaned_data["files"]),
                send_token=form.cleaned_data["send_token"],
                actor=requester_actor(case.requester_id),
                now=now,
            )
        except UnableToSendMessage as unable:
            form.add_refusal(unable.code)
        except UnableToAttachFiles as unable:
            form.add_file_refusal(unable)
        else:
            drop_parked_pages(
                user_id=case.requester_id, pages=[message_slot(case.reference)], now=now
            )
            messages.success(request, _("We received your message."))
            return redirect("portal_request", reference=case.reference)
    return _show(request, found, form, now, status=422)


def _show(
    request: HttpRequest,
    found: RequestFound,
    form: MessageForm,
    now: datetime,
    *,
    status: int = 200,
    restored: bool = False,
) -> HttpResponse:
    case, defect, on = found.case, found.defect, timezone.localdate(now)
    if found.has_unread:
        mark_messages_read(case_id=case.pk, direction=Direction.TO_REQUESTER, now=now)
    context = {
        "case": case,
        "shown_status": shown_status(case),
        "timeline": requester_timeline(case),
        "todos": todos_of(case, found.fee),
        "defect": opened_defect(case, defect, on=on) if defect else None,
        "items": _items(case),
        "letters": letters_of(case),
        "thread": messages_of(case),
        "fee": found.fee,
        "form": form,
        "restored": restored,
        "owner": owner_token(case.requester_id),
        "may_withdraw": case.is_open and case.released_at is None,
    }
    return render(request, "portal/request.html", context, status=status)


def _items(case: Case) -> list[dict[str, Any]]:
    items = case.items.select_related("case__data_key").order_by("position")
    return [
        {
            "title": item.get_kind_display(),
            "told": outcome_told(case, item),
            "status": waiting_words(case),
            "rows": asked_rows(item, item_detail(item)),
        }
        for item in items
    ]


@never_cache
@require_GET
@login_required
def filed_copy(request: HttpRequest, reference: str) -> HttpResponse:
    """A copy of what the person filed."""
    case = own_case(request, reference)
    items = [
        (item, item_detail(item))
        for item in case.items.select_related("case__data_key").order_by("position")
    ]
    sections = filed_sections(claims=claims_of(case), items=items, case=case)
    return render(request, "portal/filed.html", {"case": case, "sections": sections})


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the request back, after saying what that means for the fee."""
    case = own_case(request, reference)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            withdraw_case(
                case_id=case.pk,
                actor=requester_actor(case.requester_id),
                now=timezone.now(),
                seen=int(seen) if seen.isdecimal() and len(seen) < SEEN_DIGITS else None,
            )
        except UnableToTakeStep as unable:
            if unable.code == "STALE":  # what the page said of the fee may no longer be true
                messages.info(request, _("Something changed meanwhile. Please read this again."))
                return redirect("portal_withdraw", reference=case.reference)
            messages.error(request, _("This request can no longer be withdrawn."))
        else:
            messages.success(request, _("You withdrew your request."))
        return redirect("portal_request", reference=case.reference)
    if not case.is_open or case.released_at is not None:
        return redirect("portal_request", reference=case.reference)
    return render(
        request,
        "portal/withdraw.html",
        {"case": case, "fee": fee_of(case), "seen": case.events.count()},
    )
