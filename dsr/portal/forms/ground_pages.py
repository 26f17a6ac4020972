"""On what ground something shall be stopped or erased (DOMAIN §4). The law asks for one here."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dsr.cases.domain.stop_grounds import grounds_for
from dsr.cases.enums import StopGround
from dsr.portal.domain.pages import field_start
from dsr.portal.forms.choice import Choice
from dsr.portal.forms.question_form import JapaneseCharField, QuestionForm
from policies.enums import RequestKind

HINTS: dict[StopGround, Promise] = {
    StopGround.BEYOND_PURPOSE: _("For something else than we said we use it for."),
    StopGround.IMPROPER_USE: _("In a way that may further unlawful or unfair acts."),
    StopGround.DECEITFUL_ACQUISITION: _("For example by saying something untrue."),
    StopGround.SENSITIVE_WITHOUT_CONSENT: _(
        "Data that needs special care, such as illnesses, beliefs or a criminal record."
    ),
    StopGround.PROVIDED_WITHOUT_CONSENT: _("Also to companies abroad."),
    StopGround.NO_LONGER_NEEDED: _("For example after leaving the service."),
    StopGround.REPORTABLE_BREACH: _("Data leaked, was lost or damaged, in a serious case."),
    StopGround.INTERESTS_AT_RISK: _("For example unwanted advertising that goes on."),
    StopGround.POLICY: _("None of the above fits. Please tell us below."),
}


class GroundsForm(QuestionForm):
    """Grounds to tick, own words if wanted. No evidence is asked."""

    kind: ClassVar[RequestKind]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        start = field_start(self.kind)
        self.fields[f"{start}grounds"] = forms.MultipleChoiceField(
            label=_("What applies?"),
            help_text=_("Choose all that may apply. We look into it; you need not prove it."),
            widget=forms.CheckboxSelectMultiple,
            choices=[
                (ground.value, Choice(ground.label, HINTS[ground]))
                for ground in grounds_for(self.kind)
            ],
            error_messages={"required": _("Please choose at least one.")},
        )
        self.fields[f"{start}detail"] = JapaneseCharField(
            label=_("Tell us in your own words"), max_length=2000, required=False,
            widget=forms.Textarea(attrs={"rows": 5, "maxlength": 2000}),
            help_text=_("What happened, since when, what you noticed."),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """No My Number in the words."""
        cleaned = super().clean()
        name = f"{field_start(self.kind)}detail"
        self.refuse_my_number(name, cleaned.get(name))
        return cleaned


class SuspensionGroundsForm(GroundsForm):
    """Why we shall stop using the data."""

    kind = RequestKind.SUSPENSION


class ErasureGroundsForm(GroundsForm):
    """Why we shall erase the data."""

    kind = RequestKind.ERASURE


class ProvisionStopGroundsForm(GroundsForm):
    """Why we shall stop giving the data to others."""

    kind = RequestKind.PROVISION_STOP
