"""What is asked: kinds, and which data they are about. No reason is asked for a disclosure."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from dsr.cases.enums import Scope
from dsr.portal.domain.pages import KINDS
from dsr.portal.forms.choice import Choice
from dsr.portal.forms.question_form import JapaneseCharField, QuestionForm
from policies.enums import RequestKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

MEANS: dict[RequestKind, "Promise"] = {
    RequestKind.DISCLOSURE: gettext_lazy("You receive the data we hold (Art 33(1))."),
    RequestKind.PURPOSE_NOTICE: gettext_lazy("We tell what we use the data for (Art 32(2))."),
    RequestKind.PROVISION_RECORDS: gettext_lazy(
        "You receive our records of when the data was given to or taken from others (Art 33(5))."
    ),
    RequestKind.CORRECTION: gettext_lazy("We put right what is wrong or missing (Art 34)."),
    RequestKind.SUSPENSION: gettext_lazy("We keep the data but stop using it (Art 35(1)(5))."),
    RequestKind.ERASURE: gettext_lazy(
        "We delete the data, or make it impossible to tell whose it is (Art 35(1)(5))."
    ),
    RequestKind.PROVISION_STOP: gettext_lazy(
        "We stop giving the data to other companies (Art 35(3)(5))."
    ),
    RequestKind.INQUIRY: gettext_lazy(
        "A question, a comment or a complaint about how we handle personal data (Art 40)."
    ),
}


def kind_choice(kind: RequestKind, fee: int) -> Choice:
    """A kind with one sentence of what it does, its article and its fee."""
    words = {"what": MEANS[kind], "cost": _cost(fee)}
    return Choice(kind.label, _("%(what)s %(cost)s") % words)


def kind_rows(fees: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every kind for the front door: what it does and its fee in yen, 0 for none."""
    return [{"label": kind.label, "lines": [MEANS[kind], _cost(fees[kind])]} for kind in KINDS]


def _cost(fee: int) -> str:
    return _("Fee: %(yen)s yen.") % {"yen": intcomma(fee)} if fee else _("Free of charge.")


class KindsForm(QuestionForm):
    """Which kinds; one filing may hold several."""

    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What do you ask for?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("You may choose several. The fee is due once for all of them."),
        error_messages={"required": gettext_lazy("Please choose at least one.")},
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["kinds"]
        field.choices = [  # type: ignore[attr-defined]
            (kind.value, kind_choice(kind, self.facts.fees[kind])) for kind in KINDS
        ]
        if not any(self.facts.fees.values()):
            field.help_text = _("You may choose several.")

    def clean_kinds(self) -> list[str]:
        """In the order of the page, each once."""
        chosen = self.cleaned_data["kinds"]
        return [kind.value for kind in KINDS if kind in chosen]


class DataForm(QuestionForm):
    """Which data, of which time. Everything unless the person says otherwise."""

    start: ClassVar[str] = ""  # of the fields' names
    words: ClassVar[str] = ""  # the field of the person's own words
    question: ClassVar["Promise"]
    words_label: ClassVar["Promise"]
    words_help: ClassVar["Promise"]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields[f"{self.start}scope"] = forms.MultipleChoiceField(
            label=self.question,
            widget=forms.CheckboxSelectMultiple,
            initial=[Scope.ALL],
            choices=_scopes(for_another=self.facts.for_another),
            error_messages={"required": _("Please choose at least one.")},
        )
        self.fields[self.words] = JapaneseCharField(
            label=self.words_label, max_length=1000, required=False, help_text=self.words_help,
            widget=forms.Textarea(attrs={"rows": 4, "maxlength": 1000}),
        )  # fmt: skip
        self.fields[f"{self.start}period_from"] = forms.DateField(
            label=_("From which date"), required=False, widget=_calendar(),
            help_text=_("Leave empty for the whole time."),
        )  # fmt: skip
        self.fields[f"{self.start}period_to"] = forms.DateField(
            label=_("Until which date"), required=False, widget=_calendar()
        )

    def clean(self) -> dict[str, Any]:
        """Everything includes the rest; a period runs forward."""
        cleaned = super().clean()
        self.refuse_my_number(self.words, cleaned.get(self.words))
        if Scope.ALL in (cleaned.get(f"{self.start}scope") or ()):
            cleaned[f"{self.start}scope"] = [Scope.ALL.value]
        begin, end = (cleaned.get(f"{self.start}period_{side}") for side in ("from", "to"))
        if begin and end and begin > end:
            wrong = _("The end of the period is before its beginning.")
            self.add_error(f"{self.start}period_to", wrong)
        return cleaned


def _calendar() -> forms.Widget:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _scopes(*, for_another: bool) -> list[tuple[str, Choice]]:
    own, theirs = _("Everything you hold about me"), _("Everything you hold about the person")
    return [
        (Scope.ALL, Choice(theirs if for_another else own, _("Choose this if unsure."))),
        (Scope.PROFILE, Choice(_("Registration data"), _("Name, contact, profile"))),
        (Scope.LOCATION, Choice(_("Location data"))),
        (Scope.USAGE, Choice(_("Usage history"), _("Pages viewed, access records"))),
        (Scope.INQUIRIES, Choice(_("Inquiry history"))),
        (Scope.DEVICE, Choice(_("Device and access data"), _("IP address, advertising ID"))),
        (Scope.OTHER, Choice(pgettext_lazy("scope", "Something else"))),
    ]


class ScopeForm(DataForm):
    """Which data a disclosure, the records of provision or the purposes are asked about."""

    words = "scope_detail"
    question = gettext_lazy("Which data is it about?")
    words_label = gettext_lazy("If you want to be more precise, tell us")
    words_help = gettext_lazy("You do not have to give a reason.")


class StopDataForm(DataForm):
    """Which data shall be stopped or erased."""

    words_label = gettext_lazy("If it is only about a part of it, tell us which")
    words_help = gettext_lazy("Leave empty for all of it.")


class SuspensionDataForm(StopDataForm):
    """Which data we shall stop using."""

    start, words = "suspension_", "suspension_extent"
    question = gettext_lazy("Which data shall we stop using?")


class ErasureDataForm(StopDataForm):
    """Which data we shall erase."""

    start, words = "erasure_", "erasure_extent"
    question = gettext_lazy("Which data shall we erase?")


class ProvisionStopDataForm(StopDataForm):
    """Which data we shall stop giving to others."""

    start, words = "provision_stop_", "provision_stop_extent"
    question = gettext_lazy("Which data shall we stop giving to others?")
