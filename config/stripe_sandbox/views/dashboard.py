"""The sandbox's own console: what Stripe, the bank and the shop would do, as buttons."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.enums import Control
from config.stripe_sandbox.selectors import dashboard
from config.stripe_sandbox.services.clock import catch_up
from config.stripe_sandbox.services.controls import use_control

GENERAL = (Control.PAY_OUT, Control.BOOK_CHARGES, Control.DELIVER)


@never_cache
@require_safe
def show_dashboard(request: HttpRequest) -> HttpResponse:
    """Recent payment pages, refunds, disputes and payouts, with what can be done now."""
    catch_up(now=timezone.now())
    context = {
        "sessions": dashboard.recent_sessions(),
        "refunds": dashboard.recent_refunds(),
        "disputes": dashboard.recent_disputes(),
        "payouts": dashboard.recent_payouts(),
        "balance": dashboard.balance_not_paid_out(),
        "undelivered": dashboard.undelivered_count(),
        "general": GENERAL,
    }
    return render(request, "stripe_sandbox/dashboard.html", context)


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Press one button."""
    code = request.POST.get("control", "")
    if code not in Control.values:
        raise Http404
    control = Control(code)
    try:
        use_control(control=control, target=request.POST.get("target", ""), now=timezone.now())
    except Refused:  # decided elsewhere in the meantime
        messages.error(request, _("That is not possible now. This is how things stand."))
    else:
        messages.success(request, _("Done: %(control)s") % {"control": control.label})
    return redirect("stripe_sandbox:dashboard")
