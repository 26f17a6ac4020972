"""Accounting months: their trial balance, and closing and reopening as pages of their own."""

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.step_pages import StepPage
from dsr.fees.enums import PeriodStatus, PeriodStep
from dsr.fees.models import AccountingPeriod
from dsr.fees.selectors.journal import turnovers
from dsr.fees.services.periods import (
    CLOSE,
    REOPEN,
    UnableToClosePeriod,
    UnableToReopenPeriod,
    ask_reopening,
    close_period,
    keep_closed,
    next_month,
    reopen_period,
)

CHIP = {"OPEN": "info", "CLOSED": "success", "REOPENING": "warning"}
EXPLANATIONS = {
    "REASON_MISSING": _("Please give the reason."),
    "NOT_OVER": _("This month is not over yet."),
    "EARLIER_OPEN": _("An earlier month is still open. Please close the months in order."),
    "NOT_READY": _("The reconciliation of this month does not balance yet."),
    "NOT_OPEN": _("This month is not open."),
    "NOT_CLOSED": _("This month is not closed."),
    "NOT_ASKED": _("Nobody asks to reopen this month."),
    "SAME_PERSON": _("You asked for it yourself. A second person must agree."),
}


class PeriodStepPage(StepPage):
    """A step on an accounting month."""

    explanations = EXPLANATIONS
    needed: ClassVar[PeriodStatus]

    def version(self) -> int:
        """Grows with every step."""
        return int(self.obj.events.count())

    def available(self) -> bool:
        """While the month stands so."""
        return bool(self.obj.status == self.needed)


class ClosePeriod(PeriodStepPage):
    """No entry is booked in it any more."""

    slug = "close"
    title = PeriodStep.CLOSE.label
    permission = CLOSE
    needed = PeriodStatus.OPEN
    failures = (UnableToClosePeriod,)
    what_happens = (
        _("No entry can be booked in this month any more, by nobody and no program."),
        _("What is corrected later goes into the open month."),
        _("Only two people together can reopen it."),
    )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Close."""
        reason = form.cleaned_data["reason"]
        close_period(month=self.obj.month, reason=reason, actor=actor, now=now)


class AskReopening(PeriodStepPage):
    """The first of two people."""

    slug = "ask-reopening"
    title = PeriodStep.ASK_REOPENING.label
    permission = REOPEN
    needed = PeriodStatus.CLOSED
    failures = (UnableToReopenPeriod,)
    what_happens = (
        _("The month stays closed until a second person agrees."),
        _("Usually a correction in the open month is enough, and better."),
    )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Ask."""
        reason = form.cleaned_data["reason"]
        ask_reopening(month=self.obj.month, reason=reason, actor=actor, now=now)


class ReopenPeriod(PeriodStepPage):
    """The second of two people."""

    slug = "reopen"
    title = PeriodStep.REOPEN.label
    permission = REOPEN
    needed = PeriodStatus.REOPENING
    dangerous = True
    failures = (UnableToReopenPeriod,)
    what_happens = (
        _("Entries can be booked in this month again. Exports made of it may grow old."),
        _("Both of you are on record with your reasons."),
    )

    def available(self) -> bool:
        """For anybody but who asked."""
        return super().available() and self.obj.reopening_asked_by_id != self.request.user.pk

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Agree."""
        reason = form.cleaned_data["reason"]
        reopen_period(month=self.obj.month, reason=reason, actor=actor, now=now)


class KeepClosed(PeriodStepPage):
    """Turned down, or taken back."""

    slug = "keep-closed"
    title = PeriodStep.KEEP_CLOSED.label
    permission = REOPEN
    needed = PeriodStatus.REOPENING
    failures = (UnableToReopenPeriod,)
    what_happens = (_("The month stays closed, and the wish to reopen it ends."),)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Turn down."""
        reason = form.cleaned_data["reason"]
        keep_closed(month=self.obj.month, reason=reason, actor=actor, now=now)


@admin.register(AccountingPeriod)
class AccountingPeriodAdmin(ReadOnlyAdmin):
    """One row per month of the books, newest first."""

    reference_field = "month"
    ordering: ClassVar[Any] = ("-month", "-pk")
    list_display = ("label", "status_chip", "closed_at", "closed_by")
    list_display_links = ("label",)
    list_filter = ("status",)
    list_select_related = ("closed_by",)
    sortable_by = ()
    fields = ("label", "status_chip", "closed_at", "who_closed", "who_asked")
    readonly_fields = ("label", "status_chip", "who_closed", "who_asked")
    change_form_template = "fees/console_accounting_period.html"
    steps = (ClosePeriod, AskReopening, ReopenPeriod, KeepClosed)

    def reference_of(self, obj: Any) -> str:
        """ "2026-03"."""
        return str(obj.label)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any | None:
        """One month by its name."""
        try:
            month = forms.DateField(input_formats=["%Y-%m"]).clean(object_id)
        except forms.ValidationError:
            return None
        return self.get_queryset(request).filter(month=month).first()

    @admin.display(description=pgettext_lazy("accounting month", "month"), ordering="month")
    def label(self, period: AccountingPeriod) -> str:
        """Year and month."""
        return period.label

    @admin.display(description=_("status"))
    def status_chip(self, period: AccountingPeriod) -> str:
        """As a chip."""
        words = period.get_status_display()
        return format_html('<span class="chip chip--{}">{}</span>', CHIP[period.status], words)

    @admin.display(description=_("closed by"))
    def who_closed(self, period: AccountingPeriod) -> str:
        """In words: finance may not open the pages of staff."""
        return str(period.closed_by or "–")

    @admin.display(description=_("reopening asked by"))
    def who_asked(self, period: AccountingPeriod) -> str:
        """In words."""
        return str(period.reopening_asked_by or "–")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With the trial balance of the month and everything that was done to it."""
        period = kwargs.get("obj")
        if period is not None:
            last = next_month(period.month) - timedelta(days=1)
            rows = turnovers(period.month, last)
            context["turnovers"] = rows
            context["debits"] = sum(row.debit for row in rows)
            context["credits"] = sum(row.credit for row in rows)
            events = period.events.select_related("actor", "reason")
            context["events"] = list(events.order_by("-sequence"))
        return super().render_change_form(request, context, *args, **kwargs)
