"""A representative shows that they may ask for another person."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dsr.cases.enums import Gate
from dsr.identity.enums import AUTHORITY_WAITING, AuthorityBasis, AuthorityClass, AuthorityStatus
from dsr.identity.forms.authority_documents import NEEDS_A_MANDATE, WANTED, AuthorityDocumentForm
from dsr.identity.models import AuthorityCheck, AuthorityDocument
from dsr.identity.services.authority_documents import (
    hand_in_authority,
    may_upload_authority,
    remove_authority_document,
    upload_authority,
)
from dsr.identity.services.images import UnableToUploadDocument


def own_authority(request: HttpRequest, reference: str) -> AuthorityCheck:
    """The authority check of the signed-in representative's case; 404 for everybody else."""
    check: AuthorityCheck | None = (
        AuthorityCheck.objects.filter(
            case__reference=reference,
            case__requester_id=request.user.pk,
            case__data_key__destroyed_at__isnull=True,
        )
        .select_related("case__data_key", "case__requester")
        .first()
    )
    if check is None:
        raise Http404
    return check


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def authority_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Upload, see, delete, hand in."""
    check = own_authority(request, reference)
    posted = request.method == "POST"
    form = AuthorityDocumentForm(
        request.POST if posted else None, request.FILES if posted else None, basis=check.basis
    )
    if posted and form.is_valid() and _upload(check, form):
        messages.success(request, _("We received the file."))
        return redirect("authority_documents", reference=reference)
    return render(
        request,
        "identity/authority.html",
        {
            "case": check.case,
            "form": form,
            "wanted": WANTED[AuthorityBasis(check.basis)],
            "needs_a_mandate": NEEDS_A_MANDATE,
            "documents": check.documents.kept().order_by("uploaded_at", "pk"),
            "may_upload": may_upload_authority(check),
            "is_waiting": check.status in AUTHORITY_WAITING and check.case.is_open,
            "is_confirmed": check.case.authority_gate == Gate.PASSED,
            "not_confirmed": check.status == AuthorityStatus.NOT_CONFIRMED,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _upload(check: AuthorityCheck, form: AuthorityDocumentForm) -> bool:
    upload = form.cleaned_data["file"]
    try:
        upload_authority(
            case_id=check.case_id,
            document_class=AuthorityClass(form.cleaned_data["document_class"]),
            upload=upload,
            file_name=upload.name,
            now=timezone.now(),
        )
    except UnableToUploadDocument as unable:
        form.add_refusal(unable.code)
        return False
    return True


@require_http_methods(["GET", "POST"])
@login_required
def delete_authority(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Take an upload back."""
    if request.method == "GET":  # back from signing in again
        return redirect("authority_documents", reference=reference)
    check = own_authority(request, reference)
    try:
        remove_authority_document(
            case_id=check.case_id, document_id=document_id, now=timezone.now()
        )
    except AuthorityDocument.DoesNotExist as error:
        raise Http404 from error
    except UnableToUploadDocument:
        messages.error(request, _("A reviewer is looking at your documents already."))
    else:
        messages.success(request, _("We deleted the file."))
    return redirect("authority_documents", reference=reference)


@require_http_methods(["GET", "POST"])
@login_required
def hand_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Done uploading."""
    if request.method == "GET":  # back from signing in again
        return redirect("authority_documents", reference=reference)
    check = own_authority(request, reference)
    try:
        hand_in_authority(case_id=check.case_id, now=timezone.now())
    except UnableToUploadDocument:
        messages.error(request, _("Please upload at least one document first."))
        return redirect("authority_documents", reference=reference)
    messages.success(request, _("Thank you. We look at your documents and write to you."))
    return redirect("portal_request", reference=reference)
