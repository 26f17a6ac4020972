"""What finance brings and writes when books are compared."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.reason import ReasonForm, StepForm
from dsr.fees.domain.bank_csv import STRIPE_WORDS, Columns
from dsr.fees.enums import BankFileFormat


class OwnerForm(StepForm):
    """Who takes a break on."""

    owner = forms.TypedChoiceField(label=pgettext_lazy("break", "Owner"), coerce=int)

    def __init__(self, data: Any = None, *, owners: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["owner"].choices = list(owners)  # type: ignore[attr-defined]  # a ChoiceField


class NoteForm(ReasonForm):
    """What was learnt."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["reason"].label = pgettext_lazy("break", "Note")


class StatementForm(StepForm):
    """A file of the bank and how to read it. Column numbers begin with 1; 0 is none."""

    file = forms.FileField(
        label=_("File of the bank"), help_text=_("Up to 5 MB, UTF-8 or Shift_JIS (cp932).")
    )
    format = forms.ChoiceField(label=_("Format"), choices=BankFileFormat.choices)
    names = forms.CharField(
        label=_("Names under which Stripe pays"),
        help_text=_(
            "Only lines whose words contain one of these are kept. All other lines name other"
            " people and are not stored. Separate several by commas."
        ),
        initial=", ".join(STRIPE_WORDS),
        max_length=200,
    )
    header_lines = forms.IntegerField(
        label=_("Lines before the first entry"), initial=1, min_value=0, max_value=50,
        help_text=_("This and the columns below are read for CSV only. The first column is 1."),
    )  # fmt: skip
    on = forms.IntegerField(
        label=_("Column of the date"), initial=1, min_value=1, max_value=99
    )  # fmt: skip
    amount_in = forms.IntegerField(
        label=_("Column of the amount that came in"), initial=3, min_value=1, max_value=99
    )
    words = forms.IntegerField(
        label=_("Column of the payer's name"), initial=5, min_value=1, max_value=99
    )
    balance = forms.IntegerField(
        label=_("Column of the balance"), initial=4, min_value=0, max_value=99,
        help_text=_("0 where the bank gives none."),
    )  # fmt: skip

    def columns(self) -> Columns:
        """The mapping that was typed."""
        data = self.cleaned_data
        return Columns(
            on=data["on"], amount_in=data["amount_in"], words=data["words"],
            balance=data["balance"], header_lines=data["header_lines"],
        )  # fmt: skip

    def names_typed(self) -> tuple[str, ...]:
        """The names, one by one."""
        parts = self.cleaned_data["names"].replace("、", ",").split(",")
        return tuple(part.strip() for part in parts if part.strip())


class ReportForm(StepForm):
    """Stripe's itemised payout report."""

    file = forms.FileField(
        label=_("Report of Stripe"),
        help_text=_("payout_reconciliation.itemized.5 as CSV, up to 5 MB."),
    )


class MonthForm(forms.Form):
    """Which month, and what Stripe's tax invoice says."""

    month = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )  # fmt: skip
    invoice = forms.IntegerField(
        label=_("Fees on Stripe's tax invoice (yen, tax included)"), required=False
    )
