"""Drafts of policies: written here, read by a second person, published for ever."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EditableFieldsAdmin
from accounts.selectors.actors import actor_of, signed_in
from policies.admin.policy_draft_steps import EXPLANATIONS, STEPS, words_for
from policies.domain.article_lint import lint_policy
from policies.enums import ConsentTrigger, DraftStatus
from policies.forms.policy_draft import PolicyDraftForm
from policies.models import PolicyDraft
from policies.selectors.matters import names_of
from policies.selectors.policy_changes import changes, newest, texts_of, version_before
from policies.services.policy_drafts import (
    ADD,
    CHANGE,
    UnableToDraftPolicy,
    draft_faults,
    start_draft,
    write_draft,
)

_WRITTEN = (
    "document", "number", "effective_from", "nature", "consent_triggers", "introduces",
    "summary_ja", "summary_en", "text_ja", "text_en",
)  # fmt: skip
_READ = (
    "document", "number", "status", "effective_from", "nature", "triggers_shown",
    "introduces_shown", "summary_ja", "summary_en",
)  # fmt: skip
EDITING = "edit"  # in the address: the form; without it, the page to read


@admin.register(PolicyDraft)
class PolicyDraftAdmin(EditableFieldsAdmin):
    """Newest first. A draft is read on its page: how it stands, what is missing, the text as people
    will see it. It is written on the same page with `?edit`.
    """

    kept_urls = ("_changelist", "_change", "_add")
    form = PolicyDraftForm
    list_display = ("number", "document", "nature", "effective_from", "status")
    list_filter = ("status", "document")
    ordering: ClassVar[Any] = ("-created_at", "-pk")
    editable = (*_WRITTEN, "seen")
    add_form_template = change_form_template = "admin/policies/policydraft/change_form.html"
    steps = STEPS

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may begin one."""
        return request.user.has_perm(ADD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who may write, where they asked to."""
        asked = obj is None or request.method == "POST" or EDITING in request.GET
        return asked and self.may_write(request, obj)

    def may_write(self, request: HttpRequest, obj: Any = None) -> bool:
        """While it is being written."""
        writing = obj is None or obj.status == DraftStatus.DRAFTING
        return writing and request.user.has_perm(CHANGE)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The form, or the same facts to read."""
        may_write = (
            self.has_add_permission(request)
            if obj is None
            else self.has_change_permission(request, obj)
        )
        if not may_write:
            return [(None, {"fields": _READ})]
        return [
            (None, {"fields": _WRITTEN[:6]}),
            (_("Summary of changes"), {"fields": _WRITTEN[6:8]}),
            (_("Text"), {"fields": _WRITTEN[8:]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of it, once it is handed over."""
        return _READ if obj and not self.has_change_permission(request, obj) else ()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new draft begins with the words of the newest version."""
        document = request.GET.get("document", "PRIVACY_POLICY")
        version = newest(document)
        texts = {"text_ja": version.text_ja, "text_en": version.text_en} if version else {}
        return {"document": document, **texts}

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What somebody else did between reading and saving is said, not saved over."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except UnableToDraftPolicy as refused:
            messages.error(request, str(EXPLANATIONS.get(refused.code, refused)))
            return redirect(request.path)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        """To the page that says what is missing."""
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        """The same."""
        messages.success(request, gettext("The draft was saved."))
        return redirect("admin:policies_policydraft_change", obj.pk)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """The verbs write."""
        facts = {name: form.cleaned_data[name] for name in _WRITTEN}
        actor, now = actor_of(signed_in(request)), timezone.now()
        if change:
            seen = form.cleaned_data["seen"]
            write_draft(draft_id=obj.pk, facts=facts, seen=seen, actor=actor, now=now)
        else:
            obj.pk = start_draft(facts=facts, actor=actor, now=now).pk

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With faults, preview, what changes, and who did what."""
        obj = kwargs.get("obj")
        if obj is not None:
            faults = [words_for(fault) for fault in lint_policy(obj.text_ja, obj.text_en)]
            language = get_language() or "ja"
            older = version_before(obj.version) if obj.version else newest(obj.document)
            context |= {
                "findings": [*faults, *_missing(obj)],
                "is_editing": self.has_change_permission(request, obj),
                "edit_href": f"?{EDITING}=yes" if self.may_write(request, obj) else "",
                "texts": texts_of(obj, language),
                "changes_of_text": changes(older, obj, language),
                "events": obj.events.select_related("by").order_by("pk"),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("why consent is needed"))
    def triggers_shown(self, obj: PolicyDraft) -> str:
        """In words."""
        return "\n".join(str(ConsentTrigger(code).label) for code in obj.consent_triggers) or "—"

    @admin.display(description=_("what is new"))
    def introduces_shown(self, obj: PolicyDraft) -> str:
        """In words."""
        return "\n".join(names_of(obj.introduces, get_language() or "ja")) or "—"


def _missing(draft: PolicyDraft) -> list[str]:
    """What else keeps an open draft from being published."""
    if draft.status not in (DraftStatus.DRAFTING, DraftStatus.SUBMITTED):
        return []
    codes = (code for code, _message in draft_faults(draft, now=timezone.now()))
    return [str(EXPLANATIONS[code]) for code in codes if code != "REFERENCES"]
