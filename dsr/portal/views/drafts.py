"""The draft as a whole: begin or go on, check, submit, throw away."""

from contextlib import suppress
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dsr.portal.forms.summaries import summary_of
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import open_draft_of
from dsr.portal.selectors.journeys import journey_of
from dsr.portal.services.drafts import discard_draft, start_draft
from dsr.portal.services.filing import UnableToSubmitDraft, submit_draft
from dsr.portal.views.questions import page_user, to_answer_or_check


@never_cache
@require_GET
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Begin, or go on where the draft stands."""
    draft = start_draft(user=page_user(request), now=timezone.now())
    return to_answer_or_check(journey_of(draft, on=timezone.localdate()))


@never_cache
@require_GET
@login_required
def check(request: HttpRequest) -> HttpResponse:
    """Check the answers before submitting."""
    draft = open_draft_of(page_user(request).pk)
    if draft is None:
        return redirect("portal_requests")
    journey = journey_of(draft, on=timezone.localdate())
    if journey.to_answer:
        return to_answer_or_check(journey)
    context = {
        "draft": draft,
        "sections": summary_of(journey.saved, pages=journey.pages, facts=journey.facts),
        "facts": journey.facts,
        "back_href": reverse("portal_question", kwargs={"slug": journey.pages[-1].value}),
        "current": len(journey.pages) + 1,
        "total": len(journey.pages) + 1,
    }
    return render(request, "portal/check.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def submit(request: HttpRequest) -> HttpResponse:
    """File the draft. A second click leads to the same case."""
    if request.method == "GET":  # back from signing in again, as the session had run out
        return redirect("portal_check")
    user = page_user(request)
    try:
        case = submit_draft(
            draft_id=UUID(request.POST.get("draft", "")),
            user_id=user.pk,
            language=user.language,
            now=timezone.now(),
        )
    except UnableToSubmitDraft as unable:
        return redirect("portal_question", slug=unable.pages[0].value)
    except (Draft.DoesNotExist, ValueError) as error:
        raise Http404 from error
    return redirect("portal_submitted", reference=case.reference)


@login_required
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest) -> HttpResponse:
    """Throw the draft away, after asking."""
    user = page_user(request)
    draft = open_draft_of(user.pk)
    if draft is None:
        return redirect("portal_home")
    if request.method == "POST":
        # Gone already, by a second click or by sending it in another tab: nothing is left to do.
        with suppress(Draft.DoesNotExist):
            discard_draft(draft_id=draft.pk, user_id=user.pk, now=timezone.now())
        return redirect("portal_home")
    return render(request, "portal/discard.html", {"draft": draft})
