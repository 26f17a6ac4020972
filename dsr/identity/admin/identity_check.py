"""本人確認: the reviewer sees picture, claim and the company's own data side by side."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.step_pages import StepPage
from dsr.cases.selectors.notes import note_text
from dsr.identity.admin.authority_pictures import authority_pictures, serve_picture
from dsr.identity.enums import WAITING, Attribute, MatchResult, Whose
from dsr.identity.forms.review import AGENT_FIELDS, ReviewForm
from dsr.identity.models import IdentityCheck, IdentityDocument
from dsr.identity.selectors.comparisons import Comparison, agent_rows, comparison_of
from dsr.identity.services.reviews import (
    VERIFY,
    SeenAgent,
    UnableToDecideIdentity,
    agent_is_checked,
    decide_identity,
)

SEEN_FIELDS = ("document_class", "expiry_seen", "issued_seen")
CLASS_FIELDS = (
    (Whose.PRINCIPAL, "document_class"), (Whose.REPRESENTATIVE, "agent_document_class"),
)  # fmt: skip


class DecideIdentity(StepPage):
    """The verdict on uploaded documents."""

    slug = "decide"
    title = _("Decide on identity")
    permission = VERIFY
    button = _("Record the verdict")
    form_class = ReviewForm
    template_name = "identity/review.html"
    what_happens = (
        _("If it is this person, identity is confirmed; with the fee settled the request is"
          " accepted."),
        _("If something differs, or another request is about the same member, a second person must"
          " confirm. Then give the reason."),
        _("If not confirmed, the person is asked to act; nothing is refused yet."),
        _("The pictures are deleted within a week."),
    )  # fmt: skip
    failures = (UnableToDecideIdentity,)
    explanations: ClassVar[Any] = {
        "NOT_PERMITTED": _("Only reviewers decide."),
        "CLOSED": _("Nothing waits for a decision any more."),
        "EXPIRED": _("The document has expired, so it shows nothing. Ask for another one."),
        "EXPIRY_MISSING": _("This kind of document has an expiry date. Please enter it."),
        "TOO_OLD": _("It was issued more than three months ago. Ask for a newer one."),
        "ISSUE_DATE_MISSING": _("Please enter the issue date: it may be three months old at most."),
        "NOT_ENOUGH": _("One more document is needed: two without a photo, or one with address."),
        "INCOMPLETE": _("Please say which document you saw, and compare every attribute."),
        "REASON_MISSING": _("Please give the reason."),
        "SAME_PERSON": _("You looked first; another person must confirm."),
        "NO_DOCUMENT": _("There is no document to look at."),
    }

    def version(self) -> int:
        """Events of the case."""
        return int(self.obj.case.events.count())

    def available(self) -> bool:
        """While somebody waits for it; nobody does once the request has ended."""
        return self.obj.status in WAITING and self.obj.case.is_open

    def answer(self) -> HttpResponse:
        """Claims and held data show here, so every look is on record before the page leaves."""
        self.model_admin.record_view(self.request, self.obj)
        return super().answer()

    def form(self, data: Any = None) -> forms.Form:
        """The form, each attribute's answers beside what there is to compare."""
        initial: dict[str, Any] = {"seen": self.version()}
        for whose, name in CLASS_FIELDS:
            mine = self.obj.documents.kept().filter(whose=whose)
            classes = set(mine.values_list("document_class", flat=True))
            if len(classes) == 1:
                initial[name] = classes.pop()
        form = ReviewForm(data=data, initial=initial, represented=self.represented)
        form.label_suffix = ""
        self.rows = [(row, form[f"match_{row.code}"]) for row in self.comparison.rows]
        self.seen_fields = [form[name] for name in SEEN_FIELDS]
        if self.represented:
            rows = agent_rows(self.obj)
            self.agent_rows = [(row, form[f"agent_match_{row.code}"]) for row in rows]
            self.agent_fields = [form[name] for name in AGENT_FIELDS]
        self.fields = [form["verdict"], form["reason"]]
        return form

    @property
    def represented(self) -> bool:
        """Whether the check is about two people."""
        return agent_is_checked(self.obj)

    @cached_property
    def comparison(self) -> Comparison:
        """What to compare."""
        return comparison_of(self.obj)

    @property
    def first_reason(self) -> str:
        """Why the first reviewer would say yes, for the second person."""
        note = self.obj.reason_note
        return note_text(note) if note and self.obj.first_reviewer_id else ""

    @property
    def pictures(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """Addresses of the pictures, under whose they are where two people are checked."""
        rows = list(self.obj.documents.kept().select_related("file").order_by("uploaded_at", "pk"))
        if not self.represented:
            return [("", [_picture(row) for row in rows])]
        groups = [
            (str(whose.label), [_picture(row) for row in rows if row.whose == whose])
            for whose in Whose
        ]
        return [*groups, (str(_("Documents of authority")), authority_pictures(self.obj.case_id))]

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Decide."""
        if not isinstance(form, ReviewForm):
            raise TypeError("The review page has its own form.")
        decide_identity(
            case_id=self.obj.case_id,
            verified=form.cleaned_data["verdict"] == "yes",
            matches=form.matches(),
            document_class=form.cleaned_data["document_class"],
            expiry_seen=form.cleaned_data["expiry_seen"],
            issued_seen=form.cleaned_data["issued_seen"],
            reason=form.cleaned_data["reason"],
            member_id=comparison_of(self.obj).member_id,
            agent=self._agent(form),
            actor=actor,
            now=now,
        )

    def _agent(self, form: ReviewForm) -> SeenAgent | None:
        if not self.represented:
            return None
        return SeenAgent(
            matches=form.matches("agent_match"),
            document_class=form.cleaned_data["agent_document_class"],
            expiry_seen=form.cleaned_data["agent_expiry_seen"],
            issued_seen=form.cleaned_data["agent_issued_seen"],
        )


def _picture(document: IdentityDocument) -> dict[str, Any]:
    return {
        "url": reverse("admin:dsr_identity_document", args=[document.pk]),
        "label": f"{document.get_document_class_display()} {document.get_side_display()}",
        "is_pdf": document.file.media_type == "application/pdf",
        "scanned": document.scanned,
    }


@admin.register(IdentityCheck)
class IdentityCheckAdmin(ReadOnlyAdmin):
    """Every check; one that waits for a person leads to its verdict in one click."""

    reference_field = "case__reference"
    list_display = ("reference", "status", "next_step", "held", "method", "opened_at", "decided_at")
    list_filter = ("status", "method")
    list_select_related = ("case",)
    ordering = ("-opened_at", "-pk")
    search_exactly = ("case__reference",)
    fields = (
        "case", "method", "status", "held", "opened_at", "document_class", "expiry_seen",
        "compared", "agent_document_class", "agent_expiry_seen",
        "agent_compared", "first_reviewer", "first_reviewed_at", "decided_by", "decided_at",
    )  # fmt: skip
    steps: ClassVar[tuple[type[StepPage], ...]] = (DecideIdentity,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IdentityCheck]:
        """With the case's key: the page opens what the person claimed."""
        return super().get_queryset(request).select_related(
            "case__data_key", "case__subject", "case__requester", "reason_note__case__data_key",
            "first_reviewer", "decided_by",
        )  # fmt: skip

    def reference_of(self, obj: Any) -> str:
        """The case's reference."""
        return str(obj.case.reference)

    def subject_of(self, obj: Any) -> Any:
        """Whose check."""
        return obj.case.subject_id

    @admin.display(description=_("reference"))
    def reference(self, check: IdentityCheck) -> str:
        """The case's reference."""
        return check.case.reference

    @admin.display(description=_("what to do"), empty_value="")
    def next_step(self, check: IdentityCheck) -> str:
        """The way to the verdict, while somebody waits for it. The page itself asks who may."""
        if check.status not in WAITING or not check.case.is_open:
            return ""
        url = reverse(
            "admin:dsr_identity_identitycheck_step", args=[check.case.reference, "decide"]
        )
        return format_html('<a href="{}">{}</a>', url, DecideIdentity.title)

    @admin.display(description=_("what was compared"))
    def compared(self, check: IdentityCheck) -> str:
        """The results, in words."""
        return _results(check.matches)

    @admin.display(description=_("what was compared of the representative"))
    def agent_compared(self, check: IdentityCheck) -> str:
        """The results of a representative, in words."""
        return _results(check.agent_matches)

    def get_list_display(self, request: HttpRequest) -> Any:
        """Without the way to the verdict for those who only read."""
        columns = super().get_list_display(request)
        may = request.user.has_perm(VERIFY)
        return [name for name in columns if may or name != "next_step"]

    def get_urls(self) -> list[URLPattern]:
        """And the pictures."""
        picture = path(
            "document/<uuid:document_id>/",
            self.admin_site.admin_view(never_cache(self.picture)),
            name="dsr_identity_document",
        )
        return [picture, *super().get_urls()]

    def picture(self, request: HttpRequest, document_id: UUID) -> HttpResponseBase:
        """One picture, opened for a reviewer, never cached, always on record."""
        if not request.user.has_perm(VERIFY):
            raise PermissionDenied
        document = (
            IdentityDocument.objects.filter(pk=document_id, removed_at__isnull=True)
            .select_related("file__data_key", "identity_check__case")
            .first()
        )
        if document is None or document.file.deleted_at is not None:
            raise Http404
        return serve_picture(
            request,
            document.file,
            subject_id=document.identity_check.case.subject_id,
            kind="identity_document",
            document_id=document.pk,
        )


def _results(matches: Mapping[str, str]) -> str:
    return " / ".join(
        f"{attribute.label}: {MatchResult(matches[attribute]).label}"
        for attribute in Attribute
        if attribute in matches
    )
