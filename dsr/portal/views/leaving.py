"""Leaving the service (退会, policy Art 4-2): what it means, then one button."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.domain.clock import jst_date
from accounts.services.data_subjects import ensure_subject
from accounts.views.reauthentication import fresh_sign_in_required
from dsr.portal.forms.leaving import LeavingForm
from dsr.portal.selectors.leaving import leaving_terms, open_leaving
from dsr.portal.services.leaving import leave_service
from dsr.portal.views.questions import page_user


@never_cache
@require_http_methods(["GET", "POST"])
@fresh_sign_in_required
def leaving(request: HttpRequest) -> HttpResponse:
    """What ends, is erased and is kept; a post leaves. A fresh code comes first."""
    user, now, language = page_user(request), timezone.now(), get_language() or "ja"
    form = LeavingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        left = leave_service(
            user_id=user.pk,
            family_name=form.cleaned_data["family_name"],
            given_name=form.cleaned_data["given_name"],
            language=language,
            now=now,
        )
        messages.success(
            request,
            _(
                "You asked to leave. Everything you had agreed to ended at this moment. The request"
                " below has your data erased."
            ),
        )
        return redirect("portal_submitted", reference=left.case.reference)
    subject = ensure_subject(user=user, now=now)
    terms = leaving_terms(subject_id=subject.pk, language=language, on=jst_date(now))
    context = {
        "form": form,
        "terms": terms,
        # Who agreed to something since leaves once more: what the service needs ends only so.
        "left": None if terms.ending else open_leaving(user_id=user.pk),
    }
    return render(request, "portal/leaving.html", context, status=422 if form.errors else 200)
