"""What visitors of the company's site chose about data sent to others."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from consent.models import WebChoice
from policies.enums import RetentionCode, TransmissionGroup
from policies.selectors.rules import RuleMissing, retention_days


@admin.register(WebChoice)
class WebChoiceAdmin(ReadOnlyAdmin):
    """In the order they came, newest first; a browser's own by its number. Nobody is known."""

    list_display = ("at", "origin", "language_shown", "groups_asked", "groups_allowed", "by_signal")
    ordering: ClassVar[Any] = ("-pk",)
    sortable_by = ()
    fields = (
        "at", "origin", "language_shown", "groups_asked", "groups_allowed", "by_signal",
        "browser", "which", "notice_sha256",
    )  # fmt: skip
    search_exactly = ("chain",)
    search_help_text = _("Number of the browser")
    change_list_template = "admin/consent/webchoice/change_list.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With what keeps the site from asking anybody."""
        try:
            retention_days(RetentionCode.WEB_CHOICE, on=timezone.localdate())
        except RuleMissing:
            extra_context = {**(extra_context or {}), "rule_missing": True}
        return super().changelist_view(request, extra_context)

    def find(self, request: Any, queryset: Any, term: str) -> Any:
        """One browser's choices."""
        return queryset.filter(chain=f"web:{term.lower()}")

    @admin.display(description=_("language"))
    def language_shown(self, obj: WebChoice) -> str:
        """In words."""
        return str(_("Japanese") if obj.language == "ja" else _("English"))

    @admin.display(description=pgettext_lazy("snippet", "asked about"))
    def groups_asked(self, obj: WebChoice) -> str:
        """The groups of the register."""
        return _names(obj.offered)

    @admin.display(description=pgettext_lazy("snippet", "allowed"))
    def groups_allowed(self, obj: WebChoice) -> str:
        """Of these, the ones the visitor said yes to."""
        return _names(obj.allowed) or pgettext("snippet", "nothing")

    @admin.display(description=_("number of the browser"))
    def browser(self, obj: WebChoice) -> str:
        """The random number only this browser keeps."""
        return obj.chain.removeprefix("web:")

    @admin.display(description=_("which choice of this browser"))
    def which(self, obj: WebChoice) -> int:
        """Counted from 1."""
        return obj.sequence


def _names(codes: Iterable[str]) -> str:
    between = ", " if get_language() == "en" else "、"
    return between.join(str(TransmissionGroup(code).label) for code in codes)
