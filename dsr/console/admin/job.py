"""Background jobs: what waits, runs and failed, whether workers live, and a button to run again."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from procrastinate.contrib.django.models import ProcrastinateEvent

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.step_pages import StepPage
from accounts.forms.reason import StepForm
from dsr.console.models import Job
from dsr.console.selectors.case_words import moment
from dsr.console.selectors.jobs import About, task_words, what_about, workers
from dsr.console.services.jobs import RETRY, UnableToRetryJob, retry_job

STATES: dict[str, Any] = {
    "todo": pgettext_lazy("job", "Waiting"),
    "doing": pgettext_lazy("job", "Running"),
    "failed": pgettext_lazy("job", "Failed"),
    "succeeded": pgettext_lazy("job", "Done"),
    "cancelled": pgettext_lazy("job", "Cancelled"),
    "aborted": pgettext_lazy("job", "Given up"),
}
CHIP = {"todo": "quiet", "doing": "info", "failed": "danger", "succeeded": "success"}


class Retry(StepPage):
    """Run one failed job again."""

    slug = "retry"
    title = _("Run this job again")
    button = _("Run it again")
    permission = RETRY
    form_class = StepForm
    what_happens = (
        _("The job goes back to the queue and starts within seconds."),
        _("Running twice does no harm: every job does its work once."),
        _("That you did so is on record."),
    )
    done = _("The job is in the queue again.")
    failures = (UnableToRetryJob,)
    explanations: ClassVar[Any] = {
        "NOT_FAILED": _("This job is not failed any more."),
        "SUPERSEDED": _("The same job waits in the queue already; it will do the work."),
    }

    def version(self) -> int:
        """Every run counts."""
        return int(self.obj.attempts)

    def available(self) -> bool:
        """Only what failed."""
        return bool(self.obj.status == "failed")

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Give it back."""
        retry_job(job_id=self.obj.pk, actor=actor, now=now)


class StateFilter(admin.SimpleListFilter):
    """By what a person may have to do about it; unfinished jobs where nothing is chosen."""

    title = pgettext_lazy("job", "state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Our words for groups of states."""
        return (
            ("failed", STATES["failed"]),
            ("stuck", pgettext_lazy("job", "Stuck")),
            ("late", pgettext_lazy("job", "Late")),
            ("running", STATES["doing"]),
            ("waiting", STATES["todo"]),
            ("all", pgettext_lazy("job", "All, finished too")),
        )

    def choices(self, changelist: Any) -> Any:
        """Where Django says "All", ours are the unfinished."""
        first, *others = super().choices(changelist)
        return [{**first, "display": pgettext_lazy("job", "Unfinished")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The jobs of the chosen group."""
        jobs: Any = queryset
        now = timezone.now()
        groups = {
            "failed": jobs.failed, "running": jobs.running, "waiting": jobs.waiting,
            "stuck": lambda: jobs.stuck(now=now), "late": lambda: jobs.late(now=now),
            "all": jobs.all,
        }  # fmt: skip
        narrowed: QuerySet = groups.get(self.value() or "", jobs.unfinished)()
        return narrowed


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Newest first. Arguments are ids only; why a job failed is in the log under its number."""

    list_display = ("number", "task", "about", "state", "tries", "last_event", "scheduled")
    list_display_links = ("number", "task")
    list_filter = (StateFilter,)
    list_select_related: ClassVar[Any] = ("worker",)
    ordering: ClassVar[Any] = ("-pk",)
    sortable_by = ()
    fields = (
        "number", "task", "technical_name", "state", "tries", "last_event", "scheduled",
        "story",
    )  # fmt: skip
    change_list_template = "console/jobs.html"
    change_form_template = "console/job.html"
    steps = (Retry,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Job]:
        """With the time of the last thing that happened to each."""
        events = ProcrastinateEvent.objects.filter(job_id=OuterRef("pk")).order_by("-pk")
        last = Subquery(events.values("at")[:1])
        return Job.objects.annotate(last_event_at=last).order_by("-pk")

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Job | None:
        """By its number."""
        if not object_id.isdecimal() or len(object_id) > 18:  # a bigint has no more
            return None
        return self.get_queryset(request).filter(pk=int(object_id)).first()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list under a line that says whether workers live."""
        context = {"workers": workers(now=timezone.now()), **(extra_context or {})}
        answer = super().changelist_view(request, context)
        if isinstance(answer, TemplateResponse) and answer.context_data:
            rows = answer.context_data["cl"].result_list
            found = what_about(rows)
            for row in rows:
                row.what = found.get(row.pk)
        return answer

    @admin.display(description=_("number"))
    def number(self, job: Job) -> str:
        """As the log has it."""
        return f"#{job.pk}"

    @admin.display(description=_("job"))
    def task(self, job: Job) -> str:
        """In words."""
        return task_words(job.task_name)

    @admin.display(description=_("technical name"))
    def technical_name(self, job: Job) -> str:
        """As the log has it."""
        return str(job.task_name)

    @admin.display(description=_("about"))
    def about(self, job: Any) -> str:
        """The case or fee, and how far a long job is."""
        what: About | None = getattr(job, "what", None)
        if what is None:
            return ""
        if job.status != "doing" or not what.total:
            return what.reference
        return format_html(
            '{} <progress max="{}" value="{}" aria-label="{}"></progress> {} / {}',
            what.reference, what.total, what.done, _("Progress"), what.done, what.total,
        )  # fmt: skip

    @admin.display(description=pgettext_lazy("job", "state"))
    def state(self, job: Job) -> str:
        """As a chip."""
        return format_html(
            '<span class="chip chip--{}">{}</span>',
            CHIP.get(job.status, "quiet"), STATES.get(job.status, job.status),
        )  # fmt: skip

    @admin.display(description=_("tries"))
    def tries(self, job: Job) -> int:
        """How often it was run."""
        return int(job.attempts)

    @admin.display(description=_("last event"))
    def last_event(self, job: Any) -> str:
        """When something last happened to it."""
        return moment(job.last_event_at)

    @admin.display(description=_("not before"))
    def scheduled(self, job: Job) -> str:
        """When it is to run at the earliest."""
        return moment(job.scheduled_at)

    @admin.display(description=_("story"))
    def story(self, job: Job) -> str:
        """Everything that happened to it, newest first."""
        rows = ProcrastinateEvent.objects.filter(job_id=job.pk).order_by("-pk")[:50]
        return "\n".join(
            f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}  {EVENTS.get(row.type, row.type)}"
            for row in rows
        )


EVENTS: dict[str, Any] = {
    "deferred": pgettext_lazy("job event", "put into the queue"),
    "started": pgettext_lazy("job event", "started"),
    "deferred_for_retry": pgettext_lazy("job event", "put back for another try"),
    "failed": pgettext_lazy("job event", "failed"),
    "succeeded": pgettext_lazy("job event", "done"),
    "cancelled": pgettext_lazy("job event", "cancelled"),
    "abort_requested": pgettext_lazy("job event", "asked to stop"),
    "aborted": pgettext_lazy("job event", "given up"),
    "scheduled": pgettext_lazy("job event", "planned"),
}
