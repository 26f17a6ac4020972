"""Work queue and case page. Nothing here writes; steps are their own pages."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.paging import ReferenceChangeList
from accounts.admin.step_pages import StepPage
from accounts.domain.blind_index import UnableToNormalise, normalise_mail
from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.services.access_records import record_access
from dsr.breaches.admin.opening_steps import CASE_SLUGS, CASE_STEPS
from dsr.cases.models import Case, CaseQuerySet
from dsr.cases.selectors.links import marked_duplicates
from dsr.console.admin.addresses import case_addresses
from dsr.console.admin.calendar import calendar_urls
from dsr.console.admin.case_letter import case_letter
from dsr.console.admin.case_step import CaseStep
from dsr.console.admin.case_steps import step_pages
from dsr.console.admin.complaints import complaint_urls
from dsr.console.admin.figures import figures_urls
from dsr.console.admin.finance import finance_urls
from dsr.console.admin.link_steps import UnlinkCase
from dsr.console.admin.message_file import message_file
from dsr.console.admin.register import register_urls
from dsr.console.selectors.case_page import case_page
from dsr.console.selectors.clocks import target_clock
from dsr.console.selectors.links import belongings
from dsr.console.selectors.queue import in_tab, tabs
from policies.domain.calendar import jst_date

CHIP = {
    "RECEIVED": "info", "ACCEPTED": "info", "COLLECTING": "info", "REVIEWING": "info",
    "AWAITING_APPROVAL": "warning", "ACTING": "info", "WAITING_FOR_REQUESTER": "quiet",
    "RELEASED": "success",
    "DELIVERED": "success", "CLOSED": "quiet", "NOT_ACCEPTED": "quiet", "WITHDRAWN": "quiet",
}  # fmt: skip
# Steps with a place of their own on the page, and those that bring the case on.
OWN_STEPS = ("write-message", "write-note", "link-case", "unlink-case", *CASE_SLUGS)
FORWARD_STEPS = (
    "accept", "begin-collection", "finish-collection", "submit-for-approval", "begin-actions",
    "release", "record-delivery", "close", "resume",
)  # fmt: skip
GATE_SIGNS = {"PASSED": "✓", "NOT_NEEDED": "–", "OPEN": "○", "FAILED": "✕"}


class QueueChangeList(ReferenceChangeList):
    """Knows our `tab` in the address, so that it survives paging and is no filter."""

    def get_filters_params(self, params: Any = None) -> Any:
        """Django's filters, without ours."""
        return {
            key: value for key, value in super().get_filters_params(params).items() if key != "tab"
        }


def tab_of(request: HttpRequest) -> str:
    """Which tab is open. A search looks everywhere."""
    return "all" if request.GET.get("q") else request.GET.get("tab", "mine")


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    """請求: the work queue and the page of one case."""

    reference_field = "reference"
    list_display = ("reference", "status_chip", "kinds", "gates", "clock", "art_39", "owner")
    list_select_related = ("owner",)
    search_exactly = ("reference",)
    search_help_text = _("Reference, or the requester's whole e-mail address")
    ordering = ("target_date", "pk")
    sortable_by = ()
    change_list_template = "console/work_queue.html"
    change_form_template = "console/case.html"
    steps: ClassVar[tuple[type[StepPage], ...]] = (*step_pages(), UnlinkCase, *CASE_STEPS)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """With what the list shows."""
        rows = super().get_queryset(request)
        return marked_duplicates(cast("CaseQuerySet", rows)).select_related(
            "owner", "requester", "data_key", "governing_policy", "subject"
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The queue with its tabs."""
        context = {
            "tabs": tabs(
                current=tab_of(request),
                user_id=signed_in(request).pk,
                today=jst_date(timezone.now()),
            ),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[QueueChangeList]:
        """Rows link by reference; the tab is part of the address."""
        return QueueChangeList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """The tab first, then an exact search by reference or whole address."""
        tab = tab_of(request)
        today = jst_date(timezone.now())
        cases = cast("CaseQuerySet", queryset)
        narrowed = in_tab(cases, tab, user_id=signed_in(request).pk, today=today)
        return super().get_search_results(request, narrowed.prefetch_related("items"), search_term)

    def find(self, request: HttpRequest, queryset: QuerySet, term: str) -> QuerySet:
        """By reference, or by the requester's address; looking for a person is on record."""
        if "@" not in term:
            return queryset.filter(reference=term.upper())
        record_access(
            subject_id=None,
            action=AccessAction.SEARCHED,
            object_kind="case",
            object_reference="by e-mail address",
            actor=actor_of(signed_in(request)),
            now=timezone.now(),
        )
        try:
            return queryset.filter(requester__email=normalise_mail(term))
        except UnableToNormalise:
            return queryset.none()

    def subject_of(self, obj: Any) -> Any:
        """The case page shows this person's data."""
        return obj.subject_id

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Everything the case page shows."""
        obj = kwargs.get("obj")
        if obj is not None:
            now = timezone.now()
            panel = case_page(obj, actor=actor_of(signed_in(request)), now=now)
            context |= {
                "case": obj,
                "panel": panel,
                "belongings": belongings(obj, actor=actor_of(signed_in(request))),
                "clock": target_clock(obj, today=jst_date(now)),
                "status_kind": CHIP[obj.status],
                "closed_steps": self.closed_steps(request, obj),
                "addresses": case_addresses(request, obj, panel),
                "own_steps": OWN_STEPS,
                "forward_steps": FORWARD_STEPS,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        """And the files of messages; register, figures and complaints beside the queue."""
        file = path(
            "<str:reference>/message-file/<uuid:file_id>/",
            self.admin_site.admin_view(message_file),
            name="dsr_cases_case_message_file",
        )
        site = self.admin_site
        together = [
            *register_urls(site), *figures_urls(site), *complaint_urls(site), *calendar_urls(site),
            *finance_urls(site),
        ]  # fmt: skip
        letter = path(
            "<str:reference>/letter/<uuid:letter_id>/<slug:language>/",
            site.admin_view(case_letter),
            name="dsr_cases_case_letter",
        )
        return [file, letter, *together, *super().get_urls()]

    def closed_steps(self, request: HttpRequest, obj: Model) -> list[CaseStep]:
        """Steps that would leave from here but for an unmet guard: shown with what is missing."""
        pages = [step(self, request, obj) for step in self.steps]
        return [
            page
            for page in pages
            if isinstance(page, CaseStep)
            and page.permitted() and page.fits_status() and page.unmet()
        ]  # fmt: skip

    @admin.display(description=_("status"))
    def status_chip(self, case: Case) -> str:
        """The status as a chip."""
        return format_html(
            '<span class="chip chip--{}">{}</span>', CHIP[case.status], case.get_status_display()
        )

    @admin.display(description=_("kinds"))
    def kinds(self, case: Case) -> str:
        """What is asked, and whether it was asked before."""
        items = sorted(case.items.all(), key=lambda item: item.position)
        kinds = format_html_join(", ", "{}", ((item.get_kind_display(),) for item in items))
        if not getattr(case, "has_duplicate", False):
            return kinds
        same = _("asked more than once")
        return format_html('{} <span class="chip chip--quiet">{}</span>', kinds, same)

    @admin.display(description=_("identity / fee"))
    def gates(self, case: Case) -> str:
        """Both gates as signs with words for those who do not see signs."""
        return format_html(
            '<span title="{}">{} <span class="visually-hidden">{}</span></span> / '
            '<span title="{}">{} <span class="visually-hidden">{}</span></span>',
            case.get_identity_gate_display(), GATE_SIGNS[case.identity_gate],
            case.get_identity_gate_display(),
            case.get_fee_gate_display(), GATE_SIGNS[case.fee_gate], case.get_fee_gate_display(),
        )  # fmt: skip

    @admin.display(description=_("target"))
    def clock(self, case: Case) -> str:
        """Days left or late."""
        clock = target_clock(case, today=jst_date(timezone.now()))
        return format_html(
            '<span class="chip chip--{}">{}</span> <span class="quiet nowrap">{}</span>',
            clock.kind, clock.text, clock.on.isoformat(),
        )  # fmt: skip

    @admin.display(description=_("Art 39"))
    def art_39(self, case: Case) -> str:
        """The law's date from which a lawsuit is possible."""
        return format_html('<span class="nowrap">{}</span>', case.art_39_date.isoformat())
