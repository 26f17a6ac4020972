"""The password of a medium, for the person who asked. Anybody else: 404."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.services.one_time_codes import UnableToIssueCode, UnableToUseCode
from dsr.fulfilment.forms.download_code import DownloadCodeForm
from dsr.fulfilment.services.media_passwords import (
    UnableToShowPassword,
    confirm_password_code,
    request_password_code,
    show_password,
)
from dsr.fulfilment.views.answer import delivery_or_404


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def send_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a fresh code to the person's own address, then ask for it."""
    if request.method == "GET":  # back from signing in again
        return redirect("fulfilment:answer", reference=reference)
    _case, delivery, actor = delivery_or_404(request, reference)
    try:
        request_password_code(delivery_id=delivery.pk, actor=actor, now=timezone.now())
    except UnableToShowPassword:
        raise Http404 from None
    except UnableToIssueCode as error:
        moment = timezone.localtime(error.wait_until)
        messages.error(
            request,
            _("Too many codes were sent. Please try again after %(time)s.")
            % {"time": f"{moment:%H:%M}"},
        )
        return redirect("fulfilment:answer", reference=reference)
    return redirect("fulfilment:medium", reference=reference)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest, reference: str) -> HttpResponse:
    """Type the code; a right one shows the password in the answer, which nobody caches."""
    case, delivery, actor = delivery_or_404(request, reference)
    form = DownloadCodeForm(request.POST or None)
    session_key = request.session.session_key or ""
    shown = ""
    try:
        if form.is_valid():
            confirm_password_code(
                delivery_id=delivery.pk, typed=form.cleaned_data["code"], actor=actor,
                session_key=session_key, now=timezone.now(),
            )  # fmt: skip
            shown = show_password(
                delivery_id=delivery.pk, session_key=session_key, actor=actor, now=timezone.now()
            )
    except UnableToUseCode as error:
        form.add_error("code", str(error.code.label))
    except UnableToShowPassword:
        raise Http404 from None
    status = 422 if form.errors else 200
    context = {"case": case, "form": form, "password": shown}
    return render(request, "fulfilment/medium.html", context, status=status)
