"""The person's receipt."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.domain.actor import requester_actor
from accounts.enums import AccessAction
from accounts.selectors.files import open_file
from accounts.services.access_records import record_access
from dsr.fees.forms.receipt import ReceiptForm
from dsr.fees.models import Fee
from dsr.fees.selectors.receipts import wanted_addressee
from dsr.fees.services.receipts import UnableToIssueReceipt, issue_receipt
from dsr.fees.views.payment import own_fee


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def receipt_page(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Ask for the name, then give the PDF."""
    fee = own_fee(request, reference)
    if fee.settled_at is None:
        raise Http404
    form = ReceiptForm(
        request.POST if request.method == "POST" else None,
        initial={"addressee": wanted_addressee(fee)},
    )
    if request.method == "POST" and form.is_valid():
        return _download(request, fee, form.cleaned_data["addressee"])
    status = 422 if form.is_bound else 200
    context = {"fee": fee, "case": fee.case, "form": form}
    return render(request, "fees/receipt.html", context, status=status)


def _download(request: HttpRequest, fee: Fee, addressee: str) -> HttpResponseBase:
    now = timezone.now()
    try:
        receipt = issue_receipt(
            fee_id=fee.pk,
            addressee=addressee,
            language="en" if get_language() == "en" else "ja",
            now=now,
        )
    except UnableToIssueReceipt as error:
        raise Http404 from error
    record_access(
        subject_id=fee.case.subject_id,
        action=AccessAction.DOWNLOADED,
        object_kind="receipt",
        object_reference=f"{receipt.number}/{receipt.issue}",
        actor=requester_actor(fee.case.requester_id),
        now=now,
    )
    return StreamingHttpResponse(
        open_file(receipt.file),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{receipt.number}.pdf"'},
    )
