"""Steps on one action in a source: done, nothing there, again, by hand, called off."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import StepPage, Text
from accounts.forms.reason import ReasonForm, StepForm
from accounts.gateways.rerender import RerenderUnavailable, UnableToRerender
from accounts.gateways.scanner import ScannerUnavailable
from dsr.cases.enums import Status
from dsr.fulfilment.enums import ActionRoute, ActionStatus
from dsr.fulfilment.forms.action import AssigneeForm, ConfirmForm, SearchedForm
from dsr.fulfilment.selectors.actions import OPEN
from dsr.fulfilment.services.action_tasks import (
    ACT,
    CALL_OFF,
    UnableToAct,
    assign_action,
    cancel_action,
    confirm_action,
    report_nothing_held,
    retry_action,
    take_action_over,
)

EXPLANATIONS: Mapping[str, Text] = {
    "NOT_ACTING": _("The case is not being acted on now."),
    "CONCLUDED": _("This action is concluded already."),
    "NOT_BY_HAND": _("The holder's interface does this one."),
    "BY_HAND": _("A person does this one."),
    "NOTE_MISSING": _("Please say it in words."),
    "COUNT": _("Please enter how many records were changed."),
    "INFECTED": _("The scanner found malware in the file. It was not kept."),
}


class ActionStep(StepPage):
    """A step on an action that is open, of a case that is being acted on."""

    permission = ACT
    failures: ClassVar[tuple[type[Exception], ...]] = (UnableToAct,)
    explanations: ClassVar[Mapping[str, Text]] = EXPLANATIONS

    def version(self) -> int:
        """Every attempt counts."""
        return int(self.obj.attempts)

    def available(self) -> bool:
        """While it is open."""
        return self.obj.status in OPEN and self.obj.item.case.status == Status.ACTING

    def is_by_hand(self) -> bool:
        """Whether a person does it."""
        return bool(self.obj.route == ActionRoute.MANUAL)


class Confirm(ActionStep):
    """Done, with proof."""

    slug = "confirm"
    title = _("Confirm that it is done")
    failures = (UnableToAct, UnableToRerender, RerenderUnavailable, ScannerUnavailable)
    what_happens = (
        _("The action counts as done, with your note and the proof."),
        _("If it was the last, the case goes back to whoever releases the answer."),
    )

    def available(self) -> bool:
        """By hand only."""
        return super().available() and self.is_by_hand()

    def form(self, data: Any = None) -> forms.Form:
        """With the uploaded file."""
        files = self.request.FILES if data is not None else None
        return ConfirmForm(data, files, initial={"seen": self.version()})

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Confirm."""
        proof = form.cleaned_data["proof"]
        confirm_action(
            task_id=self.obj.pk,
            note=form.cleaned_data["note"],
            proof=proof.file,
            proof_name=proof.name,
            affected=form.cleaned_data["affected"],
            actor=actor,
            now=now,
        )

    def explain(self, error: Exception) -> Text:
        """The reader's own words where it has some."""
        message = getattr(error, "message", "")
        return _(message) if message else super().explain(error)


class NothingHeld(ActionStep):
    """Searched, and nothing there."""

    slug = "nothing-held"
    title = _("Report that nothing is held there")
    form_class = SearchedForm
    what_happens = (
        _("The action counts as done: there is nothing to change at this holder."),
        _("If it was the last, the case goes back to whoever releases the answer."),
    )

    def available(self) -> bool:
        """By hand only."""
        return super().available() and self.is_by_hand()

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Report it."""
        report_nothing_held(
            task_id=self.obj.pk, note=form.cleaned_data["note"], actor=actor, now=now
        )


class AssignAction(ActionStep):
    """Somebody does it."""

    slug = "assign"
    title = _("Give it to somebody")
    form_class = AssigneeForm
    what_happens = (_("The action appears in this person's list."),)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Assign."""
        assignee = form.cleaned_data["assignee"]
        assign_action(task_id=self.obj.pk, assignee_id=assignee.pk, actor=actor, now=now)


class TryAgain(ActionStep):
    """The interface is told again."""

    slug = "try-again"
    title = _("Try again now")
    form_class = StepForm
    what_happens = (
        _("The holder is told again in the background, under the same number."),
        _("Telling it twice does no harm: it acts once."),
    )

    def available(self) -> bool:
        """What an interface did not do."""
        return super().available() and not self.is_by_hand()

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Queue it."""
        retry_action(task_id=self.obj.pk, actor=actor, now=now)


class DoByHand(ActionStep):
    """A person does it instead."""

    slug = "by-hand"
    title = _("Do it by hand")
    form_class = StepForm
    what_happens = (_("The interface is told no more; a person does it and attaches proof."),)

    def available(self) -> bool:
        """What an interface failed to do."""
        failed = self.obj.status == ActionStatus.FAILED
        return super().available() and not self.is_by_hand() and failed

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Take it over."""
        take_action_over(task_id=self.obj.pk, actor=actor, now=now)


class CallOff(ActionStep):
    """Not done, with a reason."""

    slug = "call-off"
    title = _("Call it off")
    permission = CALL_OFF
    form_class = ReasonForm
    dangerous = True
    what_happens = (
        _("Nothing is done at this holder. Your reason is kept with the case."),
        _("If the answer says more than is done, return the case to review instead."),
    )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Call it off."""
        cancel_action(task_id=self.obj.pk, reason=form.cleaned_data["reason"], actor=actor, now=now)


STEPS = (Confirm, NothingHeld, TryAgain, DoByHand, AssignAction, CallOff)
