"""Is it still the same person? A fresh sign-in before what matters."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.mixins import NextRedirectMixin
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.generic.edit import FormView

from accounts.enums import CodePurpose
from accounts.forms.sign_in import CodeForm
from accounts.selectors.actors import signed_in
from accounts.services.one_time_codes import (
    UnableToIssueCode,
    UnableToUseCode,
    issue_code,
    use_code,
)
from accounts.views.sign_in import wait_message

FRESH_FOR = 600  # seconds
_SENT_KEY = "reauthentication_code_sent"
_CONTEXT = "session"

View = Callable[..., HttpResponse]


def is_fresh(request: HttpRequest, *, within: int = FRESH_FOR) -> bool:
    """Whether this session's person proved themselves (password, code or factor) just now.

    Arguments:
        within: how many seconds back still counts.
    """
    if not request.user.is_authenticated:
        return False
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - float(records[-1]["at"]) < within


def reauthentication_url(request: HttpRequest) -> str:
    """Where to prove it again, coming back to this address by GET."""
    methods = get_adapter().get_reauthentication_methods(request.user)
    return f"{methods[0]['url']}?{urlencode({'next': request.get_full_path()})}"


def fresh_sign_in_required(view: View) -> View:
    """Decorate a view of a signed-in person: asks them to prove it again after ten minutes.

    What was posted is not kept: put the decorator on the page that leads to the form as well.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not is_fresh(request):
            return redirect(reauthentication_url(request))
        return view(request, *args, **kwargs)

    return login_required(checked)


@method_decorator([never_cache, login_required], name="dispatch")
class ReauthenticateByCode(NextRedirectMixin, FormView):  # type: ignore[misc]  # allauth has no types
    """A fresh code to the person's own address."""

    form_class = CodeForm
    template_name = "accounts/reauthenticate_by_code.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A code, or the wish for one."""
        if request.POST.get("action") == "send":
            return self._send()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """Spend one try; right is a fresh sign-in."""
        user = signed_in(self.request)
        try:
            use_code(
                user=user,
                purpose=CodePurpose.REAUTHENTICATION,
                context=_CONTEXT,
                typed=form.cleaned_data["code"],
                now=timezone.now(),
            )
        except UnableToUseCode as error:
            form.add_error("code", str(error.code.label))
            return self.form_invalid(form)
        self.request.session.pop(_SENT_KEY, None)
        record_authentication(self.request, user, method="code", reauthenticated=True)
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the code is on its way."""
        context = super().get_context_data(**kwargs)
        return {**context, "code_sent": bool(self.request.session.get(_SENT_KEY))}

    def get_default_success_url(self) -> str:
        """Home, when nobody said where from."""
        return str(get_adapter().get_login_redirect_url(self.request))

    def _send(self) -> HttpResponse:
        now = timezone.now()
        try:
            issue_code(
                user=signed_in(self.request),
                purpose=CodePurpose.REAUTHENTICATION,
                context=_CONTEXT,
                address=None,
                now=now,
            )
        except UnableToIssueCode as error:
            form = CodeForm({"code": "-"})
            form.full_clean()
            form.add_error(None, wait_message(error, now))
            return self.form_invalid(form)
        self.request.session[_SENT_KEY] = True
        return redirect(self.passthrough_next_url(reverse("account_reauthenticate_by_code")))


reauthenticate_by_code = ReauthenticateByCode.as_view()
