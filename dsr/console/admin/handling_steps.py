"""Steps of handling a request: who works on it, what the person is told, how it may end early."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.forms.reason import ReasonForm
from dsr.cases.enums import Step
from dsr.cases.services.assignments import UnableToAssignCase, assign_case
from dsr.cases.services.clocks import (
    UnableToExtendDeadline,
    UnableToSendInterimNotice,
    expected_answer,
    extend_deadline,
    send_interim_notice,
)
from dsr.cases.services.defects import UnableToAskForCorrection, ask_for_correction
from dsr.cases.services.endings import UnableToDeclineCase, decline_case, withdraw_case
from dsr.cases.services.gates import resume_case
from dsr.cases.services.messages import UnableToSendMessage, write_note
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.console.admin.case_step import CaseStep, PlainStep
from dsr.console.console import step_forms
from dsr.console.selectors.defects import proposed_decline
from policies.domain.calendar import jst_date


class Accept(PlainStep):
    """Accept although the system did not do so by itself."""

    step = Step.ACCEPT


class AskRequester(CaseStep):
    """補正: what is missing, with a due date."""

    step = Step.ASK_REQUESTER
    form_class = step_forms.AskForm
    failures = (UnableToTakeStep, UnableToAskForCorrection)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Ask."""
        ask_for_correction(
            case_id=self.obj.pk, code=form.cleaned_data["code"], actor=actor, now=now,
            text=form.cleaned_data["reason"], seen=self.seen(form),
        )  # fmt: skip


class Resume(CaseStep):
    """Go on."""

    step = Step.RESUME
    form_class = step_forms.OptionalReasonForm

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Resume."""
        resume_case(
            case_id=self.obj.pk, facts={}, actor=actor, now=now,
            reason=form.cleaned_data["reason"], seen=self.seen(form),
        )  # fmt: skip


class Assign(CaseStep):
    """Give the case an owner."""

    step = Step.ASSIGN
    form_class = step_forms.AssignForm
    failures = (UnableToTakeStep, UnableToAssignCase)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Assign."""
        owner = form.cleaned_data["owner"]
        assign_case(
            case_id=self.obj.pk, owner_id=owner.pk, actor=actor, now=now, seen=self.seen(form)
        )


class ExtendDeadline(CaseStep):
    """Once, with a reason the person reads."""

    step = Step.EXTEND_DEADLINE
    form_class = step_forms.ExtendForm
    failures = (UnableToTakeStep, UnableToExtendDeadline)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Extend."""
        extend_deadline(
            case_id=self.obj.pk, days=form.cleaned_data["days"], actor=actor, now=now,
            reason=form.cleaned_data["reason"], seen=self.seen(form),
        )  # fmt: skip


class SendInterimNotice(CaseStep):
    """Tell the person how far we are."""

    step = Step.SEND_INTERIM_NOTICE
    form_class = step_forms.InterimForm
    failures = (UnableToTakeStep, UnableToSendInterimNotice)

    def form(self, data: Any = None) -> forms.Form:
        """With the date our clocks give, to be changed where staff know better."""
        expected = expected_answer(self.obj, on=jst_date(timezone.now()))
        return self.form_class(data=data, initial={"seen": self.version(), "expected_on": expected})

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Send it."""
        send_interim_notice(
            case_id=self.obj.pk, reason=form.cleaned_data["reason"], actor=actor, now=now,
            expected_on=form.cleaned_data["expected_on"], seen=self.seen(form),
        )  # fmt: skip


class DeclineAcceptance(CaseStep):
    """F1-F4, after 補正 was offered."""

    step = Step.DECLINE_ACCEPTANCE
    form_class = step_forms.DeclineForm
    failures = (UnableToTakeStep, UnableToDeclineCase)
    dangerous = True

    def form(self, data: Any = None) -> forms.Form:
        """Filled in with what was asked and did not come, to be read and changed by staff."""
        initial = {"seen": self.version(), **proposed_decline(self.obj)}
        return self.form_class(data=data, initial=initial)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Decline."""
        decline_case(
            case_id=self.obj.pk, code=form.cleaned_data["code"], actor=actor, now=now,
            reason=form.cleaned_data["reason"], seen=self.seen(form),
        )  # fmt: skip


class Withdraw(CaseStep):
    """The person told us that they withdraw."""

    step = Step.WITHDRAW
    form_class = ReasonForm
    dangerous = True

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record it."""
        withdraw_case(
            case_id=self.obj.pk, reason=form.cleaned_data["reason"], actor=actor, now=now,
            seen=self.seen(form),
        )  # fmt: skip


class WriteNote(CaseStep):
    """For colleagues."""

    step = Step.WRITE_NOTE
    form_class = step_forms.NoteForm
    failures = (UnableToTakeStep, UnableToSendMessage)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Write."""
        write_note(case_id=self.obj.pk, text=form.cleaned_data["text"], actor=actor, now=now)
