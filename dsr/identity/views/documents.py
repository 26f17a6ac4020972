"""The person shows who they are: by an identity document."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dsr.cases.enums import Gate, RequesterKind
from dsr.identity.enums import (
    WAITING,
    CheckStatus,
    DocumentClass,
    DocumentSide,
    IdentityMethod,
    Whose,
)
from dsr.identity.forms.documents import NOT_TAKEN, DocumentForm
from dsr.identity.models import IdentityCheck, IdentityDocument
from dsr.identity.services.documents import (
    UnableToUploadDocument,
    hand_in_documents,
    may_upload,
    remove_document,
    upload_document,
)
from dsr.identity.views.codes import own_check


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def documents_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Upload, see, delete, hand in."""
    check, _user = own_check(request, reference)
    if check.case.identity_gate == Gate.PASSED or (
        check.method != IdentityMethod.DOCUMENT and not check.held
    ):
        return redirect("identity_page", reference=reference)
    represented = check.case.requester_kind != RequesterKind.SELF
    form = DocumentForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        represented=represented,
    )
    if request.method == "POST" and form.is_valid() and _upload(check, form):
        messages.success(request, _("We received the file."))
        return redirect("identity_documents", reference=reference)
    return render(
        request,
        "identity/documents.html",
        {
            "case": check.case,
            "check": check,
            "form": form,
            "documents": check.documents.kept().order_by("uploaded_at", "pk"),
            "held": bool(check.held),
            "represented": represented,
            "not_taken": NOT_TAKEN.values(),
            "may_upload": may_upload(check),
            "is_waiting": check.status in WAITING and check.case.is_open,
            "may_begin": check.case.is_open and check.status not in WAITING,
            "not_verified": check.status == CheckStatus.NOT_VERIFIED,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _upload(check: IdentityCheck, form: DocumentForm) -> bool:
    upload = form.cleaned_data["file"]
    try:
        upload_document(
            case_id=check.case_id,
            document_class=DocumentClass(form.cleaned_data["document_class"]),
            side=DocumentSide(form.side()),
            moved=form.cleaned_data["moved"],
            upload=upload,
            file_name=upload.name,
            whose=Whose(form.whose_document()),
            now=timezone.now(),
        )
    except UnableToUploadDocument as unable:
        form.add_refusal(unable.code)
        return False
    return True


@require_http_methods(["GET", "POST"])
@login_required
def delete_document(request: HttpRequest, reference: str, document_id: UUID) -> HttpResponse:
    """Take an upload back."""
    if request.method == "GET":  # back from signing in again
        return redirect("identity_documents", reference=reference)
    check, _user = own_check(request, reference)
    try:
        remove_document(case_id=check.case_id, document_id=document_id, now=timezone.now())
    except IdentityDocument.DoesNotExist as error:
        raise Http404 from error
    except UnableToUploadDocument:
        messages.error(request, _("A reviewer is looking at your documents already."))
    else:
        messages.success(request, _("We deleted the file."))
    return redirect("identity_documents", reference=reference)


@require_http_methods(["GET", "POST"])
@login_required
def hand_in(request: HttpRequest, reference: str) -> HttpResponse:
    """Done uploading."""
    if request.method == "GET":  # back from signing in again
        return redirect("identity_documents", reference=reference)
    check, _user = own_check(request, reference)
    try:
        hand_in_documents(case_id=check.case_id, now=timezone.now())
    except UnableToUploadDocument:
        if check.case.requester_kind == RequesterKind.SELF:
            messages.error(request, _("Please upload at least one document first."))
        else:
            words = _("Please upload a document of the person, and one of your own.")
            messages.error(request, words)
        return redirect("identity_documents", reference=reference)
    messages.success(request, _("Thank you. We look at your documents and write to you."))
    return redirect("portal_request", reference=reference)
