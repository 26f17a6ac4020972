"""What staff enter about actions in sources."""

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.reason import StepForm
from accounts.models import User
from dsr.fulfilment.services.action_tasks import MOST_AFFECTED


class ConfirmForm(StepForm):
    """Done by hand: how, how much, and the proof."""

    affected = forms.IntegerField(
        label=_("How many records were changed"), min_value=1, max_value=MOST_AFFECTED
    )
    note = forms.CharField(
        label=_("How and by whom it was done"),
        help_text=_("It is kept sealed with the case."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )
    proof = forms.FileField(
        label=_("Proof"),
        help_text=_("A picture or PDF, such as the holder's confirmation. It is drawn anew."),
    )


class SearchedForm(StepForm):
    """Nothing is held there, and how that was found."""

    note = forms.CharField(
        label=_("How it was searched"),
        help_text=_("Such as: searched by member ID in the ledger of 2020 to 2026."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


def possible_assignees() -> QuerySet[User]:
    """Active staff who may act in sources."""
    may = Q(groups__permissions__codename="act_in_sources") | Q(is_superuser=True)
    found = User.objects.filter(may, is_staff=True, is_active=True).distinct()
    return found.order_by("display_name", "pk")


class AssigneeForm(StepForm):
    """Who does it."""

    assignee = forms.ModelChoiceField(label=_("Assignee"), queryset=User.objects.none())

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["assignee"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = possible_assignees()
