"""What finance may do to a fee, each on a page of its own with a reason."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Count
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import StepPage
from accounts.forms.reason import StepForm
from dsr.fees.enums import FeeStatus, FeeStep
from dsr.fees.forms.decisions import (
    ChosenMoneyForm,
    OfflinePaymentForm,
    OfflineRefundForm,
    ProposedRefundForm,
    RefundForm,
)
from dsr.fees.selectors.payments import payments_left, refunds_by_hand
from dsr.fees.selectors.refund_proposals import needs_second_person, waiting_proposals
from dsr.fees.services.fee_sync import UnableToSyncFee, sync_fee
from dsr.fees.services.offline_payments import (
    UnableToRecordPayment,
    UnableToRecordRefund,
    record_offline_payment,
    record_offline_refund,
)
from dsr.fees.services.refund_proposals import (
    UnableToDecideRefund,
    UnableToProposeRefund,
    approve_refund,
    decline_refund,
    propose_refund,
)
from dsr.fees.services.refunds import UnableToRefundFee, refund_fee
from dsr.fees.services.waivers import UnableToWaiveFee, may_be_waived, waive_fee

EXPLANATIONS = {
    "REASON_MISSING": _("Please give the reason."),
    "NOT_DUE": _("This fee is no longer due."),
    "WRONG_AMOUNT": _("This is not what the fee costs. Only the whole fee can be recorded."),
    "WRONG_METHOD": _("Choose bank transfer or postal money order."),
    "IN_FUTURE": _("The day of payment has not come yet."),
    "TOO_MUCH": _("That is more than is left to refund."),
    "NOTHING_PAID": _("This fee has no such payment."),
    "NOT_WAITING": _("This refund does not wait to be sent by hand."),
    "NEEDS_TWO": _("Another refund came first. This one now needs a second person: try again."),
    "WAITING": _("A proposed refund of this payment waits for a second person already."),
    "OWN_PROPOSAL": _("You proposed this refund. Somebody else approves it."),
    "DECIDED": _("This was decided meanwhile."),
    "UNAVAILABLE": _("Stripe did not answer. Please try again in a minute."),
    "REFUSED": _("Stripe does not know one of these payments. Please tell the operator."),
}


class FeeStepPage(StepPage):
    """A step on a fee."""

    explanations = EXPLANATIONS

    def version(self) -> int:
        """Grows with every decision, payment and refund."""
        counted = self.obj.payments.aggregate(
            payments=Count("pk", distinct=True), refunds=Count("refunds", distinct=True)
        )
        return int(self.obj.events.count() + counted["payments"] + counted["refunds"])


class SyncFee(FeeStepPage):
    """Ask Stripe now."""

    slug = "sync"
    title = _("Ask Stripe now")
    permission = "dsr_fees.sync_payment"
    button = _("Ask now")
    form_class = StepForm
    failures = (UnableToSyncFee,)
    what_happens = (
        _("Stripe is asked how every payment and refund of this fee stands."),
        _("What it answers is written here, as after a notice from Stripe."),
    )

    def available(self) -> bool:
        """While Stripe has anything of it."""
        return bool(self.obj.attempts.filter(session_id__gt="").exists())

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Ask."""
        sync_fee(fee_id=self.obj.pk, actor=actor, now=now)


class RecordOfflinePayment(FeeStepPage):
    """Bank transfer or postal money order."""

    slug = "record-offline-payment"
    title = FeeStep.RECORD_OFFLINE_PAYMENT.label
    permission = "dsr_fees.record_offline_payment"
    form_class = OfflinePaymentForm
    failures = (UnableToRecordPayment,)
    what_happens = (
        _("The fee counts as paid, and the person is told to sign in and look."),
        _("An open payment page is closed. Money paid there all the same is sent back."),
    )

    def available(self) -> bool:
        """While it is due."""
        return self.obj.status in (FeeStatus.DUE, FeeStatus.PENDING)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record it."""
        data = form.cleaned_data
        record_offline_payment(
            fee_id=self.obj.pk, method=data["method"], amount=data["amount"],
            paid_on=data["paid_on"], offline_reference=data["offline_reference"],
            reason=data["reason"], actor=actor, now=now,
        )  # fmt: skip


class Waive(FeeStepPage):
    """Give the fee up."""

    slug = "waive"
    title = FeeStep.WAIVE.label
    permission = "dsr_fees.waive_fee"
    dangerous = True
    failures = (UnableToWaiveFee,)
    what_happens = (
        _("Nothing has to be paid for this request any more, and the person is told."),
        _("This cannot be undone."),
    )

    def available(self) -> bool:
        """While it keeps the case from going on."""
        return may_be_waived(self.obj)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Waive."""
        reason = form.cleaned_data["reason"]
        waive_fee(fee_id=self.obj.pk, reason=reason, actor=actor, now=now)


class ChosenMoneyStep(FeeStepPage):
    """A step on one of the fee's payments or refunds."""

    chosen_form: ClassVar[type[ChosenMoneyForm]] = ChosenMoneyForm

    def choices(self) -> list[tuple[str, str]]:
        """(id, words) of what may be chosen."""
        raise NotImplementedError

    def available(self) -> bool:
        """While there is something to choose."""
        return bool(self.choices())

    def form(self, data: Any = None) -> forms.Form:
        """The form with its choices."""
        return self.chosen_form(data, initial={"seen": self.version()}, choices=self.choices())


class Refund(ChosenMoneyStep):
    """Send money back."""

    slug = "refund"
    title = FeeStep.REFUND.label
    permission = "dsr_fees.refund_fee"
    dangerous = True
    chosen_form = RefundForm
    failures = (UnableToRefundFee, UnableToProposeRefund)
    what_happens = (
        _("Above the limit of one person, this proposes it, and a second person approves."),
        _("Stripe is asked to send the money back. This cannot be undone."),
        _("Money that came outside Stripe waits until you record that you sent it back."),
        _("The person is told once it has been refunded."),
    )

    def choices(self) -> list[tuple[str, str]]:
        """Payments of which something is left."""
        return [
            (
                str(payment.pk),
                gettext("%(method)s, %(yen)s yen left")
                % {"method": payment.get_method_display(), "yen": payment.left},
            )
            for payment in payments_left(self.obj)
        ]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Refund, or propose it where one person may not decide alone."""
        data = form.cleaned_data
        payment = self.obj.payments.get(pk=data["chosen"])
        verb = propose_refund if needs_second_person(payment, amount=data["amount"]) else refund_fee
        verb(
            fee_id=self.obj.pk, payment_id=data["chosen"], amount=data["amount"],
            reason=data["reason"], actor=actor, now=now,
        )  # fmt: skip


class RecordOfflineRefund(ChosenMoneyStep):
    """It was sent by hand."""

    slug = "record-offline-refund"
    title = FeeStep.RECORD_OFFLINE_REFUND.label
    permission = "dsr_fees.refund_fee"
    chosen_form = OfflineRefundForm
    failures = (UnableToRecordRefund,)
    what_happens = (_("The refund counts as made, and the person is told."),)

    def choices(self) -> list[tuple[str, str]]:
        """Refunds that wait for a hand."""
        return [
            (
                str(refund.pk),
                gettext("%(method)s, %(yen)s yen")
                % {"method": refund.payment.get_method_display(), "yen": refund.amount},
            )
            for refund in refunds_by_hand(self.obj)
        ]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Record it."""
        data = form.cleaned_data
        record_offline_refund(
            refund_id=data["chosen"], offline_reference=data["offline_reference"],
            reason=data["reason"], actor=actor, now=now,
        )  # fmt: skip


class DecideRefund(ChosenMoneyStep):
    """A step on a refund that another person proposed."""

    permission = "dsr_fees.refund_fee"
    chosen_form = ProposedRefundForm
    failures = (UnableToDecideRefund,)

    def choices(self) -> list[tuple[str, str]]:
        """Proposals that wait, with who proposed each."""
        return [
            (
                str(proposal.pk),
                gettext("%(method)s, %(yen)s yen, proposed by %(who)s")
                % {
                    "method": proposal.payment.get_method_display(),
                    "yen": proposal.amount,
                    "who": proposal.proposed_by,
                },
            )
            for proposal in waiting_proposals(self.obj)
        ]


class ApproveRefund(DecideRefund):
    """The second of two people."""

    slug = "approve-refund"
    title = FeeStep.APPROVE_REFUND.label
    dangerous = True
    what_happens = (
        _("Stripe is asked to send the money back. This cannot be undone."),
        _("Who proposed it cannot approve it."),
    )

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Approve."""
        data = form.cleaned_data
        approve_refund(
            proposal_id=data["chosen"], reason=data["reason"], actor=actor, now=now
        )  # fmt: skip


class DeclineRefund(DecideRefund):
    """Nothing goes back."""

    slug = "decline-refund"
    title = FeeStep.DECLINE_REFUND.label
    what_happens = (_("The proposal ends and no money moves."),)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Decline."""
        data = form.cleaned_data
        decline_refund(
            proposal_id=data["chosen"], reason=data["reason"], actor=actor, now=now
        )  # fmt: skip


STEPS = (
    SyncFee, RecordOfflinePayment, Refund, ApproveRefund, DeclineRefund, RecordOfflineRefund, Waive,
)  # fmt: skip
