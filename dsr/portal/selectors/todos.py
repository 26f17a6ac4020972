"""What only the person can do now, each with the page where it is done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from dsr.cases.enums import AnswerGoesTo, Gate, Status
from dsr.cases.models import Case
from dsr.fees.enums import FeeStatus
from dsr.fees.models import Fee


@dataclass(frozen=True)
class Todo:
    """One card: what to do, why, where."""

    title: str
    text: str
    href: str
    button: str


def todos_of(case: Case, fee: Fee | None) -> list[Todo]:
    """Open tasks of the person on this case, in the order that gets them there fastest."""
    return [
        *_fee(case, fee),
        *_identity(case),
        *_authority(case),
        *_reply(case),
        *_answer(case),
    ]


def _fee(case: Case, fee: Fee | None) -> list[Todo]:
    if not case.is_open or case.fee_gate != Gate.OPEN or fee is None:
        return []
    href = reverse("fees_fee", kwargs={"reference": case.reference})
    if fee.status == FeeStatus.PENDING:
        return [
            Todo(
                _("Pay at the convenience store"),
                _("Your payment number is on the next page."),
                href,
                _("Show the payment number"),
            )
        ]
    if fee.status != FeeStatus.DUE:  # money that came went back before the answer
        why = _("The payment went back. We cannot send our answer before the fee is settled.")
        return [Todo(_("Settle the fee"), why, href, _("Look at the fee"))]
    why = _("We start once the fee is settled.")
    if case.accepted_at is not None:
        why = _("Our answer is prepared. We send it once the fee is settled.")
    return [Todo(_("Pay the fee"), why, href, _("Go to payment"))]


def _identity(case: Case) -> list[Todo]:
    if case.status not in (Status.RECEIVED, Status.WAITING_FOR_REQUESTER):
        return []
    if case.identity_gate not in (Gate.OPEN, Gate.FAILED):
        return []
    return [
        Todo(
            _("Show who you are"),
            _("This protects your data from being given to somebody else."),
            reverse("identity_page", kwargs={"reference": case.reference}),
            _("Go to identity check"),
        )
    ]


def _authority(case: Case) -> list[Todo]:
    """A representative's authority; asked for again when a check of it failed later."""
    if not case.is_open or case.released_at is not None:
        return []
    early = case.status in (Status.RECEIVED, Status.WAITING_FOR_REQUESTER)
    if case.authority_gate != Gate.FAILED and not (early and case.authority_gate == Gate.OPEN):
        return []
    return [
        Todo(
            _("Show that you may ask for the person"),
            _("Upload the documents that show your authority."),
            reverse("authority_documents", kwargs={"reference": case.reference}),
            _("Go to the documents of authority"),
        )
    ]


def _reply(case: Case) -> list[Todo]:
    if case.status != Status.WAITING_FOR_REQUESTER:
        return []
    return [
        Todo(
            _("Reply to our question"),
            _("We asked you to complete something. We continue when you reply."),
            f"{reverse('portal_request', kwargs={'reference': case.reference})}#messages",
            _("Go to messages"),
        )
    ]


def _answer(case: Case) -> list[Todo]:
    if case.released_at is None or case.answer_goes_to != AnswerGoesTo.REQUESTER:
        return []
    return [
        Todo(
            _("Read our answer"),
            _("If there is data to download, we ask for a fresh code first, to protect it."),
            reverse("fulfilment:answer", kwargs={"reference": case.reference}),
            _("Go to the answer"),
        )
    ]
