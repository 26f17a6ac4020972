"""What the manager does with a breach, each on a page of its own."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import StepPage
from accounts.forms.reason import ReasonForm
from accounts.selectors.actors import actor_of, signed_in
from dsr.breaches.domain.handling import BY_STEP
from dsr.breaches.enums import BreachStep, ReportKind
from dsr.breaches.forms.steps import AssessForm, FactsForm, NoticeForm, PersonForm, ReportForm
from dsr.breaches.selectors.breaches import facts_of
from dsr.breaches.services.assessments import assess_reportable, judge_not_reportable
from dsr.breaches.services.closings import close_breach
from dsr.breaches.services.facts import concern_member, concern_subject, describe_breach
from dsr.breaches.services.handling import UnableToHandleBreach, is_permitted
from dsr.breaches.services.notices import record_notice
from dsr.breaches.services.reports import record_report
from dsr.cases.models import Case

EXPLANATIONS = {
    "WRONG_STATUS": _("This is no longer possible as the breach stands now."),
    "REASON_MISSING": _("Please give the reason."),
    "STALE": _("Somebody else worked on this meanwhile. Please look at the page again."),
    "MY_NUMBER": _("This looks like a My Number. Please remove it."),
    "IN_FUTURE": _("That day has not come yet."),
    "BEFORE_KNOWLEDGE": _("That day lies before the day on which we learned of it."),
    "NO_GROUND": _("Please choose at least one ground."),
    "NOT_THAT_MANY": _("The facts do not say more than 1,000 people."),
    "PEOPLE_NOT_TOLD": _("First record that the people concerned were told, or the public."),
    "NOBODY": _("Nobody was found by this."),
    "FACTS_MISSING": _("The facts do not say enough for this report. Please complete them first."),
}
TO_THE_PPC = _("The desk sends nothing itself: report on the Commission's web form.")


class BreachStepPage(StepPage):
    """One row of domain.handling.TABLE as a page."""

    step: ClassVar[BreachStep]
    failures = (UnableToHandleBreach,)
    explanations = EXPLANATIONS

    def version(self) -> int:
        """Events of the breach."""
        return int(self.obj.events.count())

    def permitted(self) -> bool:
        """As the table says."""
        return is_permitted(self.step, actor_of(signed_in(self.request)))

    def available(self) -> bool:
        """As the table says."""
        return self.obj.status in BY_STEP[self.step].moves

    def given(self, form: forms.Form, *names: str) -> dict[str, Any]:
        """What every verb is given, and the named fields of the form."""
        facts = {name: form.cleaned_data[name] for name in names}
        return {"breach_id": self.obj.pk, "seen": form.cleaned_data["seen"], **facts}


class Describe(BreachStepPage):
    """The nine items."""

    slug = "describe"
    step = BreachStep.DESCRIBE
    title = step.label
    form_class = FactsForm
    what_happens = (
        _("What you write here becomes the report. A preliminary report says what is known; the"
          " final one needs every item but the last."),
        _("Write no names: the report goes to the Commission."),
    )  # fmt: skip

    def form(self, data: Any = None) -> forms.Form:
        """With what is known already."""
        form = super().form(data)
        if data is None:
            form.initial.update(facts_of(self.obj))
            form.initial["people_count"] = self.obj.people_count
            form.initial["categories"] = list(self.obj.categories.values_list("code", flat=True))
        return form

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Write them down."""
        if not isinstance(form, FactsForm):
            raise TypeError("The facts have their own form.")
        describe_breach(
            **self.given(form, "people_count"), facts=form.facts(),
            category_codes=form.cleaned_data.get("categories", []), actor=actor, now=now,
        )  # fmt: skip


class ConcernPerson(BreachStepPage):
    """Whose data it was."""

    slug = "concern-person"
    step = BreachStep.CONCERN_PERSON
    title = step.label
    form_class = PersonForm
    what_happens = (
        _("If the breach must be reported, this person may ask to stop the use of their data"
          " because of it (Art 35(5))."),
        _("Nothing is told to anybody by this."),
    )  # fmt: skip

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Add them."""
        reference = form.cleaned_data["case_reference"].strip().upper()
        if not reference:
            concern_member(**self.given(form, "member_id"), actor=actor, now=now)
            return
        subject_id = Case.objects.filter(reference=reference).values_list("subject", flat=True)
        if not subject_id:
            raise UnableToHandleBreach("No such request.", code="NOBODY")
        concern_subject(**self.given(form), subject_id=subject_id[0], actor=actor, now=now)


class AssessReportable(BreachStepPage):
    """It must be reported."""

    slug = "assess-reportable"
    step = BreachStep.ASSESS_REPORTABLE
    title = step.label
    form_class = AssessForm
    what_happens = (
        _("The breach must be reported to the Personal Information Protection Commission, and the"
          " people concerned must be told."),
        _("Where the purpose may be improper, the final report is due in 60 days instead of 30."),
        _("The people concerned may ask to stop the use of their data because of it (Art 35(5))."),
    )  # fmt: skip

    def form(self, data: Any = None) -> forms.Form:
        """With the grounds chosen before."""
        form = super().form(data)
        form.initial["grounds"] = self.obj.grounds
        return form

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Assess."""
        assess_reportable(**self.given(form, "grounds", "reason"), actor=actor, now=now)


class JudgeNotReportable(BreachStepPage):
    """It need not be reported."""

    slug = "judge-not-reportable"
    step = BreachStep.JUDGE_NOT_REPORTABLE
    title = step.label
    form_class = ReasonForm
    dangerous = True
    what_happens = (
        _("The clocks and their reminders end. If more becomes known, it can be assessed again;"
          " the clocks then count from the same first day."),
    )  # fmt: skip

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Judge."""
        judge_not_reportable(**self.given(form, "reason"), actor=actor, now=now)


class _Report(BreachStepPage):
    kind: ClassVar[ReportKind]
    form_class = ReportForm

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record it."""
        record_report(
            **self.given(form, "reported_on", "receipt_number"), kind=self.kind, actor=actor,
            now=now,
        )  # fmt: skip


class ReportPreliminary(_Report):
    """速報."""

    slug = "report-preliminary"
    step = BreachStep.REPORT_PRELIMINARY
    title = step.label
    kind = ReportKind.PRELIMINARY
    what_happens = (
        TO_THE_PPC,
        _("The facts as they stand now are kept as what was reported."),
    )


class ReportFinal(_Report):
    """確報."""

    slug = "report-final"
    step = BreachStep.REPORT_FINAL
    title = step.label
    kind = ReportKind.FINAL
    what_happens = (
        TO_THE_PPC,
        _("The facts as they stand now are kept as what was reported. Every item but the last must"
          " be known."),
        _("Without a preliminary report before it, it serves as both."),
    )  # fmt: skip


class SupplementReport(_Report):
    """追完."""

    slug = "supplement-report"
    step = BreachStep.SUPPLEMENT_REPORT
    title = step.label
    kind = ReportKind.SUPPLEMENT
    what_happens = (TO_THE_PPC, _("The facts as they stand now are kept as what was added."))


class RecordNotice(BreachStepPage):
    """Who was told."""

    slug = "record-notice"
    step = BreachStep.RECORD_NOTICE
    title = step.label
    form_class = NoticeForm
    what_happens = (
        _("The desk sends nothing itself. Record here what you told the people concerned, a"
          " partner or the public, and when."),
    )  # fmt: skip

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record it."""
        names = ("audience", "way", "told_on", "people", "text")
        record_notice(**self.given(form, *names), actor=actor, now=now)


class CloseBreach(BreachStepPage):
    """The end."""

    slug = "close"
    step = BreachStep.CLOSE_BREACH
    title = step.label
    form_class = ReasonForm
    what_happens = (
        _("The record is complete and can no longer be changed."),
        _("A new event on the same request opens a new record."),
    )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Close."""
        close_breach(**self.given(form, "reason"), actor=actor, now=now)


STEPS: tuple[type[BreachStepPage], ...] = (
    Describe, ConcernPerson, AssessReportable, JudgeNotReportable, ReportPreliminary, ReportFinal,
    SupplementReport, RecordNotice, CloseBreach,
)  # fmt: skip
for _page in STEPS:
    _page.permission = BY_STEP[_page.step].permission
    _page.button = _page.step.label
