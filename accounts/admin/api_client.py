"""Services that use the interface: what each may do, its keys by their beginning, its steps."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Max, QuerySet, Sum
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.adding import AddByStepAdmin, AddStep
from accounts.admin.shown_once import ShowOnceStep
from accounts.admin.step_pages import StepPage, Text
from accounts.forms.api_client import ApiClientForm, NewApiClientForm, RotationForm
from accounts.models import ApiClient, ApiKey
from accounts.services import api_clients

EXPLANATIONS: dict[str, Text] = {
    "TAKEN": _("There is a service of this name already."),
    "SCOPE": _("Please choose at least one thing it may do."),
    "REVOKED": _("This client was revoked and stays so. Please make a new one."),
}
KEEP_KEY = (
    _("Give it to the service's engineers by a safe way, never by mail."),
    _("We keep only a digest of it. If it is lost, make a new one."),
)


class _ClientStep(StepPage):
    """A step on a client that is alive."""

    permission = api_clients.MANAGE_CLIENTS
    failures = (api_clients.UnableToManageClient,)
    explanations = EXPLANATIONS

    def version(self) -> int:
        """Every change counts."""
        return int(self.obj.changes.count())

    def available(self) -> bool:
        """Until it is revoked."""
        return self.obj.revoked_at is None


class Change(_ClientStep):
    """Other scopes or another limit."""

    slug = "change"
    title = button = _("Change what it may do")
    what_happens = (_("It holds from the service's next request on."),)
    form_class = ApiClientForm

    def form(self, data: Any = None) -> Form:
        """As it stands."""
        initial = {
            "seen": self.version(), "scopes": self.obj.scopes, "per_minute": self.obj.per_minute,
        }  # fmt: skip
        return self.form_class(data=data, initial=initial)

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Change it."""
        facts = {name: form.cleaned_data[name] for name in ("scopes", "per_minute", "reason")}
        api_clients.change_client(client_id=self.obj.pk, **facts, actor=actor, now=now)


class Rotate(_ClientStep, ShowOnceStep):
    """A new key."""

    slug = "rotate"
    title = button = _("Make a new key")
    what_happens = (
        _("A new key is made and shown once."),
        _("Earlier keys work on for as long as you choose, so that the service can change over."),
    )
    shown_title = _("The new key")
    shown_words = KEEP_KEY
    form_class = RotationForm

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Make it."""
        facts = {name: form.cleaned_data[name] for name in ("overlap_hours", "reason")}
        self.secret = api_clients.rotate_key(client_id=self.obj.pk, **facts, actor=actor, now=now)


class Revoke(_ClientStep):
    """The end."""

    slug = "revoke"
    title = button = _("Revoke the client")
    what_happens = (
        _("From its next request on the service is refused, whatever key it shows."),
        _("Without an answer the service must take every question about consent as a no."),
    )
    dangerous = True

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """End it."""
        reason = form.cleaned_data["reason"]
        api_clients.revoke_client(client_id=self.obj.pk, reason=reason, actor=actor, now=now)


class AddClient(AddStep, _ClientStep, ShowOnceStep):
    """A new service; the page stands beside the list."""

    slug = "add-client"
    title = button = _("Add a service")
    what_happens = (
        _("The service gets a key of its own, which is shown once."),
        _("It may do what is ticked, and nothing else."),
    )
    shown_title = _("The service's key")
    shown_words = KEEP_KEY
    form_class = NewApiClientForm

    def run(self, form: Form, *, actor: Any, now: Any) -> None:
        """Make it."""
        names = ("name", "scopes", "per_minute", "reason")
        facts = {name: form.cleaned_data[name] for name in names}
        _client, self.secret = api_clients.create_client(**facts, actor=actor, now=now)


@admin.register(ApiClient)
class ApiClientAdmin(AddByStepAdmin):
    """By name; a key is known by its beginning only."""

    list_display = ("name", "scope_words", "per_minute", "used_at", "revoked_at")
    ordering: ClassVar[Any] = ("name", "pk")
    fields = (
        "name", "tag_shown", "scope_words", "per_minute", "usage_words", "key_words", "created_at",
        "created_by", "revoked_at", "change_words",
    )  # fmt: skip
    steps = (Change, Rotate, Revoke)
    add_step = AddClient

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the last use of any of its keys."""
        used = Max("keys__last_used_at")
        rows: QuerySet = super().get_queryset(request).annotate(used=used)
        return rows

    @admin.display(description=_("last used at"))
    def used_at(self, obj: Any) -> Any:
        """To the minute."""
        return obj.used

    @admin.display(description=_("in the ledgers"))
    def tag_shown(self, obj: ApiClient) -> str:
        """By which consents and acceptances that it passed on name it."""
        return obj.tag

    @admin.display(description=_("may do"))
    def scope_words(self, obj: ApiClient) -> str:
        """Its scopes in words."""
        return obj.scope_names

    @admin.display(description=_("requests of the last seven days"))
    def usage_words(self, obj: ApiClient) -> int:
        """Counted over all web processes."""
        return int(obj.usage.aggregate(total=Sum("requests"))["total"] or 0)

    @admin.display(description=_("keys"))
    def key_words(self, obj: ApiClient) -> str:
        """One line for each, newest first."""
        return "\n".join(_key_line(key) for key in obj.keys.order_by("-created_at", "-pk")[:50])

    @admin.display(description=_("changes"))
    def change_words(self, obj: ApiClient) -> str:
        """Every change with its reason, newest first."""
        rows = obj.changes.select_related("actor").order_by("-at", "-pk")
        lines = (
            f"{_moment(row.at)}  {row.get_kind_display()}  {row.actor or ''}  {row.reason}"
            for row in rows[:50]
        )
        return "\n".join(lines) or "—"


def _key_line(key: ApiKey) -> str:
    ended = key.revoked_at or key.expires_at
    if ended is not None and ended <= timezone.now():
        state = gettext("over since %(at)s") % {"at": _moment(ended)}
    elif ended is not None:
        state = gettext("works until %(at)s") % {"at": _moment(ended)}
    else:
        state = gettext("in use")
    return f"{key}  {_moment(key.created_at)}  {state}"


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
