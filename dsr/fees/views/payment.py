"""The person's fee page: what it costs, pay, what came of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dsr.cases.enums import AnswerGoesTo
from dsr.fees.enums import AttemptStatus, FeeStatus
from dsr.fees.gateways.stripe_checkout import StripeRefused, StripeUnavailable
from dsr.fees.models import Fee, PaymentAttempt
from dsr.fees.selectors.tellings import keeps_outcome_quiet, waits_for_undone_money
from dsr.fees.services.checkouts import (
    UnableToBeginCheckout,
    begin_checkout,
    has_unreturned_suspense,
)
from dsr.fees.services.settlement import sync_attempt
from policies.enums import FeeCharged


class SeeOther(HttpResponseRedirect):
    """303: get the next page, do not post to it again."""

    status_code = 303


def own_fee(request: HttpRequest, reference: str) -> Fee:
    """The fee of the signed-in person's case; 404 for everybody else."""
    fee: Fee | None = (
        Fee.objects.filter(case__reference=reference, case__requester_id=request.user.pk)
        .select_related("case", "case__data_key", "schedule_row")
        .first()
    )
    if fee is None:
        raise Http404
    return fee


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def fee_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the fee; a post opens the payment page and leads there."""
    fee = own_fee(request, reference)
    if request.method == "POST":
        return _pay(request, fee)
    pending = fee.attempts.filter(status=AttemptStatus.PENDING).order_by("-created_at").first()
    checking = has_unreturned_suspense(fee)
    return render(
        request,
        "fees/fee.html",
        {
            "fee": fee,
            "case": fee.case,
            "pending": pending,
            "checking": checking,
            "may_pay": fee.status == FeeStatus.DUE and fee.case.is_open and not checking,
            "has_receipt": fee.settled_at is not None,
            "before_release": fee.schedule_row.charged == FeeCharged.BEFORE_RELEASE,
            "undone": waits_for_undone_money(fee),
            "quiet": keeps_outcome_quiet(fee.case),
            "answer_goes_elsewhere": fee.case.answer_goes_to == AnswerGoesTo.PRINCIPAL,
        },
    )


def _pay(request: HttpRequest, fee: Fee) -> HttpResponse:
    if not fee.case.is_open:
        messages.info(request, _("This request has ended. There is nothing to pay."))
        return redirect("fees_fee", reference=fee.case.reference)
    try:
        url = begin_checkout(
            fee_id=fee.pk, locale="en" if get_language() == "en" else "ja", now=timezone.now()
        )
    except UnableToBeginCheckout as unable:
        if unable.code in ("NOT_DUE", "UNDER_REVIEW"):
            messages.info(request, _("There is nothing to pay at the moment."))
        else:
            messages.error(
                request,
                _("The payment page cannot be opened right now. Please try again in a minute."),
            )
        return redirect("fees_fee", reference=fee.case.reference)
    return SeeOther(url)


def _own_attempt(request: HttpRequest, attempt_id: UUID) -> PaymentAttempt:
    attempt: PaymentAttempt | None = (
        PaymentAttempt.objects.filter(pk=attempt_id, fee__case__requester_id=request.user.pk)
        .select_related("fee__case")
        .first()
    )
    if attempt is None:
        raise Http404
    return attempt


@never_cache
@require_GET
@login_required
def payment_return(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Back from the payment page. Arriving proves nothing: Stripe is asked."""
    attempt = _own_attempt(request, attempt_id)
    session_id = request.GET.get("session_id", "")
    if attempt.session_id and session_id != attempt.session_id:
        raise Http404
    try:
        attempt = sync_attempt(attempt_id=attempt.pk, now=timezone.now())
    except (StripeUnavailable, StripeRefused):
        messages.info(
            request,
            _("We could not ask for the result of your payment yet. We keep trying by ourselves."),
        )
    reference = PaymentAttempt.objects.values_list("fee__case__reference", flat=True).get(
        pk=attempt.pk
    )
    return redirect("fees_fee", reference=reference)


@never_cache
@require_GET
@login_required
def payment_cancel(request: HttpRequest, attempt_id: UUID) -> HttpResponse:
    """Back without paying."""
    attempt = _own_attempt(request, attempt_id)
    messages.info(request, _("You did not pay yet. You can pay whenever you are ready."))
    return redirect("fees_fee", reference=attempt.fee.case.reference)
