"""The person shows who they are: by a code to a contact on file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.services.one_time_codes import UnableToIssueCode, UnableToUseCode
from accounts.views.reauthentication import is_fresh, reauthentication_url
from dsr.cases.enums import Gate
from dsr.cases.models import Case
from dsr.identity.enums import IdentityMethod
from dsr.identity.forms.codes import CodeForm
from dsr.identity.gateways.member_directory import DirectoryUnavailable
from dsr.identity.models import IdentityCheck
from dsr.identity.services.contact_codes import (
    UnableToSendContactCode,
    confirm_contact_code,
    send_contact_code,
)
from dsr.identity.services.methods import UnableToChangeMethod, change_method


def own_check(request: HttpRequest, reference: str) -> tuple[IdentityCheck, User]:
    """The check of the signed-in person's case; 404 for everybody else."""
    check: IdentityCheck | None = (
        IdentityCheck.objects.filter(
            case__reference=reference,
            case__requester_id=request.user.pk,
            case__data_key__destroyed_at__isnull=True,
        )
        .select_related("case__data_key", "case__requester")
        .first()
    )
    if check is None or not isinstance(request.user, User):
        raise Http404
    return check, request.user


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def identity_page(request: HttpRequest, reference: str) -> HttpResponse:
    """What to do to show who one is, by the chosen way. A post confirms a code."""
    check, user = own_check(request, reference)
    case = check.case
    if case.identity_gate == Gate.PASSED:
        return render(request, "identity/done.html", {"case": case})
    if check.method == IdentityMethod.DOCUMENT or check.held:
        return redirect("identity_documents", reference=reference)
    if not is_fresh(request):  # a code proves a contact, a fresh sign-in who is at the screen
        return redirect(reauthentication_url(request))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _confirm(request, case, user, form):
        return redirect("identity_page", reference=reference)
    return render(
        request,
        "identity/code.html",
        {
            "case": case,
            "form": form,
            "sent": "sent" in request.GET or form.is_bound,
            "own_address": check.method == IdentityMethod.MEMBER_MATCH,
            "address": user.email,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _confirm(request: HttpRequest, case: Case, user: User, form: CodeForm) -> bool:
    try:
        decided = confirm_contact_code(
            case_id=case.pk, typed=form.cleaned_data["code"], actor_user=user, now=timezone.now()
        )
    except UnableToUseCode as unable:
        form.add_refusal(str(unable.code))
        return False
    except UnableToSendContactCode:
        return True
    except DirectoryUnavailable:
        messages.error(request, _("We cannot check this right now. Please try again in a minute."))
        return True
    if decided.identity_gate == Gate.PASSED:  # held for a person otherwise
        messages.success(request, _("Thank you. We confirmed who you are."))
    return True


@require_http_methods(["GET", "POST"])
@login_required
def send_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a code. The page after it is the same whether or not a member was found."""
    if request.method == "GET":  # back from signing in again
        return redirect("identity_page", reference=reference)
    check, user = own_check(request, reference)
    case = check.case
    if not is_fresh(request):
        return redirect(reauthentication_url(request))
    try:
        send_contact_code(case_id=case.pk, actor_user=user, now=timezone.now())
    except UnableToIssueCode:
        messages.error(
            request, _("Several codes have been sent already. Please wait before sending another.")
        )
    except DirectoryUnavailable:
        messages.error(request, _("We cannot check this right now. Please try again in a minute."))
        return redirect("identity_page", reference=reference)
    except UnableToSendContactCode:
        return redirect("identity_page", reference=reference)
    response = redirect("identity_page", reference=reference)
    response["Location"] += "?sent=1"
    return response


@require_http_methods(["GET", "POST"])
@login_required
def choose_method(request: HttpRequest, reference: str) -> HttpResponse:
    """Take another way."""
    if request.method == "GET":  # back from signing in again
        return redirect("identity_page", reference=reference)
    check, _user = own_check(request, reference)
    case = check.case
    try:
        method = IdentityMethod(request.POST.get("method", ""))
        change_method(case_id=case.pk, method=method)
    except ValueError as error:
        raise Http404 from error
    except UnableToChangeMethod:
        messages.info(request, _("A person is looking at what you sent. Please wait."))
    return redirect("identity_page", reference=reference)
