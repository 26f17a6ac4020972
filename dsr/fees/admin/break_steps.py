"""What finance does about a break, each on a page of its own."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.step_pages import StepPage
from accounts.forms.reason import ReasonForm
from dsr.fees.enums import BreakStatus
from dsr.fees.forms.reconciliation import NoteForm, OwnerForm
from dsr.fees.selectors.breaks import people_who_handle_breaks
from dsr.fees.services.breaks import (
    HANDLE,
    UnableToHandleBreak,
    assign_break,
    note_on_break,
    resolve_break,
)


class BreakStepPage(StepPage):
    """A step on an open break."""

    permission = HANDLE
    failures = (UnableToHandleBreak,)
    explanations: ClassVar[Any] = {
        "NOT_OPEN": _("This break is not open any more."),
        "WRONG_OWNER": _("This person does not handle breaks."),
        "TEXT_MISSING": pgettext_lazy("note", "Please write something."),
    }

    def version(self) -> int:
        """Grows with everything that happens to it."""
        return int(self.obj.events.count())

    def available(self) -> bool:
        """While it is open."""
        return bool(self.obj.status == BreakStatus.OPEN)


class AssignBreak(BreakStepPage):
    """Somebody takes it on."""

    slug = "assign"
    title = _("Assign the break")
    button = _("Assign")
    what_happens = (_("This person is shown as the owner of the break."),)

    def form(self, data: Any = None) -> forms.Form:
        """With those who handle breaks; oneself first."""
        me = self.request.user.pk
        people = sorted(people_who_handle_breaks(), key=lambda person: person[0] != me)
        return OwnerForm(data, owners=people, initial={"seen": self.version()})

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Assign."""
        owner_id = form.cleaned_data["owner"]
        assign_break(break_id=self.obj.pk, owner_id=owner_id, actor=actor, now=now)


class NoteOnBreak(BreakStepPage):
    """What was learnt."""

    slug = "note"
    title = _("Write a note")
    button = _("Keep the note")
    form_class = NoteForm
    what_happens = (_("The note is kept with the break. Everyone in finance can read it."),)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Keep it."""
        note_on_break(break_id=self.obj.pk, note=form.cleaned_data["reason"], actor=actor, now=now)


class ResolveBreak(BreakStepPage):
    """It needs nothing more."""

    slug = "resolve"
    title = _("Resolve the break")
    button = _("Resolve")
    dangerous = True
    form_class = ReasonForm
    what_happens = (
        _("The break counts as explained, with your reason."),
        _("No book is changed by this. What must be booked, book it first."),
        _("If its sums change later, it is opened again."),
    )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Resolve."""
        resolve_break(
            break_id=self.obj.pk, reason=form.cleaned_data["reason"], actor=actor, now=now
        )


STEPS = (AssignBreak, NoteOnBreak, ResolveBreak)
