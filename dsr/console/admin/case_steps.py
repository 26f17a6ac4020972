"""Every step of the workflow table as a page: what will happen, why, then the one verb."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from accounts.admin.step_pages import StepPage, Text
from accounts.forms.reason import ReasonForm, StepForm
from dsr.cases.domain.workflow import BY_STEP, TABLE, Transition, unmet_guards
from dsr.cases.enums import Step
from dsr.cases.services.clocks import (
    UnableToExtendDeadline,
    assign_case,
    extend_deadline,
    send_interim_notice,
)
from dsr.cases.services.endings import UnableToDeclineCase, decline_case, withdraw_case
from dsr.cases.services.messages import UnableToSendMessage, send_message, write_note
from dsr.cases.services.workflow import UnableToTakeStep, is_permitted, take_step
from dsr.console.console import step_forms
from dsr.console.console.step_words import EXPLANATIONS, GUARD_WORDS, WORDS
from dsr.fulfilment.services.closings import UnableToCloseCase, close_case
from dsr.fulfilment.services.collecting import begin_collection, collect_again
from dsr.fulfilment.services.conclusions import UnableToFinishCollection, finish_collection
from dsr.fulfilment.services.decisions import (
    UnableToSubmitDecision,
    return_to_review,
    submit_for_approval,
)
from dsr.fulfilment.services.postings import UnableToRecordPosting, record_posting
from dsr.fulfilment.services.releases import UnableToReleasePackage, release_package
from dsr.fulfilment.services.reviews import UnableToReviewCase


class CaseStep(StepPage):
    """One row of the workflow table as a page."""

    step: ClassVar[Step]
    failures: ClassVar[tuple[type[Exception], ...]] = (UnableToTakeStep,)

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
        from accounts.selectors.actors import actor_of, signed_in

        return actor_of(signed_in(self.request))

    def available(self) -> bool:
        """As the table says, guards included."""
        return self.fits_status() and not self.unmet()

    def fits_status(self) -> bool:
        """Whether the step leaves from the case's status."""
        return self.obj.status in self.transition.sources

    def unmet(self) -> list[str]:
        """Codes of the guards that do not hold."""
        return unmet_guards(self.transition, self.obj)

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


class Accept(PlainStep):
    """Accept although the system did not do so by itself."""

    step = Step.ACCEPT


class AskRequester(PlainStep):
    """補正."""

    step = Step.ASK_REQUESTER
    form_class = step_forms.ToldReasonForm


class Resume(PlainStep):
    """Go on."""

    step = Step.RESUME
    form_class = step_forms.OptionalReasonForm


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


class BeginCollection(CaseStep):
    """Jobs start to read every source."""

    step = Step.BEGIN_COLLECTION
    form_class = StepForm

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Begin."""
        begin_collection(case_id=self.obj.pk, actor=actor, now=now, seen=self.seen(form))


class FinishCollection(CaseStep):
    """Every source has answered."""

    step = Step.FINISH_COLLECTION
    form_class = StepForm
    failures = (UnableToTakeStep, UnableToFinishCollection)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Finish."""
        finish_collection(case_id=self.obj.pk, actor=actor, now=now, seen=self.seen(form))


class CollectAgain(CaseStep):
    """Start over, with a reason."""

    step = Step.COLLECT_AGAIN
    form_class = ReasonForm

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Collect again."""
        collect_again(
            case_id=self.obj.pk, reason=form.cleaned_data["reason"], actor=actor, now=now,
            seen=self.seen(form),
        )  # fmt: skip


class SubmitForApproval(CaseStep):
    """The decision goes to another person."""

    step = Step.SUBMIT_FOR_APPROVAL
    form_class = StepForm
    failures = (UnableToTakeStep, UnableToSubmitDecision, UnableToReviewCase)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Submit."""
        submit_for_approval(case_id=self.obj.pk, actor=actor, now=now, seen=self.seen(form))


class ReturnToReview(CaseStep):
    """Back to whom prepared it."""

    step = Step.RETURN_TO_REVIEW
    form_class = ReasonForm

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Return."""
        return_to_review(
            case_id=self.obj.pk, reason=form.cleaned_data["reason"], actor=actor, now=now,
            seen=self.seen(form),
        )  # fmt: skip


class Release(CaseStep):
    """The second person's yes."""

    step = Step.RELEASE
    form_class = step_forms.ReleaseForm
    failures = (UnableToTakeStep, UnableToReleasePackage)

    def unmet(self) -> list[str]:
        """Outcomes are written by the release itself, so that guard is not asked before."""
        return [code for code in super().unmet() if code != "ITEMS_DECIDED"]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Release."""
        release_package(
            case_id=self.obj.pk, actor=actor, now=now, seen=self.seen(form),
            alone_reason=form.cleaned_data["alone_reason"],
        )  # fmt: skip


class RecordDelivery(CaseStep):
    """Posted, with method and tracking number."""

    step = Step.RECORD_DELIVERY
    form_class = step_forms.PostingForm
    failures = (UnableToTakeStep, UnableToRecordPosting)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record it."""
        data = form.cleaned_data
        record_posting(
            case_id=self.obj.pk, postal_method=data["postal_method"],
            tracking_number=data["tracking_number"], posted_on=data["posted_on"],
            actor=actor, now=now, seen=self.seen(form),
        )  # fmt: skip


class Close(CaseStep):
    """Into the archive."""

    step = Step.CLOSE
    form_class = StepForm
    failures = (UnableToTakeStep, UnableToCloseCase)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Close."""
        close_case(case_id=self.obj.pk, actor=actor, now=now, seen=self.seen(form))


class WriteMessage(CaseStep):
    """To the person."""

    step = Step.WRITE_MESSAGE
    form_class = step_forms.MessageForm
    failures = (UnableToTakeStep, UnableToSendMessage)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Send."""
        send_message(
            case_id=self.obj.pk, text=form.cleaned_data["text"], actor=actor, now=now,
            send_token=form.cleaned_data["send_token"],
        )  # fmt: skip


class WriteNote(CaseStep):
    """For colleagues."""

    step = Step.WRITE_NOTE
    form_class = step_forms.NoteForm
    failures = (UnableToTakeStep, UnableToSendMessage)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Write."""
        write_note(case_id=self.obj.pk, text=form.cleaned_data["text"], actor=actor, now=now)


PAGES: dict[Step, type[CaseStep]] = {
    page.step: page
    for page in (
        Accept, BeginCollection, FinishCollection, CollectAgain, SubmitForApproval, ReturnToReview,
        Release, RecordDelivery, Close, AskRequester, Resume, DeclineAcceptance, Withdraw, Assign,
        ExtendDeadline, SendInterimNotice, WriteMessage, WriteNote,
    )
}  # fmt: skip


def step_pages() -> tuple[type[CaseStep], ...]:
    """A page for every button of the workflow table, in table order.

    Raises KeyError when the table has a button without a page.
    """
    return tuple(_titled(Step(row.step)) for row in TABLE if row.button)


def _titled(step: Step) -> type[CaseStep]:
    page = PAGES[step]
    page.slug = step.value.lower().replace("_", "-")
    page.title = Step(step).label
    page.permission = BY_STEP[step].permission
    page.button = Step(step).label
    return page
