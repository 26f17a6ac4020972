"""What staff enter about sources, categories and tasks."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.reason import StepForm
from dsr.fulfilment.services.manual_tasks import UploadKind

Choices = Iterable[tuple[str, str]]


def reason_fields() -> tuple[forms.CharField, forms.CharField]:
    """The words the person will read, Japanese first."""
    area = forms.Textarea(attrs={"rows": 4})
    return (
        forms.CharField(label=_("Reason told to the person (Japanese)"), widget=area,
                        max_length=1000),
        forms.CharField(label=_("Reason told to the person (English)"), widget=area,
                        max_length=1000, required=False),
    )  # fmt: skip


class ChosenForm(StepForm):
    """One thing of a list; a link may choose it ahead."""

    chosen = forms.ChoiceField(label=_("Which"))

    def __init__(self, *args: object, choices: Choices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["chosen"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)


class ChosenReasonForm(ChosenForm):
    """One thing of a list, and why it is left out."""

    reason_ja, reason_en = reason_fields()


class StatementForm(ChosenForm):
    """A category in which nothing was found, and how it was searched."""

    statement = forms.CharField(
        label=_("How it was searched"),
        help_text=_("Such as: searched by member ID in the ledger of 2020 to 2026."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )


class UploadForm(ChosenForm):
    """A file of what was found."""

    kind = forms.ChoiceField(
        label=_("Kind of file"), choices=[(k.value, k.value) for k in UploadKind]
    )
    upload = forms.FileField(
        label=_("File"),
        help_text=_("CSV or JSON with one record a line or object, or a PDF. It is stored sealed."),
    )
