"""The answer, as the person who asked sees it: letter, download, posting. Anybody else: 404."""

import uuid
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.actor import Actor, requester_actor
from accounts.selectors.actors import signed_in
from accounts.selectors.files import FileGone
from accounts.services.one_time_codes import UnableToIssueCode, UnableToUseCode
from dsr.cases.enums import AnswerGoesTo
from dsr.cases.models import Case
from dsr.cases.selectors.items import outcome_told
from dsr.fulfilment.forms.download_code import DownloadCodeForm
from dsr.fulfilment.models import Delivery
from dsr.fulfilment.selectors.deliveries import (
    OPEN,
    delivered_package,
    delivery_of,
    download_state,
    live_grant,
)
from dsr.fulfilment.selectors.postal_copies import has_password, postal_copy_of
from dsr.fulfilment.services.deliveries import (
    UnableToOpenDelivery,
    confirm_download_code,
    open_delivery,
    record_letter_opened,
    request_download_code,
)
from dsr.fulfilment.views.streaming import letter_response, package_response


def delivery_or_404(request: HttpRequest, reference: str) -> tuple[Case, Delivery, Actor]:
    """The released answer of the signed-in person's own case. Raises Http404 for anything else.

    An agent who may not receive the answer has none here: it is posted to the principal.
    """
    user = signed_in(request)
    case = Case.objects.filter(
        reference=reference, requester=user, answer_goes_to=AnswerGoesTo.REQUESTER,
        data_key__destroyed_at__isnull=True,
    ).first()  # fmt: skip
    delivery = delivery_of(case) if case else None
    if case is None or delivery is None or delivery.decision.released_at is None:
        raise Http404
    return case, delivery, requester_actor(user.pk)


@never_cache
@login_required
@require_GET
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """What we answer, how to read the letter, how to get the data."""
    case, delivery, _actor = delivery_or_404(request, reference)
    now = timezone.now()
    package = delivered_package(delivery)
    grant = live_grant(delivery, session_key=request.session.session_key or "", now=now)
    context = {
        "case": case,
        "delivery": delivery,
        "items": [
            {"kind": item.get_kind_display(), "told": outcome_told(case, item)}
            for item in case.items.order_by("position")
        ],
        "letter": delivery.decision.letter_ja,
        "letter_en": delivery.decision.letter_en,
        "state": download_state(delivery, now=now),
        "granted": grant is not None,
        "package": package,
        "downloads_left": delivery.max_downloads - delivery.downloads,
        "has_password": has_password(delivery, postal_copy_of(delivery)),
    }
    return render(request, "fulfilment/answer.html", context)


@never_cache
@login_required
@require_GET
def letter(request: HttpRequest, reference: str, language: str) -> HttpResponseBase:
    """The letter as PDF; opening it is on record."""
    _case, delivery, actor = delivery_or_404(request, reference)
    stored = delivery.decision.letter_en if language == "en" else delivery.decision.letter_ja
    if stored is None:
        raise Http404
    try:
        response = letter_response(stored, f"{reference}-{language}.pdf")
    except FileGone:
        raise Http404 from None
    record_letter_opened(delivery_id=delivery.pk, actor=actor, now=timezone.now())
    return response


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def send_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a fresh code to the person's own address, then ask for it."""
    if request.method == "GET":  # back from signing in again
        return redirect("fulfilment:answer", reference=reference)
    _case, delivery, actor = delivery_or_404(request, reference)
    try:
        request_download_code(delivery_id=delivery.pk, actor=actor, now=timezone.now())
    except UnableToOpenDelivery:
        return redirect("fulfilment:answer", reference=reference)
    except UnableToIssueCode as error:
        moment = timezone.localtime(error.wait_until)
        messages.error(
            request,
            _("Too many codes were sent. Please try again after %(time)s.")
            % {"time": f"{moment:%H:%M}"},
        )
        return redirect("fulfilment:answer", reference=reference)
    return redirect("fulfilment:code", reference=reference)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, reference: str) -> HttpResponse:
    """Type the code; a right one opens the download in this session for half an hour."""
    case, delivery, actor = delivery_or_404(request, reference)
    now = timezone.now()
    if download_state(delivery, now=now) != OPEN:
        return redirect("fulfilment:answer", reference=reference)
    form = DownloadCodeForm(request.POST or None)
    if form.is_valid() and _confirm(request, form, delivery.pk, actor, now):
        return redirect(f"{reverse('fulfilment:answer', args=[reference])}#download")
    status = 422 if form.errors else 200
    return render(request, "fulfilment/code.html", {"case": case, "form": form}, status=status)


def _confirm(
    request: HttpRequest,
    form: DownloadCodeForm,
    delivery_id: uuid.UUID,
    actor: Actor,
    now: datetime,
) -> bool:
    try:
        confirm_download_code(
            delivery_id=delivery_id,
            typed=form.cleaned_data["code"],
            session_key=request.session.session_key or "",
            actor=actor,
            now=now,
        )
    except UnableToUseCode as error:
        form.add_error("code", str(error.code.label))
        return False
    return True


@never_cache
@login_required
@require_GET
def package(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The package itself, streamed; whatever is refused is a 404, on record, and told the desk."""
    _case, delivery, actor = delivery_or_404(request, reference)

    def open_from(start: int) -> None:
        open_delivery(
            delivery_id=delivery.pk,
            session_key=request.session.session_key or "",
            start=start,
            actor=actor,
            now=timezone.now(),
        )

    try:
        return package_response(request, delivery, open_from=open_from, actor=actor)
    except (UnableToOpenDelivery, FileGone):
        raise Http404 from None
