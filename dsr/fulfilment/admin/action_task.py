"""Actions in sources in the console: whose turn it is, what exactly to do, and the proof."""

import uuid
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import ReadOnlyAdmin
from accounts.domain.envelope import UnableToUnseal
from accounts.enums import AccessAction
from accounts.selectors.actors import signed_in
from accounts.selectors.files import file_name
from dsr.cases.enums import Status
from dsr.fulfilment.admin.action_steps import STEPS
from dsr.fulfilment.admin.previews import record_look, stream_file
from dsr.fulfilment.models import ActionTask
from dsr.fulfilment.selectors.action_rows import (
    category_name,
    detail_words,
    holder_instructions,
    task_holder,
)
from dsr.fulfilment.selectors.actions import OPEN, action_note, fault_words
from dsr.fulfilment.selectors.part_rows import page_language
from policies.domain.calendar import jst_date

CHIP = {
    "WAITING": "info", "SENT": "info", "CONFIRMED": "success", "FAILED": "danger",
    "CANCELLED": "quiet",
}  # fmt: skip


class OpenFilter(admin.SimpleListFilter):
    """Mine, overdue, failed, all; the open ones where nothing is chosen."""

    title = pgettext_lazy("action", "Which")
    parameter_name = "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What may be chosen."""
        return [
            ("mine", pgettext_lazy("action", "Mine")),
            ("overdue", pgettext_lazy("action", "Overdue")),
            ("failed", pgettext_lazy("action", "Failed")),
            ("all", pgettext_lazy("action", "All, concluded too")),
        ]

    def choices(self, changelist: Any) -> Any:
        """The first choice is what shows by itself."""
        first, *others = super().choices(changelist)
        yield {**first, "display": pgettext_lazy("action", "Open")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Those chosen."""
        if self.value() == "all":
            return queryset
        still = queryset.filter(status__in=OPEN, item__case__status=Status.ACTING)
        user = signed_in(request)
        narrowed: dict[str, Q] = {
            "mine": Q(assignee=user) | Q(assignee__isnull=True, item__case__owner=user),
            "overdue": Q(due_date__lt=jst_date(timezone.now())),
            "failed": Q(status="FAILED"),
        }
        return still.filter(narrowed.get(self.value() or "", Q()))


@admin.register(ActionTask)
class ActionTaskAdmin(ReadOnlyAdmin):
    """One row for each measure at each holder."""

    ordering = ("due_date", "pk")
    sortable_by = ()
    list_display = ("what", "category_words", "holder", "case", "state", "due", "assignee")
    list_select_related = (
        "item__case", "category", "source", "processor", "recipient", "assignee",
    )  # fmt: skip
    list_filter = (OpenFilter,)
    search_exactly = ("item__case__reference",)
    fields = (
        "case_link", "what", "category_words", "detail", "holder", "instructions", "route",
        "state", "fault", "due", "assignee_name", "made_at", "sent_at", "attempts", "confirmed_at",
        "confirmed_by_name", "affected", "note", "proof_link",
    )  # fmt: skip
    readonly_fields = fields
    steps = STEPS

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what list and page show."""
        rows = super().get_queryset(request)
        return rows.select_related(
            *self.list_select_related, "item__case__data_key", "confirmed_by", "proof"
        )

    def subject_of(self, obj: ActionTask) -> uuid.UUID | None:
        """The page shows what is to be corrected."""
        return obj.item.case.subject_id

    def get_urls(self) -> list[URLPattern]:
        """The proof beside the page."""
        view = self.admin_site.admin_view(self.proof_view)
        own = path("<uuid:task_id>/proof/", view, name="dsr_fulfilment_actiontask_proof")
        return [own, *super().get_urls()]

    def proof_view(self, request: HttpRequest, task_id: uuid.UUID) -> HttpResponseBase:
        """What was attached, for whoever may read the action. The look is on record."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        task = self.get_queryset(request).filter(pk=task_id).first()
        if task is None or task.proof is None or task.proof.deleted_at is not None:
            raise Http404
        record_look(request, task.item.case, AccessAction.DOWNLOADED, "action_proof", str(task.pk))
        return stream_file(task.proof, file_name(task.proof))

    @admin.display(description=_("action"))
    def what(self, task: ActionTask) -> str:
        """In words."""
        return str(task.get_action_display())

    @admin.display(description=_("category"))
    def category_words(self, task: ActionTask) -> str:
        """In the reader's language."""
        return category_name(task.category, page_language())

    @admin.display(description=_("holder"))
    def holder(self, task: ActionTask) -> str:
        """With what kind it is."""
        return f"{task_holder(task, page_language())} ({task.get_holder_kind_display()})"

    @admin.display(description=_("request"))
    def case(self, task: ActionTask) -> str:
        """Its reference."""
        return task.item.case.reference

    @admin.display(description=_("request"))
    def case_link(self, task: ActionTask) -> str:
        """The way to the case."""
        reference = task.item.case.reference
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:dsr_cases_case_change", args=[reference]),
            reference,
        )  # fmt: skip

    @admin.display(description=_("status"))
    def state(self, task: ActionTask) -> str:
        """As a chip."""
        return format_html(
            '<span class="chip chip--{}">{}</span>', CHIP[task.status], task.get_status_display()
        )

    @admin.display(description=_("due"))
    def due(self, task: ActionTask) -> str:
        """Marked where it is late."""
        late = task.status in OPEN and task.due_date < jst_date(timezone.now())
        chip = format_html(
            ' <span class="chip chip--danger">{}</span>', pgettext_lazy("action", "Overdue")
        )
        on = format_html('<span class="nowrap">{}</span>', task.due_date.isoformat())
        return format_html("{}{}", on, chip) if late else on

    @admin.display(description=_("assignee"))
    def assignee_name(self, task: ActionTask) -> str:
        """Without a link: not everybody here may open accounts."""
        return str(task.assignee or "")

    @admin.display(description=_("confirmed by"))
    def confirmed_by_name(self, task: ActionTask) -> str:
        """The same."""
        return str(task.confirmed_by or "")

    @admin.display(description=_("what exactly"))
    def detail(self, task: ActionTask) -> str:
        """The values of a correction, or the extent."""
        try:
            rows = detail_words(task, page_language())
        except UnableToUnseal:
            return str(_("Gone with the case's key."))
        return format_html_join("", "<p>{}: {}</p>", rows) or str(_("The whole category"))

    @admin.display(description=_("instructions"))
    def instructions(self, task: ActionTask) -> str:
        """What to do at this holder."""
        return holder_instructions(task, page_language())

    @admin.display(description=_("why it failed"))
    def fault(self, task: ActionTask) -> str:
        """And what to do about it."""
        return fault_words(task)

    @admin.display(description=_("note"))
    def note(self, task: ActionTask) -> str:
        """What was written on confirming or calling off."""
        try:
            words = action_note(task)
        except UnableToUnseal:
            return str(_("Gone with the case's key."))
        return words.to(page_language())

    @admin.display(description=_("proof"))
    def proof_link(self, task: ActionTask) -> str:
        """The way to the file, while it is kept."""
        if task.proof is None:
            return ""
        if task.proof.deleted_at is not None:
            return str(_("Deleted"))
        address = reverse("admin:dsr_fulfilment_actiontask_proof", args=[task.pk])
        return format_html('<a href="{}">{}</a>', address, _("Download the proof"))
