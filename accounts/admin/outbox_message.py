"""Outgoing mail: what went, what waits, what failed, and a button to send it again."""

from typing import Any, ClassVar

from django.contrib import admin
from django.forms import Form
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.step_pages import StepPage
from accounts.enums import MailTemplate, OutboxStatus
from accounts.models import OutboxMessage
from accounts.services.outbox import UnableToResendMail, resend_mail


class Resend(StepPage):
    """Send one mail again."""

    slug = "resend"
    title = _("Send again")
    permission = "accounts.resend_mail"
    what_happens = (
        _("The same mail is sent once more to the address on file."),
        _("If the first one did arrive after all, the person gets it twice."),
    )
    button = _("Send again")
    done = _("The mail is on its way again.")
    failures = (UnableToResendMail,)

    def version(self) -> int:
        """Every try counts."""
        return int(self.obj.attempts)

    def available(self) -> bool:
        """Not while it waits, and never a one-time code."""
        return bool(
            self.obj.status != OutboxStatus.QUEUED
            and self.obj.template != MailTemplate.ONE_TIME_CODE
        )

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Queue it."""
        reason = form.cleaned_data["reason"]
        resend_mail(message_id=self.obj.pk, reason=reason, actor=actor, now=now)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(ReadOnlyAdmin):
    """By state; no address, no code, no body."""

    list_display = (
        "created_at",
        "template",
        "reference",
        "status",
        "attempts",
        "sent_at",
        "failure",
    )
    list_filter = ("status", "template")
    ordering: ClassVar[Any] = ("-created_at", "-pk")
    fields = (
        "template", "reference", "language", "status", "attempts", "failure", "created_at",
        "sent_at", "failed_at", "resent_at", "resent_by", "resend_reason",
    )  # fmt: skip
    search_exactly = ("reference",)
    search_help_text = _("Reference")
    steps = (Resend,)
