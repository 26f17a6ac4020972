"""Opening a breach record: from a case, or by hand."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.admin.step_pages import StepPage, Text
from dsr.breaches.domain.handling import REPORT
from dsr.breaches.enums import BreachKind
from dsr.breaches.forms.steps import OpenByHandForm, OpenForm
from dsr.breaches.models import Breach
from dsr.breaches.services.openings import UnableToOpenBreach, open_breach
from dsr.cases.models import Case
from policies.domain.calendar import jst_date

CLOCKS_RUN = _(
    "The clocks start with the day of knowledge: a preliminary report within three to five days, a"
    " final one within thirty, if it must be reported."
)
MANAGERS_TOLD = _("The privacy managers get a mail. Nothing is told to the requester.")


class OpenBreach(StepPage):
    """What opening has in common."""

    permission = REPORT
    button = _("Open a breach record")
    dangerous = True
    form_class = OpenForm
    kind: ClassVar[BreachKind]
    failures = (UnableToOpenBreach,)
    explanations: ClassVar[Mapping[str, Text]] = {
        "IN_FUTURE": _("The day of knowledge has not come yet."),
        "DESCRIPTION_MISSING": _("Please say what happened."),
        "MY_NUMBER": _("This looks like a My Number. Please remove it."),
        "NO_CASE": _("There is no request with this reference."),
    }
    opened: Breach | None = None

    def form(self, data: Any = None) -> forms.Form:
        """Known since today, if nobody says otherwise."""
        form = super().form(data)
        form.initial["knowledge_on"] = jst_date(timezone.now())
        return form

    def case(self, form: forms.Form) -> Case | None:
        """The case it happened on."""
        return self.obj if isinstance(self.obj, Case) else None

    def kind_of(self, form: forms.Form) -> str:
        """What the desk noticed."""
        return self.kind

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Open it, or add to the one that stands."""
        case, kind = self.case(form), self.kind_of(form)
        # The account behind a suspected impostor's request is the impostor's, not the person's.
        own = case is not None and kind == BreachKind.WRONG_RECIPIENT
        self.opened = open_breach(
            kind=kind,
            case=case,
            knowledge_on=form.cleaned_data["knowledge_on"],
            description=form.cleaned_data["description"],
            concerned_subject_ids=[case.subject_id] if case is not None and own else [],
            concerned_member_ids=[form.cleaned_data["member_id"]],
            opening_token=form.cleaned_data["opening_token"],
            actor=actor,
            now=now,
        )

    def after_url(self) -> str:
        """The page of the breach."""
        if self.opened is None:
            return self.back_url
        return reverse("admin:dsr_breaches_breach_change", args=[self.opened.reference])


class ReportWrongRecipient(OpenBreach):
    """Something of this case reached somebody else."""

    slug = "report-wrong-recipient"
    title = _("Report a wrong recipient")
    kind = BreachKind.WRONG_RECIPIENT
    what_happens = (
        _("A breach record is opened for the person of this request, or added to the open one."),
        CLOCKS_RUN,
        MANAGERS_TOLD,
    )


class SuspectImpostor(OpenBreach):
    """Whoever asks may not be who they say."""

    slug = "suspect-impostor"
    title = _("Report a suspected impostor")
    kind = BreachKind.SUSPECTED_IMPOSTOR
    what_happens = (
        _("A breach record is opened. The request itself does not change: decide on identity, or"
          " stop the delivery, on its own pages."),
        CLOCKS_RUN,
        MANAGERS_TOLD,
    )  # fmt: skip


class OpenByHand(OpenBreach):
    """An event outside any request; the page stands beside the list."""

    slug = "open"
    title = _("Open a breach record by hand")
    form_class = OpenByHandForm
    what_happens = (CLOCKS_RUN, MANAGERS_TOLD)

    def case(self, form: forms.Form) -> Case | None:
        """By the reference that was typed. Raises UnableToOpenBreach for one nobody has."""
        reference = form.cleaned_data["case_reference"].strip().upper()
        if not reference:
            return None
        case = Case.objects.filter(reference=reference).first()
        if case is None:
            raise UnableToOpenBreach("NO_CASE")
        return case

    def kind_of(self, form: forms.Form) -> str:
        """As chosen."""
        return str(form.cleaned_data["kind"])

    @property
    def url(self) -> str:
        """Beside the list."""
        return reverse("admin:dsr_breaches_breach_open")

    @property
    def back_url(self) -> str:
        """The list."""
        return reverse("admin:dsr_breaches_breach_changelist")

    @property
    def back_label(self) -> Text:
        """The list."""
        return capfirst(str(Breach._meta.verbose_name_plural))


CASE_STEPS: tuple[type[StepPage], ...] = (ReportWrongRecipient, SuspectImpostor)
CASE_SLUGS = tuple(step.slug for step in CASE_STEPS)
