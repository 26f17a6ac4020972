"""Data sources: what they hold, how they are read, whether they answer."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import EditableFieldsAdmin
from accounts.admin.step_pages import StepPage
from accounts.forms.reason import StepForm
from dsr.fulfilment.enums import Connector
from dsr.fulfilment.forms.data_source import DataSourceForm
from dsr.fulfilment.gateways.source_protocol import SourceFailed
from dsr.fulfilment.models import DataSource
from dsr.fulfilment.selectors.connectors import probe_source
from dsr.fulfilment.services.data_sources import (
    MANAGE,
    UnableToChangeSource,
    switch_source_off,
    switch_source_on,
)


class TestSource(StepPage):
    """Try the connection and every query, without touching anybody's data."""

    slug = "test"
    title = _("Test this source")
    permission = MANAGE
    form_class = StepForm
    button = _("Test now")
    done = _("The test is done; its results are below.")
    failures = (SourceFailed,)
    what_happens = (
        _("We sign in to the database and run each query with an identifier that nobody has."),
        _("Nobody's data is read and nothing is changed."),
    )

    def available(self) -> bool:
        """Only a database can be tried so."""
        return bool(self.obj.connector == Connector.SQL)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Say each result above the page it goes back to."""
        for result in probe_source(self.obj):
            about = result.category or _("Connection")
            if result.fault is None:
                messages.success(self.request, _("%(about)s: works.") % {"about": about})
                continue
            say = messages.warning if result.usable else messages.error
            say(self.request, f"{about}: {result.fault.label} {result.detail}".strip())

    def explain(self, error: Exception) -> str:
        """The fault's own advice."""
        return str(error.fault.label) if isinstance(error, SourceFailed) else str(error)


class SwitchOff(StepPage):
    """No longer searched."""

    slug = "switch-off"
    title = _("Switch off")
    permission = MANAGE
    form_class = StepForm
    dangerous = True
    failures = (UnableToChangeSource,)
    what_happens = (
        _("Collections that start from now on do not search this source."),
        _("Its categories then need another source, or a reason in each case."),
    )

    def available(self) -> bool:
        """Only while it is on."""
        return bool(self.obj.active)

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Switch off."""
        switch_source_off(source_id=self.obj.pk, actor=actor, now=now)


class SwitchOn(StepPage):
    """Searched again."""

    slug = "switch-on"
    title = _("Switch on")
    permission = MANAGE
    form_class = StepForm
    failures = (UnableToChangeSource,)
    what_happens = (_("Collections that start from now on search this source."),)

    def available(self) -> bool:
        """Only while it is off."""
        return not self.obj.active

    def run(self, form: forms.Form, *, actor: Any, now: Any) -> None:
        """Switch on."""
        switch_source_on(source_id=self.obj.pk, actor=actor, now=now)


@admin.register(DataSource)
class DataSourceAdmin(EditableFieldsAdmin):
    """Every source, readable by those who work with them, changed by those who manage them.

    The address of a source is no part of this: it is a secret of the settings.
    """

    form = DataSourceForm
    kept_urls = ("_changelist", "_change", "_add")
    reference_field = "code"
    ordering = ("code", "pk")
    list_display = ("code", "name_ja", "connector", "active")
    fields = (
        "code", "name_ja", "name_en", "connector", "active", "held_categories", "searched_by",
        "queries", "action_route", "instructions_ja", "instructions_en", "task_days",
    )  # fmt: skip
    editable = (
        "name_ja", "name_en", "connector", "categories", "searched_by", "queries", "action_route",
        "instructions_ja", "instructions_en", "task_days",
    )  # fmt: skip
    steps = (TestSource, SwitchOff, SwitchOn)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever manages sources."""
        return request.user.has_perm(MANAGE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same; switching on and off are steps of their own."""
        return request.user.has_perm(MANAGE)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Readers see names of categories; who changes the source chooses them."""
        if self.has_change_permission(request, obj):
            return ("code", *self.editable, *(("active",) if obj else ()))
        return self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new source is open; later its code is fixed."""
        return () if obj is None else super().get_readonly_fields(request, obj)

    @admin.display(description=_("categories it holds"))
    def held_categories(self, source: DataSource) -> str:
        """Codes of its categories."""
        return "、".join(
            source.categories.order_by("position").values_list("name_ja", flat=True)
        )  # fmt: skip
