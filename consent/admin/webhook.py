"""Webhooks and their messages: who is told, what was not heard, and sending it again."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import Form
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.adding import AddByStepAdmin, AddStep
from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.shown_once import ShowOnceStep
from accounts.admin.step_pages import StepPage, Text
from accounts.forms.reason import StepForm
from consent.enums import WebhookFault, WebhookStatus
from consent.forms.webhook import NewWebhookForm, ReplayForm
from consent.models import WebhookDelivery, WebhookEndpoint
from consent.services import webhooks

EXPLANATIONS: dict[str, Text] = {
    "NOT_PERMITTED": _("Your role does not allow this."),
    "TAKEN": _("There is a webhook of this name already."),
    **{fault.value: fault.label for fault in WebhookFault},
}
KEEP_SECRET = (
    _("The service verifies with it that a message is ours. Hand it over by a safe way."),
    _("It cannot be shown again. If it is lost, make a new one."),
)


class _WebhookStep(StepPage):
    """A step on a webhook."""

    permission = webhooks.MANAGE_WEBHOOKS
    failures = (webhooks.UnableToManageWebhook,)
    explanations = EXPLANATIONS
    form_class = StepForm

    def version(self) -> int:
        """Every change counts."""
        return int(self.obj.changes)


class RotateSecret(_WebhookStep, ShowOnceStep):
    """A new secret."""

    slug = "rotate"
    title = button = _("Make a new secret")
    what_happens = (
        _("A new secret is made and shown once."),
        _("Messages carry a signature of each, until you make another one."),
    )
    shown_title = _("The new secret")
    shown_words = KEEP_SECRET

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Make it."""
        self.secret = webhooks.rotate_secret(endpoint_id=self.obj.pk, actor=actor, now=now)


class SwitchOff(_WebhookStep):
    """No more messages."""

    slug = "switch-off"
    title = button = pgettext_lazy("webhook", "Switch off")
    what_happens = (
        _("The service is told nothing more, and messages that wait are given up."),
        _("What it misses can be sent when it is switched on again."),
    )
    dangerous = True

    def available(self) -> bool:
        """While it is on."""
        return bool(self.obj.active)

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Switch it off."""
        webhooks.switch_off(endpoint_id=self.obj.pk, actor=actor, now=now)


class SwitchOn(_WebhookStep):
    """Messages again."""

    slug = "switch-on"
    title = button = pgettext_lazy("webhook", "Switch on")
    what_happens = (
        _("The service is told of every change from now on."),
        _("What it missed is sent by a step of its own."),
    )

    def available(self) -> bool:
        """While it is off."""
        return not self.obj.active

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Switch it on."""
        webhooks.switch_on(endpoint_id=self.obj.pk, actor=actor, now=now)


class Replay(_WebhookStep):
    """Everything once more."""

    slug = "replay"
    title = button = _("Send everything again")
    what_happens = (
        _("Every change behind the position is sent once more, in messages with the same ids."),
        _(
            "At most 10,000 are sent, the earliest ones. For more, do this again from the last"
            " position the service then knows."
        ),
    )
    form_class = ReplayForm

    def available(self) -> bool:
        """While it is on."""
        return bool(self.obj.active)

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Send it."""
        after = form.cleaned_data["after"]
        webhooks.replay_webhook(endpoint_id=self.obj.pk, after=after, actor=actor, now=now)


class AddWebhook(AddStep, _WebhookStep, ShowOnceStep):
    """A new webhook; the page stands beside the list."""

    slug = "add-webhook"
    title = button = _("Add a webhook")
    what_happens = (
        _("The service is told of every change of consent from now on."),
        _("Each message is signed with a secret, which is shown once."),
    )
    shown_title = _("The webhook's secret")
    shown_words = KEEP_SECRET
    form_class = NewWebhookForm

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Make it."""
        facts = {name: form.cleaned_data[name] for name in ("name", "url")}
        _endpoint, self.secret = webhooks.create_webhook(**facts, actor=actor, now=now)


def _messages(status: WebhookStatus) -> Coalesce:
    """How many of an endpoint's messages stand so: read from an index without those delivered."""
    found = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), status=status).order_by()
    counted = found.values("endpoint").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted), 0)


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(AddByStepAdmin):
    """By name, with what waits and what was given up."""

    list_display = ("name", "address", "active", "waiting", "given_up")
    list_filter = ("active",)
    ordering: ClassVar[Any] = ("name", "pk")
    fields = ("name", "address", "active", "waiting", "given_up", "messages_sent", "created_at")
    steps = (RotateSecret, Replay, SwitchOff, SwitchOn)
    add_step = AddWebhook

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the counts."""
        rows: QuerySet = (
            super()
            .get_queryset(request)
            .annotate(waits=_messages(WebhookStatus.QUEUED), failed=_messages(WebhookStatus.FAILED))
        )
        return rows

    @admin.display(description=_("address"), ordering="url")
    def address(self, obj: WebhookEndpoint) -> str:
        """To read: nothing is there for a browser."""
        return obj.url

    @admin.display(description=_("webhook messages"))
    def messages_sent(self, obj: WebhookEndpoint) -> str:
        """The way to them."""
        messages = reverse("admin:consent_webhookdelivery_changelist")
        return format_html(
            '<a href="{}?endpoint__id__exact={}">{}</a>', messages, obj.pk, _("Show its messages")
        )

    @admin.display(description=_("messages waiting"))
    def waiting(self, obj: Any) -> int:
        """To be sent, or sent again."""
        return int(obj.waits)

    @admin.display(description=_("messages given up"))
    def given_up(self, obj: Any) -> int:
        """Never heard."""
        return int(obj.failed)


class SendAgain(StepPage):
    """One message once more."""

    slug = "send-again"
    title = button = _("Send again")
    permission = webhooks.MANAGE_WEBHOOKS
    what_happens = (_("The same message is sent once more, under the same id."),)
    failures = (webhooks.UnableToManageWebhook,)
    explanations = EXPLANATIONS
    form_class = StepForm

    def version(self) -> int:
        """Every try counts."""
        return int(self.obj.attempts)

    def available(self) -> bool:
        """Not before its first try, nor while the webhook is off."""
        tried = self.obj.status != WebhookStatus.QUEUED or self.obj.attempts > 0
        return bool(tried and self.obj.endpoint.active)

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Queue it."""
        webhooks.send_again(delivery_id=self.obj.pk, actor=actor, now=now)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """By state; never what was in it."""

    list_display = (
        "created_at", "status", "fault", "endpoint", "attempts", "next_try_at", "delivered_at",
        "position",
    )  # fmt: skip
    list_filter = ("status", "endpoint")
    list_select_related: ClassVar[Any] = ("endpoint", "change")
    ordering: ClassVar[Any] = ("-created_at", "-id")
    fields = (
        "endpoint", "status", "fault", "attempts", "created_at", "next_try_at", "delivered_at",
        "position", "message_id",
    )  # fmt: skip
    steps = (SendAgain,)

    @admin.display(description=_("position"))
    def position(self, obj: WebhookDelivery) -> int | None:
        """Of the change in the feed."""
        return obj.change.position

    @admin.display(description=_("webhook-id of the message"))
    def message_id(self, obj: WebhookDelivery) -> str:
        """What the service sees in the header; the same when it is sent again."""
        return str(obj.pk)
