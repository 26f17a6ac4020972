"""Steps on a collection: sources that failed, categories nobody holds, tasks for people."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import StepPage, Text
from accounts.gateways.rerender import RerenderUnavailable, UnableToRerender
from accounts.gateways.scanner import ScannerUnavailable
from accounts.gateways.structured_upload import UnableToReadUpload
from dsr.fulfilment.enums import CategoryOutcome, SourceStatus
from dsr.fulfilment.forms.collecting import (
    ChosenForm,
    ChosenReasonForm,
    StatementForm,
    UploadForm,
)
from dsr.fulfilment.models import SourceResult
from dsr.fulfilment.services.manual_tasks import (
    UnableToDoTask,
    UploadKind,
    finish_task,
    report_nothing,
    task_categories,
    upload_result,
)
from dsr.fulfilment.services.source_results import (
    COLLECT,
    UnableToChangeSourceResult,
    account_for_category,
    exclude_source,
    retry_source,
)

EXPLANATIONS: Mapping[str, Text] = {
    "NOT_RUNNING": _("This collection is over."),
    "CONCLUDED": _("It has its answer already."),
    "REASON_MISSING": _("Please give the reason."),
    "EMPTY": _("The file has no records."),
    "INFECTED": _("The scanner found malware in the file. It was not kept."),
    "ANSWERED": _("This category has its answer already."),
    "UNANSWERED": _("Some categories have neither a file nor a statement yet."),
    "STATEMENT_MISSING": _("Please say how it was searched."),
}


class ChosenStep(StepPage):
    """A step on one of several things; `?chosen=` chooses it ahead."""

    permission = COLLECT
    failures: ClassVar[tuple[type[Exception], ...]] = (UnableToChangeSourceResult, UnableToDoTask)
    explanations: ClassVar[Mapping[str, Text]] = EXPLANATIONS
    chosen_form: type[ChosenForm] = ChosenForm

    def choices(self) -> list[tuple[str, str]]:
        """(value, words) of what may be chosen."""
        raise NotImplementedError

    def available(self) -> bool:
        """While there is something to choose."""
        return bool(self.choices())

    def form(self, data: Any = None) -> forms.Form:
        """The form, with what the link chose."""
        initial = {"seen": self.version(), "chosen": self.request.GET.get("chosen", "")}
        files = self.request.FILES if data is not None else None
        return self.chosen_form(data, files, initial=initial, choices=self.choices())

    def open_results(self) -> list[SourceResult]:
        """Sources that have not answered."""
        rows = self.obj.results.filter(finished_at__isnull=True).select_related("source", "task")
        return list(rows.order_by("source__code"))

    def open_tasks(self) -> list[SourceResult]:
        """Those among them that a person searches."""
        return [r for r in self.open_results() if r.status == SourceStatus.TASK_OPEN]

    def task_choices(self) -> list[tuple[str, str]]:
        """Each category of each open task, as "task:category"."""
        return [
            (f"{result.task.pk}:{code}", f"{result.source.name_ja} – {category.name_ja}")
            for result in self.open_tasks()
            for code, category in task_categories(result).items()
        ]


class RetrySource(ChosenStep):
    """Search again."""

    slug = "retry-source"
    title = _("Search a source again")
    what_happens = (_("The source is searched again in the background."),)

    def choices(self) -> list[tuple[str, str]]:
        """Sources a connector reads."""
        return [
            (str(result.pk), result.source.name_ja)
            for result in self.open_results()
            if result.status != SourceStatus.TASK_OPEN
        ]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Queue it."""
        retry_source(result_id=int(form.cleaned_data["chosen"]), actor=actor, now=now)


class ExcludeSource(ChosenStep):
    """Go on without a source."""

    slug = "exclude-source"
    title = _("Leave a source out")
    chosen_form = ChosenReasonForm
    dangerous = True
    what_happens = (
        _("Its categories are listed in the answer as left out, with the reason you give."),
    )

    def choices(self) -> list[tuple[str, str]]:
        """Sources without an answer."""
        return [(str(result.pk), result.source.name_ja) for result in self.open_results()]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Leave it out."""
        exclude_source(
            result_id=int(form.cleaned_data["chosen"]),
            reason_ja=form.cleaned_data["reason_ja"],
            reason_en=form.cleaned_data["reason_en"],
            actor=actor,
            now=now,
        )


class AccountForCategory(ChosenStep):
    """A category that no source holds."""

    slug = "account-for"
    title = _("Account for a category")
    chosen_form = ChosenReasonForm
    what_happens = (
        _("The category is listed in the answer as left out, with the reason you give."),
    )

    def choices(self) -> list[tuple[str, str]]:
        """Categories nobody accounts for."""
        parts = self.obj.parts.filter(outcome=CategoryOutcome.UNACCOUNTED)
        rows = parts.select_related("category").order_by("category__position")
        return [(part.category.code, part.category.name_ja) for part in rows]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Account for it."""
        account_for_category(
            collection_id=self.obj.pk,
            category_code=form.cleaned_data["chosen"],
            reason_ja=form.cleaned_data["reason_ja"],
            reason_en=form.cleaned_data["reason_en"],
            actor=actor,
            now=now,
        )


class UploadResult(ChosenStep):
    """What a person found."""

    slug = "upload"
    title = _("Upload what was found")
    chosen_form = UploadForm
    failures = (
        *ChosenStep.failures, UnableToReadUpload, UnableToRerender, RerenderUnavailable,
        ScannerUnavailable,
    )  # fmt: skip
    what_happens = (
        _("The file is checked, stored sealed, and becomes part of what is disclosed."),
        _("You may upload several files. Close the task when every category has its answer."),
    )

    def choices(self) -> list[tuple[str, str]]:
        """Categories of open tasks."""
        return self.task_choices()

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Take the file."""
        task_id, category = form.cleaned_data["chosen"].split(":", 1)
        upload = form.cleaned_data["upload"]
        upload_result(
            task_id=int(task_id),
            category_code=category,
            kind=UploadKind(form.cleaned_data["kind"]),
            upload=upload.file,
            file_name=upload.name,
            actor=actor,
            now=now,
        )

    def explain(self, error: Exception) -> Text:
        """The reader's own words where it has some."""
        message = getattr(error, "message", "")
        if not message:
            return super().explain(error)
        line = getattr(error, "line", None)
        words = _(message)
        return _("%(words)s (line %(line)s)") % {"words": words, "line": line} if line else words


class ReportNothing(ChosenStep):
    """A person searched and found nothing."""

    slug = "nothing"
    title = _("Report that nothing was found")
    chosen_form = StatementForm
    what_happens = (_("The answer says that this category was searched and nothing was found."),)

    def choices(self) -> list[tuple[str, str]]:
        """Categories of open tasks."""
        return self.task_choices()

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Keep the statement."""
        task_id, category = form.cleaned_data["chosen"].split(":", 1)
        report_nothing(
            task_id=int(task_id),
            category_code=category,
            statement=form.cleaned_data["statement"],
            actor=actor,
            now=now,
        )


class FinishTask(ChosenStep):
    """Done searching by hand."""

    slug = "finish-task"
    title = _("Close a task")
    what_happens = (_("The task is closed. If it was the last, the case goes on to review."),)

    def choices(self) -> list[tuple[str, str]]:
        """Open tasks."""
        return [(str(result.task.pk), result.source.name_ja) for result in self.open_tasks()]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Close it."""
        finish_task(task_id=int(form.cleaned_data["chosen"]), actor=actor, now=now)
