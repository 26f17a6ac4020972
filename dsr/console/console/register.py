"""What the register and the figures are narrowed to, as chosen on their pages."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dsr.cases.enums import Outcome, Status
from dsr.console.selectors.register import UNDECIDED, RegisterFilter
from policies.enums import RequestKind

ANY = [("", pgettext_lazy("register", "All"))]


class RegisterForm(forms.Form):
    """The filters above the register. An unknown value is refused, not ignored."""

    year = forms.TypedChoiceField(
        label=_("Year of arrival"), coerce=int, empty_value=None, required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind of request"), choices=[*ANY, *RequestKind.choices], required=False
    )
    status = forms.ChoiceField(label=_("Status"), choices=[*ANY, *Status.choices], required=False)
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[*ANY, (UNDECIDED, _("not decided")), *Outcome.choices],
        required=False,
    )

    def __init__(self, *args: object, years: Iterable[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        year = self.fields["year"]
        if isinstance(year, forms.ChoiceField):
            year.choices = [*ANY, *((number, str(number)) for number in years)]

    def narrowed(self) -> RegisterFilter:
        """The filter; everything where the choices make no sense."""
        return RegisterFilter(**self.cleaned_data) if self.is_valid() else RegisterFilter()
