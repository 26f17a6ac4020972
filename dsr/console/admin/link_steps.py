"""Linking requests that belong together, and taking a wrong link back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import Text
from dsr.cases.enums import LinkKind, Step
from dsr.cases.models import Case
from dsr.cases.selectors.links import links_of
from dsr.cases.services.links import UnableToLinkCase, link_case, unlink_case
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.console.admin.case_step import CaseStep
from dsr.console.console.links import LinkForm, UnlinkForm

EXPLANATIONS: dict[str, Text] = {
    "SAME_CASE": _("This is the same request."),
    "ALREADY": _("They are linked like this already."),
    "NO_CASE": _("There is no request with this reference."),
    "NOT_LINKED": _("This link was taken back already."),
}


class _LinkStep(CaseStep):
    failures = (UnableToTakeStep, UnableToLinkCase)

    def explain(self, error: Exception) -> Text:
        """Kind words."""
        return EXPLANATIONS.get(str(getattr(error, "code", "")), super().explain(error))


class LinkCase(_LinkStep):
    """Two requests belong together."""

    step = Step.LINK_CASE
    form_class = LinkForm

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Link."""
        reference = form.cleaned_data["other_reference"].strip().upper()
        other = Case.objects.filter(reference=reference).first()
        if other is None:
            raise UnableToLinkCase("NO_CASE")
        link_case(
            case_id=self.obj.pk, other_id=other.pk, kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"], actor=actor, now=now, seen=self.seen(form),
        )  # fmt: skip


class UnlinkCase(_LinkStep):
    """A link is wrong. Beside the table: the same permission, the same step on the ledger."""

    step = Step.LINK_CASE
    slug = "unlink-case"
    title = _("Take a link back")
    permission = "dsr_cases.link_case"
    button = _("Take the link back")

    def available(self) -> bool:
        """While there is a link."""
        return bool(self.choices())

    def choices(self) -> list[tuple[str, str]]:
        """(id, words) of the links that hold."""
        return [
            (str(row.link.pk), f"{row.other.reference} · {LinkKind(row.link.kind).label}")
            for row in links_of(self.obj)
        ]

    def sentences(self) -> tuple[Text, ...]:
        """What will happen."""
        return (
            _("The link no longer shows on either request. That it was made, and why it was taken"
              " back, stays on record."),
        )  # fmt: skip

    def form(self, data: Any = None) -> forms.Form:
        """The form with the links."""
        return UnlinkForm(data, initial={"seen": self.version()}, choices=self.choices())

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Unlink."""
        unlink_case(
            case_id=self.obj.pk, link_id=int(form.cleaned_data["link"]),
            reason=form.cleaned_data["reason"], actor=actor, now=now, seen=self.seen(form),
        )  # fmt: skip
