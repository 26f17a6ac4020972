"""Announcements by mail: how far each is, and which mails came to nothing."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from policies.admin.policy_version import named
from policies.models import PolicyAnnouncement
from policies.selectors.policy_announcements import failed_mails, reach_of


@admin.register(PolicyAnnouncement)
class PolicyAnnouncementAdmin(ReadOnlyAdmin):
    """Newest first."""

    list_display = ("announced", "status", "done", "total", "started_at", "finished_at")
    list_select_related: ClassVar[Any] = ("version",)
    list_filter = ("status",)
    ordering: ClassVar[Any] = ("-started_at", "-pk")
    fields = ("announced", "status", "started_at", "last_batch_at", "finished_at")
    change_form_template = "admin/policies/policyannouncement/change_form.html"

    @admin.display(description=_("policy version"), ordering="version")
    def announced(self, obj: PolicyAnnouncement) -> str:
        """Which revision it is about."""
        return named(obj.version)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With what became of the mails."""
        obj = kwargs.get("obj")
        if obj is not None:
            context["reach"] = reach_of(obj)
            context["failed"] = failed_mails(obj)
            context["may_see_mail"] = request.user.has_perm("accounts.view_outboxmessage")
        return super().render_change_form(request, context, *args, **kwargs)
