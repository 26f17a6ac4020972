"""The hosted page: what a person sees between our portal and their bank or shop."""

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.enums import CardOutcome
from config.stripe_sandbox.forms.payment import KONBINI, PaymentForm
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services.clock import catch_up
from config.stripe_sandbox.services.payments import (
    issue_voucher,
    lapse_voucher,
    pay_by_card,
    settle_voucher,
)
from config.stripe_sandbox.world import objects

LANGUAGES = ("ja", "en")
CLOSED = 409


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_payment(request: HttpRequest, session_id: str) -> HttpResponse:
    """Choose how to pay; a decline comes back with the reason, anything else goes on."""
    session = _session(session_id)
    with translation.override(_language(session)):
        if session.body["status"] != "open":
            return _closed(request, session)
        form = _form(request, session)
        if request.method != "POST" or not form.is_valid():
            return _page(request, session, form)
        try:
            return _pay(request, session, form)
        except Refused:  # closed or paid elsewhere in the meantime
            return _closed(request, _session(session_id), status=CLOSED)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_voucher(request: HttpRequest, session_id: str) -> HttpResponse:
    """The konbini payment number, with the practice buttons of shop and calendar."""
    session = _session(session_id)
    intent = objects.find("payment_intent", session.body["payment_intent"])
    if intent is None or "session" not in intent.hidden:
        raise Http404
    with translation.override(_language(session)):
        if request.method == "POST":
            return _act_on_voucher(request, session)
        action = intent.body["next_action"]
        details = action["konbini_display_details"] if action else None
        context = {
            **_common(session),
            "intent": intent.body,
            "details": details,
            "deadline": _instant(details["expires_at"]) if details else None,
        }
        return render(request, "stripe_sandbox/voucher.html", context)


def _form(request: HttpRequest, session: SandboxObject) -> PaymentForm:
    offered = session.body["payment_method_types"]
    return PaymentForm(offered, request.POST if request.method == "POST" else None)


def _pay(request: HttpRequest, session: SandboxObject, form: PaymentForm) -> HttpResponse:
    facts = {
        "session_id": session.stripe_id,
        "name": form.cleaned_data["name"],
        "email": form.cleaned_data["email"],
        "now": timezone.now(),
        "origin": f"{request.scheme}://{request.get_host()}",
    }
    if form.cleaned_data["method"] == KONBINI:
        issue_voucher(**facts)
        return redirect("stripe_sandbox:voucher", session_id=session.stripe_id)
    charge = pay_by_card(outcome=CardOutcome(form.cleaned_data["method"]), **facts)
    if charge.body["status"] == "failed":
        reason = charge.body["outcome"]["reason"]
        return _page(request, session, form, declined=reason)
    return HttpResponseRedirect(_success_url(session))


def _act_on_voucher(request: HttpRequest, session: SandboxObject) -> HttpResponse:
    verbs = {"settle": settle_voucher, "lapse": lapse_voucher}
    verb = verbs.get(request.POST.get("action", ""))
    if verb is None:
        raise Http404
    try:
        verb(session_id=session.stripe_id, now=timezone.now())
    except Refused:  # paid or lapsed in the meantime: the page says so
        return redirect("stripe_sandbox:voucher", session_id=session.stripe_id)
    return redirect("stripe_sandbox:voucher", session_id=session.stripe_id)


def _page(
    request: HttpRequest, session: SandboxObject, form: PaymentForm, *, declined: str = ""
) -> HttpResponse:
    context = {**_common(session), "form": form, "declined": declined}
    return render(request, "stripe_sandbox/payment.html", context)


def _closed(request: HttpRequest, session: SandboxObject, *, status: int = 200) -> HttpResponse:
    return render(request, "stripe_sandbox/closed.html", _common(session), status=status)


def _common(session: SandboxObject) -> dict[str, Any]:
    return {
        "session": session.body,
        "lines": session.hidden["line_items"],
        "success_url": _success_url(session),
        "in_yen": session.body["currency"] == "jpy",
    }


def _session(session_id: str) -> SandboxObject:
    catch_up(now=timezone.now())
    session = objects.find("checkout.session", session_id)
    if session is None:
        raise Http404
    return session


def _success_url(session: SandboxObject) -> str:
    url: str = session.body["success_url"]
    return url.replace("{CHECKOUT_SESSION_ID}", session.stripe_id)


def _language(session: SandboxObject) -> str:
    locale = session.body["locale"]
    return locale if locale in LANGUAGES else translation.get_language() or LANGUAGES[0]


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
