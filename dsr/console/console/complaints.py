"""What the complaint log is narrowed to."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.console.console.register import ANY
from dsr.console.selectors.complaints import COMPLAINT, NATURES


class ComplaintForm(forms.Form):
    """Complaints of all years, unless something else is chosen."""

    year = forms.TypedChoiceField(
        label=_("Year of arrival"), coerce=int, empty_value=None, required=False
    )
    nature = forms.ChoiceField(
        label=pgettext_lazy("complaint", "What it is"),
        choices=[*ANY, *NATURES.items()],
        required=False,
        initial=COMPLAINT,
    )

    def __init__(self, *args: object, years: Iterable[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        year = self.fields["year"]
        if isinstance(year, forms.ChoiceField):
            year.choices = [*ANY, *((number, str(number)) for number in years)]
