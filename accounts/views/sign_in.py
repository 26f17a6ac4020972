"""One form to sign in, for people new and returning; staff have theirs with a password."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.templatekit import get_entrance_context_data
from allauth.account.mixins import NextRedirectMixin, RedirectAuthenticatedUserMixin
from allauth.account.models import Login
from allauth.account.views import LoginView
from allauth.core import ratelimit
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.generic.edit import FormView

from accounts.forms.sign_in import AddressForm, CodeForm
from accounts.services.one_time_codes import UnableToIssueCode, UnableToUseCode
from accounts.services.sign_in import begin_sign_in, complete_sign_in
from accounts.views.asking_browsers import asking_browser, remember_browser

ADDRESS_KEY = "sign_in_address"


def page_language() -> str:
    """ "ja" or "en": the language of the page that is being answered."""
    return "en" if (get_language() or "").startswith("en") else "ja"


def wait_message(error: UnableToIssueCode, now: datetime) -> str:
    """Kind words for too many codes."""
    minutes = max(1, -(-int((error.wait_until - now).total_seconds()) // 60))
    return gettext(
        "Several codes have been sent already. Please use the newest one, or try again in"
        " %(minutes)s minutes."
    ) % {"minutes": minutes}


@method_decorator(never_cache, name="dispatch")
class SignIn(NextRedirectMixin, RedirectAuthenticatedUserMixin, FormView):  # type: ignore[misc]
    """Type an address, get a code. The answer is the same for every address."""

    form_class = AddressForm
    template_name = "account/login.html"

    def form_valid(self, form: Form) -> HttpResponse:
        """Send the code and lead to where it is typed."""
        address = form.cleaned_data["login"]
        limited: HttpResponse | None = ratelimit.consume_or_429(
            self.request, action="request_login_code", key=address
        )
        if limited is not None:
            return limited
        now = timezone.now()
        try:
            begin_sign_in(
                address=address, language=page_language(), now=now,
                asking=asking_browser(self.request, address),
            )  # fmt: skip
        except UnableToIssueCode as error:
            # Whoever asked for them: the owner reads the newest one and may type it here.
            messages.warning(self.request, wait_message(error, now))
        self.request.session[ADDRESS_KEY] = address
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What allauth's entrance pages read."""
        return {**super().get_context_data(**kwargs), **get_entrance_context_data(self.request)}

    def get_default_success_url(self) -> None:
        """Where a signed-in visitor of this page goes is the adapter's to say."""


@method_decorator(never_cache, name="dispatch")
class SignInCode(NextRedirectMixin, FormView):  # type: ignore[misc]  # allauth has no types
    """Type the code. Right: signed in, in a new session, and on to `next`."""

    form_class = CodeForm
    template_name = "accounts/sign_in_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only after an address was typed in this session, and not when signed in."""
        if request.user.is_authenticated or ADDRESS_KEY not in request.session:
            return redirect(self.passthrough_next_url(reverse("account_login")))
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A code, or the wish for a new one."""
        if request.POST.get("action") == "resend":
            return self._resend()
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """Spend one try."""
        request = self.request
        try:
            user = complete_sign_in(
                address=request.session[ADDRESS_KEY],
                typed=form.cleaned_data["code"],
                language=page_language(),
                asking=asking_browser(request, request.session[ADDRESS_KEY]),
                now=timezone.now(),
            )
        except UnableToUseCode as error:
            form.add_error("code", str(error.code.label))
            return self.form_invalid(form)
        address = request.session.pop(ADDRESS_KEY)
        record_authentication(request, user, method="code", email=address)
        login = Login(user=user, redirect_url=self.get_next_url(), email=address)
        answer: HttpResponse = perform_login(request, login)
        remember_browser(request, answer, address)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page of the code reads."""
        context = super().get_context_data(**kwargs)
        return {
            **context,
            "verify_form": context["form"],
            "email": self.request.session[ADDRESS_KEY],
            "can_resend": True,
            "cancel_url": self.passthrough_next_url(reverse("account_login")),
        }

    def get_default_success_url(self) -> str:
        """This page itself; after signing in the adapter decides."""
        return reverse("account_confirm_login_code")

    def _resend(self) -> HttpResponse:
        now = timezone.now()
        address = self.request.session[ADDRESS_KEY]
        try:
            begin_sign_in(
                address=address, language=page_language(), now=now,
                asking=asking_browser(self.request, address),
            )  # fmt: skip
        except UnableToIssueCode as error:
            form = CodeForm({"code": "-"})
            form.full_clean()
            form.add_error(None, wait_message(error, now))
            return self.form_invalid(form)
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))


class StaffSignIn(LoginView):  # type: ignore[misc]  # allauth has no types
    """E-mail and password, then the second factor (allauth's stages)."""

    template_name = "accounts/staff_sign_in.html"


sign_in = SignIn.as_view()
sign_in_code = SignInCode.as_view()
staff_sign_in = StaffSignIn.as_view()
