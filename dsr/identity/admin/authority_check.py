"""代理権の確認: what shows that somebody may ask for another person, and what was decided."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.step_pages import StepPage
from dsr.identity.admin.authority_pictures import serve_picture
from dsr.identity.admin.authority_steps import STEPS, DecideAuthority
from dsr.identity.enums import AUTHORITY_WAITING, AuthorityPoint, Finding
from dsr.identity.models import AuthorityCheck, AuthorityDocument
from dsr.identity.selectors.principal_notices import notice_of
from dsr.identity.services.authority import VERIFY_AUTHORITY
from policies.enums import RequestKind


@admin.register(AuthorityCheck)
class AuthorityCheckAdmin(ReadOnlyAdmin):
    """Every check of a representative's authority; one that waits leads to its verdict."""

    reference_field = "case__reference"
    list_display = ("reference", "basis", "status", "next_step", "held", "opened_at", "decided_at")
    list_filter = ("status", "basis")
    list_select_related = ("case",)
    ordering = ("-opened_at", "-pk")
    search_exactly = ("case__reference",)
    fields = (
        "case", "basis", "status", "held", "opened_at", "document_class", "found", "kinds",
        "expires_on", "answer_goes_to", "checked_on", "told", "letters", "first_reviewer",
        "first_reviewed_at", "decided_by", "decided_at", "rechecked_by", "rechecked_on",
    )  # fmt: skip
    steps: ClassVar[tuple[type[StepPage], ...]] = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuthorityCheck]:
        """With the case's key: the pages open what was claimed."""
        return super().get_queryset(request).select_related(
            "case__data_key", "case__subject__data_key", "case__requester",
            "reason_note__case__data_key", "first_reviewer", "decided_by", "rechecked_by",
        )  # fmt: skip

    def reference_of(self, obj: Any) -> str:
        """The case's reference."""
        return str(obj.case.reference)

    def subject_of(self, obj: Any) -> Any:
        """Whose check."""
        return obj.case.subject_id

    @admin.display(description=_("reference"))
    def reference(self, check: AuthorityCheck) -> str:
        """The case's reference."""
        return check.case.reference

    @admin.display(description=_("what to do"), empty_value="")
    def next_step(self, check: AuthorityCheck) -> str:
        """The way to the verdict, while somebody waits for it. The page itself asks who may."""
        if check.status not in AUTHORITY_WAITING or not check.case.is_open:
            return ""
        url = reverse(
            "admin:dsr_identity_authoritycheck_step", args=[check.case.reference, "decide"]
        )
        return format_html('<a href="{}">{}</a>', url, DecideAuthority.title)

    @admin.display(description=_("findings"))
    def found(self, check: AuthorityCheck) -> str:
        """What was found, point by point."""
        return format_html_join(
            "",
            "<div>{}: {}</div>",
            (
                (point.label, Finding(check.findings[point]).label)
                for point in AuthorityPoint
                if point in check.findings
            ),
        )

    @admin.display(description=_("kinds the mandate names"))
    def kinds(self, check: AuthorityCheck) -> str:
        """In words."""
        return " / ".join(str(RequestKind(kind).label) for kind in check.kinds_stated)

    @admin.display(description=_("authority checked on"))
    def checked_on(self, check: AuthorityCheck) -> Any:
        """The day from which the answer may be released that day."""
        return check.case.authority_checked_on or self.get_empty_value_display()

    @admin.display(description=_("notice to the principal"))
    def told(self, check: AuthorityCheck) -> str:
        """Whether the principal was told, and when."""
        notice = notice_of(check.case)
        state = check.case.get_principal_notice_gate_display()
        return f"{state} ({notice.posted_on})" if notice and notice.posted_on else str(state)

    @admin.display(description=_("letter to the principal"))
    def letters(self, check: AuthorityCheck) -> str:
        """Where it can be printed."""
        if notice_of(check.case) is None:
            return ""
        names = {"ja": _("Japanese letter (PDF)"), "en": _("English letter (PDF)")}
        return format_html_join(
            " / ",
            '<a href="{}">{}</a>',
            (
                (reverse("admin:dsr_identity_principal_notice",
                         args=[check.case.reference, language]), name)
                for language, name in names.items()
            ),
        )  # fmt: skip

    def get_list_display(self, request: HttpRequest) -> Any:
        """Without the way to the verdict for those who only read."""
        columns = super().get_list_display(request)
        may = request.user.has_perm(VERIFY_AUTHORITY)
        return [name for name in columns if may or name != "next_step"]

    def get_urls(self) -> list[URLPattern]:
        """And the pictures, and the letters."""
        return [
            path(
                "document/<uuid:document_id>/",
                self.admin_site.admin_view(never_cache(self.picture)),
                name="dsr_identity_authority_document",
            ),
            path(
                "notice/<str:reference>/<str:language>/",
                self.admin_site.admin_view(never_cache(self.letter)),
                name="dsr_identity_principal_notice",
            ),
            *super().get_urls(),
        ]

    def picture(self, request: HttpRequest, document_id: UUID) -> HttpResponseBase:
        """One picture, opened for a reviewer, never cached, always on record."""
        if not request.user.has_perm(VERIFY_AUTHORITY):
            raise PermissionDenied
        document = (
            AuthorityDocument.objects.kept()
            .filter(pk=document_id)
            .select_related("file__data_key", "authority_check__case")
            .first()
        )
        if document is None:
            raise Http404
        return serve_picture(
            request,
            document.file,
            subject_id=document.authority_check.case.subject_id,
            kind="authority_document",
            document_id=document.pk,
        )

    def letter(self, request: HttpRequest, reference: str, language: str) -> HttpResponseBase:
        """The letter to the principal, to be printed and posted."""
        if not request.user.has_perm(VERIFY_AUTHORITY):
            raise PermissionDenied
        check = self.get_object(request, reference)
        notice = notice_of(check.case) if check else None
        if check is None or notice is None or language not in ("ja", "en"):
            raise Http404
        stored = notice.letter_ja if language == "ja" else notice.letter_en
        if stored.deleted_at is not None:
            raise Http404
        return serve_picture(
            request,
            stored,
            subject_id=check.case.subject_id,
            kind="principal_notice",
            document_id=stored.pk,
        )
