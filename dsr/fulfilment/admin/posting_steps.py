"""Steps on a posting: it came back, it was posted again, it arrived; paper or medium made anew."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import StepPage, Text
from dsr.cases.domain.message_variables import UnableToFill
from dsr.cases.selectors.message_templates import filled_template
from dsr.cases.services.messages import UnableToSendMessage
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fulfilment.enums import Handover, PostalMethod, ReturnReason
from dsr.fulfilment.forms.postings import ArrivalForm, CopyForm, PostAgainForm, ReturnForm
from dsr.fulfilment.models import Delivery
from dsr.fulfilment.selectors.deliveries import delivery_of
from dsr.fulfilment.services.delivery_changes import RECORD_POSTING
from dsr.fulfilment.services.postal_copies import UnableToMakePostalCopy, make_postal_copy_again
from dsr.fulfilment.services.postings import (
    UnableToRecordPosting,
    record_arrival,
    record_posting_again,
    record_return,
)

CAME_BACK = "mail-came-back"  # a seeded template
EXPLANATIONS: Mapping[str, Text] = {
    "TRACKING_MISSING": _("Please enter the tracking number."),
    "TRACKING_SHAPE": _(
        "This is no tracking number: mail within Japan has 11 or 12 digits, mail abroad two"
        " letters, nine digits and two letters."
    ),
    "TRACKING_CHECK_DIGIT": _(
        "One digit of the tracking number is wrong. Please compare it with the slip."
    ),
    "DAY": _("Please check the date."),
    "NOT_POSTED": _("It is not on its way."),
    "POSTED": _("It is on its way."),
    "ARRIVED": _("It arrived already."),
    "NOT_TO_BE_NAMED": _(
        "This answer goes to the person, not to the representative. Please leave the address empty:"
        " it is posted again to the address on record."
    ),
    "GONE": _("The package was deleted. Please collect again."),
    "EMPTY": _("The text is empty."),
    "MY_NUMBER": _("The text holds a My Number. Please remove it."),
    "UNFILLED": _("A name in braces was not replaced. Please write what it stands for."),
}


class PostingStep(StepPage):
    """A step on what is sent by post."""

    permission = RECORD_POSTING
    failures: ClassVar[tuple[type[Exception], ...]] = (UnableToRecordPosting,)
    explanations = EXPLANATIONS

    def posted(self) -> Delivery | None:
        """The delivery by post, once it was posted for the first time."""
        delivery = self.by_post()
        return delivery if self.obj.case.status in ("DELIVERED", "CLOSED") else None

    def by_post(self) -> Delivery | None:
        """The delivery, where it goes by post."""
        delivery = delivery_of(self.obj.case)
        return delivery if delivery is not None and delivery.handover == Handover.POST else None


class RecordReturn(PostingStep):
    """宛名不明 and the like."""

    slug = "record-return"
    title = _("Record returned mail")
    failures = (*PostingStep.failures, UnableToSendMessage, UnableToTakeStep)
    what_happens = (
        _("The posting is kept as returned, and the person gets your message at once."),
        _("The case does not close by itself before it is posted again."),
    )

    def available(self) -> bool:
        """While it is on its way."""
        delivery = self.posted()
        return delivery is not None and bool(delivery.posted_on) and delivery.arrived_on is None

    def form(self, data: Any = None) -> forms.Form:
        """With the template's text to begin with."""
        try:
            text = filled_template(case=self.obj.case, code=CAME_BACK)
        except UnableToFill:
            text = ""
        return ReturnForm(data=data, initial={"seen": self.version(), "text": text})

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record it."""
        data = form.cleaned_data
        record_return(
            case_id=self.obj.case_id, reason=ReturnReason(data["reason"]),
            returned_on=data["returned_on"], text=data["text"], send_token=data["send_token"],
            actor=actor, now=now,
        )  # fmt: skip


class PostAgain(PostingStep):
    """To the address the person named."""

    slug = "post-again"
    title = _("Record that it was posted again")
    form_class = PostAgainForm
    what_happens = (_("The person sees the new tracking number on their page."),)

    def available(self) -> bool:
        """After it came back."""
        delivery = self.posted()
        return delivery is not None and delivery.posted_on is None

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record it."""
        data = form.cleaned_data
        record_posting_again(
            case_id=self.obj.case_id, postal_method=PostalMethod(data["postal_method"]),
            tracking_number=data["tracking_number"], posted_on=data["posted_on"], actor=actor,
            now=now,
        )  # fmt: skip


class RecordArrival(PostingStep):
    """As the post's tracking says."""

    slug = "record-arrival"
    title = _("Record the day of arrival")
    form_class = ArrivalForm
    what_happens = (_("The day on which the post handed it over is kept."),)

    def available(self) -> bool:
        """While it is on its way."""
        delivery = self.posted()
        return delivery is not None and bool(delivery.posted_on) and delivery.arrived_on is None

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record it."""
        day = form.cleaned_data["arrived_on"]
        record_arrival(case_id=self.obj.case_id, arrived_on=day, actor=actor, now=now)


class MakeCopyAgain(PostingStep):
    """After a return, a failure, or a medium that cannot be read."""

    slug = "make-copy-again"
    title = _("Make the papers or the medium again")
    form_class = CopyForm
    failures = (UnableToMakePostalCopy,)
    what_happens = (
        _("They are made anew in the background; a medium gets a new password."),
        _("What was made before is deleted with the next clearing."),
    )

    def available(self) -> bool:
        """While nothing is on its way."""
        delivery = self.by_post()
        return delivery is not None and delivery.posted_on is None

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Queue it."""
        delivery = self.by_post()
        if delivery is None:
            raise UnableToMakePostalCopy("There is none.", code="NOT_BY_POST")
        make_postal_copy_again(
            delivery_id=delivery.pk, address=form.cleaned_data["address"], actor=actor, now=now
        )
