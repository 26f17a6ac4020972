"""本人確認: the reviewer sees picture, claim and the company's own data side by side."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.step_pages import StepPage
from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.selectors.files import open_file
from accounts.services.access_records import record_access
from dsr.identity.enums import CheckStatus
from dsr.identity.forms.review import ReviewForm
from dsr.identity.models import IdentityCheck, IdentityDocument
from dsr.identity.selectors.comparisons import comparison_of
from dsr.identity.services.reviews import VERIFY, UnableToDecideIdentity, decide_identity

WAITING = (CheckStatus.AWAITING_REVIEW, CheckStatus.AWAITING_SECOND_PERSON)


class DecideIdentity(StepPage):
    """The verdict on uploaded documents."""

    slug = "decide"
    title = _("Decide on identity")
    permission = VERIFY
    button = _("Record the verdict")
    form_class = ReviewForm
    template_name = "identity/review.html"
    what_happens = (
        _("If it is this person, the identity gate opens; with the fee settled the request is"
          " accepted."),
        _("If something differs, a second person must confirm."),
        _("If not confirmed, the person is asked to act; nothing is refused yet."),
        _("The pictures are deleted within a week."),
    )  # fmt: skip
    failures = (UnableToDecideIdentity,)
    explanations: ClassVar[Any] = {
        "NOT_PERMITTED": _("Only reviewers decide."),
        "CLOSED": _("Nothing waits for a decision any more."),
        "EXPIRED": _("The document has expired, so it shows nothing. Ask for another one."),
        "NOT_ENOUGH": _("One more document is needed: two without a photo, or one with address."),
        "INCOMPLETE": _("Please compare every attribute."),
        "REASON_MISSING": _("Please give the reason."),
        "SAME_PERSON": _("You looked first; another person must confirm."),
        "NO_DOCUMENT": _("There is no document to look at."),
    }

    def version(self) -> int:
        """Events of the case."""
        return int(self.obj.case.events.count())

    def available(self) -> bool:
        """While somebody waits for it."""
        return self.obj.status in WAITING

    @property
    def comparison(self) -> Any:
        """What to compare."""
        return comparison_of(self.obj)

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """Addresses of the pictures."""
        rows = self.obj.documents.filter(removed_at__isnull=True).select_related("file")
        return [
            {
                "url": reverse("admin:dsr_identity_document", args=[document.pk]),
                "label": f"{document.get_document_class_display()} {document.get_side_display()}",
                "is_pdf": document.file.media_type == "application/pdf",
                "gone": document.file.deleted_at is not None,
                "scanned": document.scanned,
            }
            for document in rows.order_by("uploaded_at", "pk")
        ]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Decide."""
        if not isinstance(form, ReviewForm):
            raise TypeError("The review page has its own form.")
        decide_identity(
            case_id=self.obj.case_id,
            verified=form.cleaned_data["verdict"] == "yes",
            matches=form.matches(),
            document_class=form.cleaned_data["document_class"],
            expiry_seen=form.cleaned_data["expiry_seen"],
            reason=form.cleaned_data["reason"],
            actor=actor,
            now=now,
        )


@admin.register(IdentityCheck)
class IdentityCheckAdmin(ReadOnlyAdmin):
    """Every check, those that wait for a person first in mind."""

    reference_field = "case__reference"
    list_display = ("reference", "method", "status", "held", "opened_at", "decided_at")
    list_filter = ("status", "method")
    list_select_related = ("case",)
    ordering = ("-opened_at", "-pk")
    search_exactly = ("case__reference",)
    fields = (
        "case", "method", "status", "held", "opened_at", "document_class", "expiry_seen",
        "matches", "first_reviewer", "first_reviewed_at", "decided_by", "decided_at",
    )  # fmt: skip
    steps: ClassVar[tuple[type[StepPage], ...]] = (DecideIdentity,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IdentityCheck]:
        """With the case's key: the page opens what the person claimed."""
        return super().get_queryset(request).select_related("case__data_key", "case__subject")

    def reference_of(self, obj: Any) -> str:
        """The case's reference."""
        return str(obj.case.reference)

    def subject_of(self, obj: Any) -> Any:
        """Whose check."""
        return obj.case.subject_id

    @admin.display(description=_("reference"))
    def reference(self, check: IdentityCheck) -> str:
        """The case's reference."""
        return check.case.reference

    def get_urls(self) -> list[URLPattern]:
        """And the pictures."""
        picture = path(
            "document/<uuid:document_id>/",
            self.admin_site.admin_view(never_cache(self.picture)),
            name="dsr_identity_document",
        )
        return [picture, *super().get_urls()]

    def picture(self, request: HttpRequest, document_id: UUID) -> HttpResponseBase:
        """One picture, opened for a reviewer, never cached, always on record."""
        if not request.user.has_perm(VERIFY):
            raise PermissionDenied
        document = (
            IdentityDocument.objects.filter(pk=document_id, removed_at__isnull=True)
            .select_related("file__data_key", "identity_check__case")
            .first()
        )
        if document is None or document.file.deleted_at is not None:
            raise Http404
        case = document.identity_check.case
        record_access(
            subject_id=case.subject_id,
            action=AccessAction.VIEWED,
            object_kind="identity_document",
            object_reference=str(document.pk),
            actor=actor_of(signed_in(request)),
            now=timezone.now(),
        )
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            open_file(document.file), content_type=document.file.media_type
        )
        response["Content-Length"] = str(document.file.size)
        response["Content-Disposition"] = "inline"
        response["X-Content-Type-Options"] = "nosniff"
        return response
