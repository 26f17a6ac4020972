"""The wizard: one question per page over a saved draft."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from dsr.portal.enums import Page
from dsr.portal.forms.pages import FORMS
from dsr.portal.forms.person_pages import AGENT
from dsr.portal.forms.question_form import QuestionForm
from dsr.portal.forms.summaries import summary_of
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import KEPT_FOR, PageAnswers, open_draft_of, pages_of
from dsr.portal.selectors.questions import page_facts
from dsr.portal.services.drafts import (
    UnableToSavePage,
    discard_draft,
    save_page,
    start_draft,
)
from dsr.portal.services.filing import UnableToSubmitDraft, submit_draft
from dsr.portal.views.parking import owner_token, park, parked_post, rendered_for

PAGES = list(Page)


def page_user(request: HttpRequest) -> User:
    """The signed-in user of a view behind login_required."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    return user


@never_cache
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """Show or save one page. A post without a session is parked, never lost."""
    page = _page(slug)
    if not request.user.is_authenticated:
        if request.method == "POST":
            park(request, page.value)
        return redirect(
            f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
        )
    user = page_user(request)
    draft = start_draft(user=user, now=timezone.now())
    if request.method == "POST":
        return _save(request, draft, page)
    return _show(request, draft, page, user)


@never_cache
@require_GET
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Begin, or go on where the draft stands."""
    draft = start_draft(user=page_user(request), now=timezone.now())
    saved = pages_of(draft)
    following = next((page for page in PAGES if page not in saved), None)
    if following is None:
        return redirect("portal_check")
    return redirect("portal_question", slug=following.value)


@never_cache
@require_GET
@login_required
def check(request: HttpRequest) -> HttpResponse:
    """Check the answers before submitting."""
    draft = open_draft_of(page_user(request).pk)
    if draft is None:
        return redirect("portal_requests")
    saved = pages_of(draft)
    missing = [page for page in PAGES if page not in saved]
    if missing:
        return redirect("portal_question", slug=missing[0].value)
    facts = page_facts(_answers(saved), on=timezone.localdate())
    return render(
        request,
        "portal/check.html",
        {
            "draft": draft,
            "sections": summary_of(saved),
            "facts": facts,
            "current": len(PAGES) + 1,
            "total": len(PAGES) + 1,
        },
    )


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


def _page(slug: str) -> Page:
    try:
        return Page(slug)
    except ValueError as error:
        raise Http404 from error


def _show(request: HttpRequest, draft: Draft, page: Page, user: User) -> HttpResponse:
    saved = pages_of(draft)
    posted = parked_post(user.pk, page.value, timezone.now())
    if posted is not None:
        form = FORMS[page](posted, today=timezone.localdate())
        return _render(request, draft, page, form, saved, restored=True)
    current = saved.get(page, PageAnswers())
    initial = {**current.answers, "revision": current.revision} if current.revision else {}
    form = FORMS[page](initial=initial, today=timezone.localdate())
    return _render(request, draft, page, form, saved)


def _save(request: HttpRequest, draft: Draft, page: Page) -> HttpResponse:
    form = FORMS[page](request.POST, today=timezone.localdate())
    saved = pages_of(draft)
    if not form.is_valid():
        return _render(request, draft, page, form, saved, status=422)
    if form.cleaned_data.get("requester_kind") == AGENT:
        return redirect("portal_agents")
    if rendered_for(request) == (draft.user_id, str(draft.pk)):
        return _save_answers(request, draft, page, form)
    return _conflict(request, draft, page, saved.get(page, PageAnswers()), gone=True)


def _save_answers(
    request: HttpRequest, draft: Draft, page: Page, form: QuestionForm
) -> HttpResponse:
    try:
        save_page(
            draft_id=draft.pk,
            user_id=draft.user_id,
            page=page,
            answers=form.answers(),
            revision=form.cleaned_data["revision"],
            now=timezone.now(),
        )
    except UnableToSavePage as unable:
        current = unable.current or PageAnswers()
        return _conflict(request, draft, page, current, gone=unable.code == "FILED")
    except Draft.DoesNotExist:  # thrown away in another tab a moment ago
        fresh = start_draft(user=page_user(request), now=timezone.now())
        return _conflict(request, fresh, page, PageAnswers(), gone=True)
    return _onward(request, page)


def _onward(request: HttpRequest, page: Page) -> HttpResponse:
    after = PAGES.index(page) + 1
    if "change" in request.GET or after == len(PAGES):
        return redirect("portal_check")
    return redirect("portal_question", slug=PAGES[after].value)


def _conflict(
    request: HttpRequest, draft: Draft, page: Page, current: PageAnswers, *, gone: bool
) -> HttpResponse:
    """Another tab saved this page, or sent or deleted the request (gone).

    What is typed here is kept, what is saved there is shown, and the person chooses.
    """
    data = request.POST.copy()
    data["revision"] = str(current.revision)
    again = FORMS[page](data, today=timezone.localdate())
    return _render(
        request,
        draft,
        page,
        again,
        {page: current},
        status=409,
        gone=gone,
        other=[
            {**row, "change_href": ""}
            for section in summary_of({page: current})
            for row in section["rows"]
        ],
    )


def _render(
    request: HttpRequest,
    draft: Draft,
    page: Page,
    form: QuestionForm,
    saved: dict[str, PageAnswers],
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    number = PAGES.index(page) + 1
    previous = PAGES[number - 2].value if number > 1 else None
    context = {
        "draft": draft,
        "form": form,
        "page": page,
        "page_title": page.label,
        "current": number,
        "total": len(PAGES) + 1,
        "previous": previous,
        "changing": "change" in request.GET,
        "owner": owner_token(draft.user_id, draft.pk),
        "kept_days": KEPT_FOR.days,
        "facts": page_facts(_answers(saved), on=timezone.localdate()),
        **extra,
    }
    return render(request, f"portal/question_{page.value}.html", context, status=status)


def _answers(saved: dict[str, PageAnswers]) -> dict[str, Any]:
    return {name: value for row in saved.values() for name, value in row.answers.items()}
