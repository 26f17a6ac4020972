"""Collections in the console: progress, results, records, drafts, package and delivery."""

import uuid
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.admin.base import ReadOnlyAdmin
from dsr.fulfilment.admin.collecting_steps import (
    AccountForCategory,
    ExcludeSource,
    FinishTask,
    ReportNothing,
    RetrySource,
    UploadResult,
)
from dsr.fulfilment.admin.deciding_steps import DraftAnswers, InvestigateItem
from dsr.fulfilment.admin.postal_copies import postal_file
from dsr.fulfilment.admin.posting_steps import (
    MakeCopyAgain,
    PostAgain,
    RecordArrival,
    RecordReturn,
)
from dsr.fulfilment.admin.previews import (
    archive,
    document,
    letter,
    package_file,
    package_index,
    records,
)
from dsr.fulfilment.admin.redaction import document_page, redactions
from dsr.fulfilment.admin.review_steps import (
    ExcludePart,
    ExtendDelivery,
    RebuildPackage,
    RestorePart,
    RevokeDelivery,
    SearchByHand,
)
from dsr.fulfilment.models import Collection, Delivery
from dsr.fulfilment.selectors.panels import fulfilment_summary
from dsr.fulfilment.selectors.part_rows import exclusion_rows, part_rows
from dsr.fulfilment.selectors.postal_copies import postal_copy_of
from dsr.fulfilment.services.delivery_changes import RECORD_POSTING

REFRESH_SECONDS = "5"


@admin.register(Collection)
class CollectionAdmin(ReadOnlyAdmin):
    """One row a case: its latest collection. The page is the reviewer's desk."""

    reference_field = "reference"
    ordering = ("-started_at", "-pk")
    list_display = ("reference", "number", "started_at", "finished_at")
    list_select_related = ("case",)
    search_exactly = ("case__reference",)
    fields = ("number", "started_at", "finished_at")
    change_form_template = "fulfilment/console_collection.html"
    steps = (
        RetrySource, ExcludeSource, AccountForCategory, UploadResult, ReportNothing, FinishTask,
        SearchByHand, ExcludePart, RestorePart, InvestigateItem, DraftAnswers,
        RebuildPackage, ExtendDelivery, RevokeDelivery,
        RecordReturn, PostAgain, RecordArrival, MakeCopyAgain,
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The latest collection of each case."""
        latest = Collection.objects.filter(case=OuterRef("case")).order_by("-number")
        rows = super().get_queryset(request).select_related("case__data_key")
        return rows.filter(pk=Subquery(latest.values("pk")[:1]))

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Collection | None:
        """By the case's reference."""
        if "\x00" in object_id:
            return None
        return self.get_queryset(request).filter(case__reference=object_id).first()

    def subject_of(self, obj: Collection) -> uuid.UUID | None:
        """The page says what categories of data a person has: that is about them."""
        return obj.case.subject_id

    def get_urls(self) -> list[URLPattern]:
        """Previews and downloads beside the page."""
        base = "<str:reference>"
        own = [
            path(f"{base}/records/<uuid:part_id>/", self._view(records), name=_name("records")),
            path(f"{base}/document/<uuid:part_id>/", self._view(document), name=_name("document")),
            path(f"{base}/masking/<uuid:part_id>/", self._view(redactions), name=_name("masking")),
            path(
                f"{base}/masking/<uuid:part_id>/<int:number>.jpg",
                self._view(document_page),
                name=_name("page"),
            ),
            path(f"{base}/letter/<slug:language>/", self._view(letter), name=_name("letter")),
            path(f"{base}/package/index.pdf", self._view(package_index), name=_name("index")),
            path(f"{base}/package/", self._view(package_file), name=_name("package")),
            path(
                f"{base}/postal/<int:position>/",
                self._view(postal_file),
                name=_name("postal_file"),
            ),
            path(f"{base}/archive/", self._view(archive), name=_name("archive")),
        ]
        return [*own, *super().get_urls()]

    def _view(self, view: Any) -> Any:
        return self.admin_site.admin_view(view)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
        change: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
        form_url: str = "",
        obj: Any | None = None,
    ) -> HttpResponse:
        """Everything about one collection. `?refresh` reloads while something still runs."""
        if obj is None:
            return super().render_change_form(request, context, add, change, form_url, obj)
        summary = fulfilment_summary(obj.case, now=timezone.now())
        running = obj.finished_at is None or _is_building(summary.package)
        context |= {
            "summary": summary,
            "parts": part_rows(obj),
            "exclusions": exclusion_rows(obj),
            "running": running,
            "refreshing": running and "refresh" in request.GET,
            "may_read": may_read(request),
            **_posting(request, summary.delivery),
        }
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if context["refreshing"]:
            response["Refresh"] = REFRESH_SECONDS
        return response


def _posting(request: HttpRequest, delivery: Delivery | None) -> dict[str, Any]:
    """What the page says of the envelope, and where a wrong recipient is reported."""
    if delivery is None:
        return {"postal_copy": None, "returned": [], "may_post": False, "breach_url": ""}
    return {
        "postal_copy": postal_copy_of(delivery),
        "returned": list(delivery.returned_postings.order_by("recorded_at", "pk")),
        "may_post": request.user.has_perm(RECORD_POSTING),
        "breach_url": _breach_url(request, delivery),
    }


def _breach_url(request: HttpRequest, delivery: Delivery) -> str:
    """Where whoever may reports that the answer reached somebody else; "" for others."""
    sent = delivery.posted_on is not None or delivery.downloads > 0
    if not sent or not request.user.has_perm("dsr_breaches.report_breach"):
        return ""
    case = delivery.decision.collection.case.reference
    query = urlencode({"case": case, "cause": "WRONG_RECIPIENT"})
    return f"{reverse('admin:dsr_breaches_breach_open')}?{query}"


def may_read(request: HttpRequest) -> bool:
    """Whether this person may read what was collected."""
    user = request.user
    return user.has_perm("dsr_fulfilment.prepare_decision") or user.has_perm(
        "dsr_fulfilment.release_package"
    )


def _is_building(package: Any) -> bool:
    return package is not None and package.status in ("QUEUED", "BUILDING")


def _name(page: str) -> str:
    return f"dsr_fulfilment_collection_{page}"
