"""The wizard: one question per page over a saved draft; which pages follows from the answers."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from dsr.portal.enums import Page
from dsr.portal.forms.pages import FORMS, title_of
from dsr.portal.forms.question_form import QuestionForm
from dsr.portal.forms.summaries import page_rows
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import KEPT_FOR, PageAnswers
from dsr.portal.selectors.journeys import Journey, journey_of
from dsr.portal.services.drafts import UnableToSavePage, save_page, start_draft
from dsr.portal.views.parking import owner_token, park, parked_post, rendered_for


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
    journey = journey_of(draft, on=timezone.localdate())
    if request.method == "POST":
        return _save(request, draft, page, journey)
    return _show(request, draft, page, journey)


def _page(slug: str) -> Page:
    try:
        return Page(slug)
    except ValueError as error:
        raise Http404 from error


def _show(request: HttpRequest, draft: Draft, page: Page, journey: Journey) -> HttpResponse:
    posted = parked_post(draft.user_id, page.value, timezone.now())
    if posted is not None:
        form = FORMS[page](posted, facts=journey.facts)
        return _render(request, draft, page, form, journey, restored=True)
    if page not in journey.pages:
        return redirect("portal_start")
    current = journey.saved.get(page, PageAnswers())
    initial = {**current.answers, "revision": current.revision} if current.revision else {}
    form = FORMS[page](initial=initial, facts=journey.facts)
    if page in journey.to_answer and _was_answered(form, initial):
        # Another answer overtook this page: say what no longer fits.
        form = FORMS[page](_as_posted(initial), facts=journey.facts)
    return _render(request, draft, page, form, journey)


def _was_answered(form: QuestionForm, initial: Mapping[str, Any]) -> bool:
    required = [name for name, field in form.fields.items() if field.required]
    return bool(initial) and all(initial.get(name) for name in required)


def _as_posted(answers: Mapping[str, Any]) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, value in answers.items():
        posted.setlist(name, [str(v) for v in value] if isinstance(value, list) else [str(value)])
    return posted


def _save(request: HttpRequest, draft: Draft, page: Page, journey: Journey) -> HttpResponse:
    if FORMS[page].reshapes(request.POST):
        again = FORMS[page](initial=FORMS[page].reshaped(request.POST), facts=journey.facts)
        return _render(request, draft, page, again, journey)
    form = FORMS[page](request.POST, facts=journey.facts)
    if not form.is_valid():
        return _render(request, draft, page, form, journey, status=422)
    if rendered_for(request) == (draft.user_id, str(draft.pk)):
        return _save_answers(request, draft, page, form)
    current = journey.saved.get(page, PageAnswers())
    return _conflict(request, draft, page, current, gone=True)


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
    """The page that follows; after a change only what the change asks for, then the check."""
    draft = start_draft(user=page_user(request), now=timezone.now())
    journey = journey_of(draft, on=timezone.localdate())
    if "change" in request.GET:
        return to_answer_or_check(journey, query="?change=1")
    order = list(Page)
    after = [other for other in journey.pages if order.index(other) > order.index(page)]
    if not after:
        return redirect("portal_check")
    return redirect("portal_question", slug=after[0].value)


def to_answer_or_check(journey: Journey, *, query: str = "") -> HttpResponse:
    """To the first page still to answer, else to the check page."""
    if not journey.to_answer:
        return redirect("portal_check")
    address = reverse("portal_question", kwargs={"slug": journey.to_answer[0].value})
    return redirect(f"{address}{query}")


def _conflict(
    request: HttpRequest, draft: Draft, page: Page, current: PageAnswers, *, gone: bool
) -> HttpResponse:
    """Another tab saved this page, or sent or deleted the request (gone).

    What is typed here is kept, what is saved there is shown, and the person chooses.
    """
    data = request.POST.copy()
    data["revision"] = str(current.revision)
    journey = journey_of(draft, on=timezone.localdate())
    again = FORMS[page](data, facts=journey.facts)
    shown = page_rows(page, current.answers, facts=journey.facts) if current.revision else []
    other = [{**row, "change_href": ""} for row in shown]
    return _render(request, draft, page, again, journey, status=409, gone=gone, other=other)


def _render(
    request: HttpRequest,
    draft: Draft,
    page: Page,
    form: QuestionForm,
    journey: Journey,
    *,
    status: int = 200,
    **extra: Any,
) -> HttpResponse:
    context = {
        "draft": draft,
        "form": form,
        "page": page,
        "page_title": title_of(page, for_another=journey.facts.for_another),
        "current": journey.pages.index(page) + 1 if page in journey.pages else len(journey.pages),
        "total": len(journey.pages) + 1,
        "back_href": _back(request, page, journey),
        "owner": owner_token(draft.user_id, draft.pk),
        "kept_days": KEPT_FOR.days,
        "facts": journey.facts,
        **extra,
    }
    templates = [f"portal/question_{page.value}.html", "portal/question.html"]
    return render(request, templates, context, status=status)


def _back(request: HttpRequest, page: Page, journey: Journey) -> str:
    """To the check page after "change", unless that would only lead here again."""
    if "change" in request.GET and not journey.to_answer:
        return reverse("portal_check")
    order = list(Page)
    before = [other for other in journey.pages if order.index(other) < order.index(page)]
    if not before:
        return reverse("portal_home")
    return reverse("portal_question", kwargs={"slug": before[-1].value})
