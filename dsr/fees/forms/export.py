"""Which month leaves, and for which software."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.fees.enums import ExportFormat


class ExportForm(forms.Form):
    """Both are chosen, never typed."""

    month = forms.TypedChoiceField(
        label=_("Month"), coerce=date.fromisoformat,
        error_messages={"required": _("Please choose the month.")},
    )  # fmt: skip
    export_format = forms.ChoiceField(
        label=_("For which software"), choices=ExportFormat.choices,
        error_messages={"required": _("Please choose the software.")},
    )  # fmt: skip

    def __init__(self, *args: object, months: Iterable[date], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        field = self.fields["month"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(month.isoformat(), f"{month:%Y-%m}") for month in months]
