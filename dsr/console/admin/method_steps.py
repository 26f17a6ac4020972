"""Another way of delivery than the chosen one: the person is told first."""

from typing import Any

from django import forms

from dsr.cases.enums import Step
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.console.admin.case_step import CaseStep
from dsr.console.console.step_forms import MethodForm
from dsr.fulfilment.services.method_changes import UnableToChangeMethod, change_delivery_method
from policies.enums import DeliveryMethod


class ChangeMethod(CaseStep):
    """Paper instead of what was chosen, with the reason the person reads."""

    step = Step.CHANGE_METHOD
    form_class = MethodForm
    failures = (UnableToTakeStep, UnableToChangeMethod)

    def available(self) -> bool:
        """Where something else than paper was chosen."""
        return super().available() and self.obj.delivery_method != DeliveryMethod.PAPER

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Tell the person, then change."""
        change_delivery_method(
            case_id=self.obj.pk,
            used=DeliveryMethod.PAPER,
            reason_ja=form.cleaned_data["reason_ja"],
            reason_en=form.cleaned_data["reason_en"],
            actor=actor,
            now=now,
            seen=self.seen(form),
        )
