"""Promises in the console: what is still owed, the first due first, and how one was kept."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.step_pages import StepPage, Text
from accounts.domain.envelope import UnableToUnseal
from dsr.cases.enums import AnswerGoesTo
from dsr.cases.letters.words import Language
from dsr.cases.services.workflow import UnableToTakeStep
from dsr.fulfilment.forms.promise import KeptForm
from dsr.fulfilment.models import Promise
from dsr.fulfilment.selectors.promises import promise_words
from dsr.fulfilment.services.promises import KEEP, UnableToKeepPromise, keep_promise
from policies.domain.calendar import jst_date


def _language() -> Language:
    return "en" if (get_language() or "").startswith("en") else "ja"


class KeepPromise(StepPage):
    """It was done."""

    slug = "keep"
    title = gettext_lazy("Record that the promise was kept")
    permission = KEEP
    form_class = KeptForm
    failures = (UnableToKeepPromise, UnableToTakeStep)
    explanations = {
        "KEPT": gettext_lazy("It was kept already."),
        "REASON_MISSING": gettext_lazy("Please say how it was kept."),
    }

    def sentences(self) -> tuple[Text, ...]:
        """Who hears of it: never a representative who may not receive the answer."""
        kept = gettext_lazy("The promise counts as kept from now on.")
        if self.obj.item.case.answer_goes_to == AnswerGoesTo.REQUESTER:
            told = gettext_lazy("The person reads on their page that it was kept, and gets a mail.")
            return kept, told
        return kept, gettext_lazy(
            "The representative may not receive the answer and is told nothing. Please write to "
            "the person by post, at the address to which the answer went."
        )

    def available(self) -> bool:
        """While it is open."""
        return self.obj.kept_at is None

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Keep it."""
        keep_promise(
            promise_id=self.obj.pk, note=form.cleaned_data["note"], actor=actor, now=now
        )  # fmt: skip


class StandingFilter(admin.SimpleListFilter):
    """Open, overdue, kept. Open ones show unless something else is chosen."""

    title = pgettext_lazy("promise", "Standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What may be chosen."""
        return [
            ("overdue", pgettext_lazy("promise", "Overdue")),
            ("kept", pgettext_lazy("promise", "Kept")),
            ("all", pgettext_lazy("promise", "All of them")),
        ]

    def choices(self, changelist: Any) -> Any:
        """The first choice is what shows by itself."""
        first, *others = super().choices(changelist)
        yield {**first, "display": pgettext_lazy("promise", "Open")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Those chosen."""
        if self.value() == "all":
            return queryset
        if self.value() == "kept":
            return queryset.filter(kept_at__isnull=False)
        still = queryset.filter(kept_at__isnull=True)
        if self.value() == "overdue":
            return still.filter(due_date__lt=jst_date(timezone.now()))
        return still


@admin.register(Promise)
class PromiseAdmin(ReadOnlyAdmin):
    """What an answer said would be done later: it outlives the case."""

    ordering = ("due_date", "pk")
    list_display = ("reference", "due", "kind", "owner", "made_at", "kept_at")
    list_filter = (StandingFilter,)
    list_select_related = ("item__case", "owner")
    search_exactly = ("item__case__reference",)
    fields = (
        "reference", "asked", "kind", "due", "words", "law", "owner", "made_at", "reminded_on",
        "kept_at", "keeper",
    )  # fmt: skip
    readonly_fields = ("reference", "asked", "due", "words", "law", "keeper")
    steps = (KeepPromise,)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the case, whose key opens the words."""
        return super().get_queryset(request).select_related("item__case__data_key", "retention")

    def subject_of(self, obj: Promise) -> UUID | None:
        """A promise is made to somebody."""
        return obj.item.case.subject_id

    @admin.display(description=gettext_lazy("reference"), ordering="item__case__reference")
    def reference(self, obj: Promise) -> str:
        """The request it was made in."""
        return str(obj.item.case.reference)

    @admin.display(description=pgettext_lazy("promise", "What was asked"))
    def asked(self, obj: Promise) -> str:
        """The kind of request."""
        return str(obj.item.get_kind_display())

    @admin.display(description=pgettext_lazy("promise", "Due"), ordering="due_date")
    def due(self, obj: Promise) -> str:
        """The day, marked once it is past and nothing was done."""
        late = obj.kept_at is None and obj.due_date < self._today()
        chip = format_html(' <span class="chip chip--danger">{}</span>', _("overdue"))
        return format_html("{}{}", obj.due_date.isoformat(), chip if late else "")

    @admin.display(description=pgettext_lazy("promise", "What was promised"))
    def words(self, obj: Promise) -> str:
        """The words of the letter."""
        try:
            return promise_words(obj).to(_language())
        except UnableToUnseal:
            return _("gone with the case's key")

    @admin.display(description=pgettext_lazy("promise", "Law that obliges to keep"))
    def law(self, obj: Promise) -> str:
        """Why it is not done now."""
        if obj.retention is None:
            return "–"
        return str(obj.retention.law_en if _language() == "en" else obj.retention.law_ja)

    @admin.display(description=pgettext_lazy("promise", "Recorded by"))
    def keeper(self, obj: Promise) -> str:
        """Who said that it was kept."""
        return str(obj.kept_by or "–")

    def _today(self) -> date:
        return jst_date(timezone.now())
