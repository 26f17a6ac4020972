"""What staff type for each step; nothing here writes."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.reason import ReasonForm, StepForm
from accounts.models import User
from dsr.cases.enums import OutcomeCode
from dsr.cases.services.endings import F_CODES
from dsr.cases.services.messages import MAX_LENGTH
from dsr.fulfilment.enums import PostalMethod

TOLD = _("The person reads this. Please write plainly and kindly.")


class ToldReasonForm(ReasonForm):
    """A reason that is addressed to the person."""

    reason = forms.CharField(
        label=_("What you tell the person"),
        help_text=TOLD,
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=1000,
    )


class OptionalReasonForm(StepForm):
    """A reason if there is one."""

    reason = forms.CharField(
        label=_("Reason (optional)"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


def possible_owners() -> QuerySet[User]:
    """Active staff who may work on cases."""
    works = Q(groups__permissions__codename="write_note") | Q(is_superuser=True)
    return User.objects.filter(works, is_staff=True, is_active=True).distinct().order_by(
        "display_name", "pk"
    )  # fmt: skip


class AssignForm(StepForm):
    """Who owns the case."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        if isinstance(owner, forms.ModelChoiceField):
            owner.queryset = possible_owners()


class AskForm(ToldReasonForm):
    """What is missing, and on which ground the request would end if nothing comes."""

    code = forms.ChoiceField(
        label=_("What is missing"),
        choices=[(code, OutcomeCode(code).label) for code in F_CODES],
        initial=OutcomeCode.F3,
    )
    field_order = ("code", "reason")


class InterimForm(ToldReasonForm):
    """Why it takes longer, and when the answer is expected."""

    expected_on = forms.DateField(
        label=_("Answer expected on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("expected_on", "reason")


class ExtendForm(ToldReasonForm):
    """By how many days."""

    days = forms.IntegerField(
        label=_("Extend by (calendar days)"), min_value=1, max_value=60, initial=14
    )
    field_order = ("days", "reason")


class MethodForm(StepForm):
    """Why the chosen way of delivery is difficult."""

    reason_ja = forms.CharField(
        label=_("Why the chosen way is difficult (Japanese)"), help_text=TOLD,
        widget=forms.Textarea(attrs={"rows": 4}), max_length=800,
    )  # fmt: skip
    reason_en = forms.CharField(
        label=_("Why the chosen way is difficult (English)"), required=False,
        widget=forms.Textarea(attrs={"rows": 4}), max_length=800,
    )  # fmt: skip


class DeclineForm(ToldReasonForm):
    """On which ground of non-acceptance."""

    code = forms.ChoiceField(
        label=_("Ground for not accepting"),
        choices=[(code, OutcomeCode(code).label) for code in F_CODES],
    )
    field_order = ("code", "reason")


class NoteForm(StepForm):
    """An internal note."""

    text = forms.CharField(
        label=_("Internal note"),
        help_text=_("Staff only. It is never shown to the person."),
        max_length=MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class ReleaseForm(StepForm):
    """Approval; a reason only where one person works alone."""

    alone_reason = forms.CharField(
        label=_("Reason for releasing what you prepared yourself"),
        help_text=_("Only for a desk of one person. It is kept on record."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class ApprovalForm(StepForm):
    """Approval of what is done to data; a reason only where one person works alone."""

    alone_reason = forms.CharField(
        label=_("Reason for approving what you prepared yourself"),
        help_text=_("Only for a desk of one person. It is kept on record."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class PostingForm(StepForm):
    """How the answer was posted."""

    postal_method = forms.ChoiceField(label=_("Sent by"), choices=PostalMethod.choices)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=40, required=False)
    posted_on = forms.DateField(
        label=_("Posted on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def posted_date(self) -> date:
        """The JST date typed."""
        posted: date = self.cleaned_data["posted_on"]
        return posted
