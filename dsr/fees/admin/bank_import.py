"""銀行明細: bring a file, look at what it would import, import it or put it away."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.step_pages import StepPage, Text
from accounts.forms.reason import StepForm
from dsr.fees.enums import BankFileFormat, BankImportStatus
from dsr.fees.forms.reconciliation import StatementForm
from dsr.fees.models import BankImport
from dsr.fees.selectors.bank_imports import preview_rows
from dsr.fees.services.bank_imports import (
    IMPORT,
    UnableToImportStatement,
    UploadedStatement,
    discard_statement,
    import_statement,
    upload_statement,
)
from dsr.fees.services.pull_requests import request_comparison

MOST_PROBLEMS = 20
PROBLEMS: dict[str, Text] = {
    "TOO_LARGE": _("The file is larger than 5 MB."),
    "TOO_MANY": _("The file has more than 50,000 lines."),
    "ENCODING": _("The file is neither UTF-8 nor Shift_JIS (cp932)."),
    "EMPTY": _("The file is empty."),
    "NO_LINES": _("No line says that money came in. Please look at the columns."),
    "COLUMNS": _("The columns are not those of this format."),
    "DATE": _("This is not a date."),
    "AMOUNT": _("This is not an amount in whole yen."),
    "BALANCE": _("The balance is not an amount in whole yen."),
    "SHORT": _("There are fewer columns than you named."),
    "QUOTES": _("A quotation mark is not closed."),
    "KIND": _("This is not a statement of deposits and withdrawals (type 03)."),
    "RECORD": _("This is not a whole Zengin record."),
    "TOTAL": _("The trailer's count or sum is not that of the records."),
    "ID": _("This line names no payout or movement of Stripe's."),
    "TWICE": _("This movement stands in the file twice."),
    "DIFFERS": _("Stripe itself told other sums for this movement."),
}


def told(problems: Iterable[tuple[int, str]]) -> str:
    """Every bad line by its number, up to twenty."""
    rows = list(problems)
    words = [
        gettext("Line %(line)s: %(what)s") % {"line": line, "what": PROBLEMS[code]}
        if line
        else str(PROBLEMS[code])
        for line, code in rows[:MOST_PROBLEMS]
    ]
    if len(rows) > MOST_PROBLEMS:
        left = len(rows) - MOST_PROBLEMS
        more = ngettext("And %(count)s more line.", "And %(count)s more lines.", left)
        words.append(more % {"count": left})
    return " ".join([gettext("Nothing was imported."), *words])


class BankStepPage(StepPage):
    """A step on a statement."""

    permission = IMPORT
    failures = (UnableToImportStatement,)
    form_class = StepForm
    explanations: ClassVar[Any] = {
        "IN_FUTURE": _("A line of the file has a date that has not come yet."),
        "NOT_SHOWN": _("This file was imported or put away meanwhile."),
        "NOTHING_NEW": _("Every line of this file was imported before. Please put it away."),
    }

    def explain(self, error: Exception) -> Text:
        """Bad lines by their numbers."""
        if isinstance(error, UnableToImportStatement) and error.problems:
            return told(error.problems)
        return super().explain(error)

    def available(self) -> bool:
        """While it is shown."""
        return bool(self.obj.status == BankImportStatus.PREVIEW)


class UploadStatement(BankStepPage):
    """Bring a file."""

    slug = "upload"
    title = _("Bring a bank statement")
    button = _("Show what it would import")
    done = _("Please look at the lines, then import them.")
    form_class = StatementForm
    what_happens = (
        _("The file is read and shown. Nothing is imported yet."),
        _("If any line cannot be read, nothing of the file is taken."),
    )
    statement: BankImport | None = None

    def form(self, data: Any = None) -> forms.Form:
        """With the file."""
        files = self.request.FILES if data is not None else None
        return StatementForm(data, files, initial={"seen": 0})

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Read it."""
        if not isinstance(form, StatementForm):
            raise TypeError("not the form of a statement")
        kind = BankFileFormat(form.cleaned_data["format"])
        self.statement = upload_statement(
            uploaded=UploadedStatement(
                data=form.cleaned_data["file"].read(),
                format=kind,
                columns=form.columns() if kind == BankFileFormat.COLUMNS else None,
                names=form.names_typed(),
            ),
            actor=actor,
            now=now,
        )

    @property
    def url(self) -> str:
        """Its own address."""
        return reverse("admin:dsr_fees_bankimport_upload")

    @property
    def back_url(self) -> str:
        """The list."""
        return reverse("admin:dsr_fees_bankimport_changelist")

    @property
    def back_label(self) -> Text:
        """The list."""
        return str(self.model_admin.opts.verbose_name_plural)

    def after_url(self) -> str:
        """The preview."""
        if self.statement is None:
            return self.back_url
        return reverse("admin:dsr_fees_bankimport_change", args=[self.statement.pk])


class ImportStatement(BankStepPage):
    """Import what is shown."""

    slug = "import"
    title = _("Import the lines")
    button = _("Import")
    what_happens = (
        _("Every line shown as new is imported. Lines that are there already are left out."),
        _("The lines are compared with the payouts within a minute."),
    )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Import, and let the books be compared."""
        import_statement(import_id=self.obj.pk, actor=actor, now=now)
        request_comparison()


class DiscardStatement(BankStepPage):
    """Put it away."""

    slug = "discard"
    title = _("Put the file away")
    button = _("Put it away")
    what_happens = (_("Nothing of this file is imported, and its lines are deleted."),)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Discard."""
        discard_statement(import_id=self.obj.pk, actor=actor, now=now)


@admin.register(BankImport)
class BankImportAdmin(ReadOnlyAdmin):
    """Statements, newest first."""

    ordering = ("-uploaded_at", "-pk")
    list_display = ("days", "status", "format", "uploaded_at", "uploaded_by")
    list_filter = ("status",)
    list_select_related = ("uploaded_by",)
    sortable_by = ()
    fields = ("days", "status", "format", "others", "uploaded_at", "uploaded_by",
              "ended_at")  # fmt: skip
    readonly_fields: ClassVar[Any] = ("days",)
    change_form_template = "fees/console_statement.html"
    change_list_template = "fees/console_statements.html"
    steps = (ImportStatement, DiscardStatement)

    @admin.display(description=pgettext_lazy("statement", "days"))
    def days(self, statement: BankImport) -> str:
        """From the first line to the last."""
        return f"{statement.first_on:%Y-%m-%d} – {statement.last_on:%Y-%m-%d}"

    def get_urls(self) -> list[URLPattern]:
        """And the page that brings a file."""
        view = self.admin_site.admin_view
        upload = path("upload/", view(self.upload_view), name="dsr_fees_bankimport_upload")
        return [upload, *super().get_urls()]

    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """The page of UploadStatement."""
        page = UploadStatement(self, request, None)
        if not page.permitted():
            raise PermissionDenied
        return page.answer()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the way to bring one, for who may."""
        extra = {**(extra_context or {}), "may_import": request.user.has_perm(IMPORT)}
        return super().changelist_view(request, extra)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With its lines, and which of them are there already."""
        obj = kwargs.get("obj")
        if obj is not None:
            context["lines"] = preview_rows(obj)
        return super().render_change_form(request, context, *args, **kwargs)
