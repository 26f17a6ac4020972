"""Steps of handling a request: who works on it, what the person is told, how it may end early."""

from typing import Any

from django import forms

from accounts.forms.reason import ReasonForm
from dsr.cases.enums import Step
from dsr.cases.services.clocks import (
    UnableToExtendDeadline,
    assign_case,
    extend_deadline,
    send_interim_notice,
)
from dsr.cases.services.endings import UnableToDeclineCase, decline_case, withdraw_case
from dsr.cases.services.gates import resume_case
from dsr.cases.services.messages import UnableToSendMessage, write_note
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.console.admin.case_step import CaseStep, PlainStep
from dsr.console.console import step_forms


class Accept(PlainStep):
    """Accept although the system did not do so by itself."""

    step = Step.ACCEPT


class AskRequester(PlainStep):
    """補正."""

    step = Step.ASK_REQUESTER
    form_class = step_forms.ToldReasonForm


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
    form_class = step_forms.ToldReasonForm

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Send it."""
        send_interim_notice(
            case_id=self.obj.pk, reason=form.cleaned_data["reason"], actor=actor, now=now,
            seen=self.seen(form),
        )  # fmt: skip


class DeclineAcceptance(CaseStep):
    """F1-F4, after 補正 was offered."""

    step = Step.DECLINE_ACCEPTANCE
    form_class = step_forms.DeclineForm
    failures = (UnableToTakeStep, UnableToDeclineCase)
    dangerous = True

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
