"""One row of the workflow table as a page: what every step page of a case shares."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpResponse

from accounts.admin.step_pages import StepPage, Text
from accounts.forms.reason import StepForm
from accounts.selectors.actors import actor_of, signed_in
from dsr.cases.domain.workflow import BY_STEP, Transition, unmet_guards
from dsr.cases.enums import Step
from dsr.cases.services.workflow import UnableToTakeStep, is_permitted, take_step
from dsr.console.console.step_words import EXPLANATIONS, GUARD_WORDS, WORDS


class CaseStep(StepPage):
    """One row of the workflow table as a page."""

    step: ClassVar[Step]
    failures: ClassVar[tuple[type[Exception], ...]] = (UnableToTakeStep,)
    _unmet: list[str] | None = None

    @property
    def transition(self) -> Transition:
        """The row of the table."""
        return BY_STEP[self.step]

    def version(self) -> int:
        """The number of events on the case: any event makes an open form stale."""
        return int(self.obj.events.count())

    def permitted(self) -> bool:
        """As the table says."""
        return is_permitted(self.obj, self.transition, self.actor())

    def actor(self) -> Any:
        """Who looks."""
        return actor_of(signed_in(self.request))

    def available(self) -> bool:
        """As the table says, guards included."""
        return self.fits_status() and not self.unmet()

    def answer(self) -> HttpResponse:
        """Nothing more can be written into a case file whose key is gone."""
        if self.is_shredded():
            raise Http404
        return super().answer()

    def is_shredded(self) -> bool:
        """Whether the case file ended."""
        return self.obj.data_key.destroyed_at is not None

    def fits_status(self) -> bool:
        """Whether the step leaves from the case's status."""
        return self.obj.status in self.transition.sources and not self.is_shredded()

    def unmet(self) -> list[str]:
        """Codes of the guards that do not hold. Asked once: guards may ask the database."""
        if self._unmet is None:
            self._unmet = unmet_guards(self.transition, self.obj)
        return self._unmet

    def missing(self) -> list[Text]:
        """What keeps the step closed, in words."""
        return [GUARD_WORDS[code] for code in self.unmet()]

    def sentences(self) -> Iterable[Text]:
        """What will happen, in plain words."""
        return WORDS[self.step]

    def explain(self, error: Exception) -> Text:
        """Kind words for a failure; an unmet guard says which."""
        guards = getattr(error, "guards", ())
        if guards:
            return GUARD_WORDS[guards[0]]
        code = str(getattr(error, "code", ""))
        return EXPLANATIONS.get(code, super().explain(error))

    def seen(self, form: forms.Form) -> int | None:
        """The number of events the person decided on."""
        seen: int | None = form.cleaned_data.get("seen")
        return seen


class PlainStep(CaseStep):
    """A step without facts of its own."""

    form_class = StepForm

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Take it."""
        take_step(
            case_id=self.obj.pk, step=self.step, actor=actor, now=now, seen=self.seen(form),
            reason=form.cleaned_data.get("reason", ""),
        )  # fmt: skip
