"""Steps of answering a request: from the first search to the archive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import Text
from accounts.domain.envelope import UnableToUnseal
from accounts.forms.reason import ReasonForm, StepForm
from dsr.cases.enums import Gate, Step
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.console.admin.case_step import CaseStep
from dsr.console.console import step_forms
from dsr.console.console.step_words import FAULT_WORDS
from dsr.fulfilment.selectors.action_rows import PlanPage, plan_page
from dsr.fulfilment.selectors.decisions import decision_of
from dsr.fulfilment.selectors.part_rows import page_language
from dsr.fulfilment.services.actions import UnableToBeginActions, begin_actions
from dsr.fulfilment.services.approvals import UnableToApprove
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

    def explain(self, error: Exception) -> Text:
        """Every fault of the draft, each in its words."""
        faults = getattr(error, "faults", ())
        return " ".join(str(FAULT_WORDS[fault]) for fault in faults) or super().explain(error)


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


class BeginActions(CaseStep):
    """The second person's yes to what is done to the data: every holder is told."""

    step = Step.BEGIN_ACTIONS
    form_class = step_forms.ApprovalForm
    failures = (UnableToTakeStep, UnableToBeginActions, UnableToApprove)
    template_name = "console/begin_actions.html"

    def fits_status(self) -> bool:
        """Only where the answer does something to data; otherwise the step is not spoken of."""
        return super().fits_status() and self.obj.actions_gate == Gate.OPEN

    def plan(self) -> PlanPage | None:
        """What will be done, for the page; None once it cannot be read or is not to be done."""
        decision = decision_of(self.obj)
        if decision is None or not self.fits_status():
            return None
        try:
            return plan_page(decision, page_language())
        except UnableToUnseal:
            return None

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Begin."""
        begin_actions(
            case_id=self.obj.pk, actor=actor, now=now, seen=self.seen(form),
            alone_reason=form.cleaned_data["alone_reason"],
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
    form_class = step_forms.OptionalReasonForm
    failures = (UnableToTakeStep, UnableToCloseCase)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Close."""
        close_case(
            case_id=self.obj.pk, reason=form.cleaned_data["reason"], actor=actor, now=now,
            seen=self.seen(form),
        )  # fmt: skip

    def explain(self, error: Exception) -> Text:
        """What to type where the person has not received the answer."""
        if isinstance(error, UnableToCloseCase):
            return _(
                "The person has not received the answer yet. To close the case all the same, "
                "please give the reason."
            )
        return super().explain(error)
