"""Deny first: what the console cannot do unless a class says so (HOUSE §4.8).

ReadOnlyAdmin shows; AddOnlyAdmin also adds dated rows; EditableFieldsAdmin also changes the fields
it names; OneRowAdmin does so for a table of one row. Nothing deletes, nothing acts on many rows,
and every other change is a StepPage.
"""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.history import changes_of
from accounts.admin.paging import BoundedPaginator, ReferenceChangeList
from accounts.admin.step_pages import StepPage
from accounts.enums import AccessAction
from accounts.selectors.actors import actor_of, signed_in
from accounts.services.access_records import record_access


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list and a page to read. Needs the model's view permission, and nothing more opens it.

    Say in each class: list_display, fields, list_select_related, ordering (ending in a unique
    column), `search_exactly` (indexed columns; or override `find`), `steps`, and `subject_of`
    where a page shows a person's data: every view of such a page becomes an access record.
    """

    actions = None
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 0
    list_select_related: ClassVar[Any] = ()
    paginator = BoundedPaginator
    view_on_site = False
    formfield_overrides: ClassVar[Any] = {
        models.URLField: {"assume_scheme": "https"},
        models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    }
    ordering: ClassVar[Any] = ("-pk",)

    reference_field: ClassVar[str] = "pk"
    search_exactly: ClassVar[tuple[str, ...]] = ()
    steps: ClassVar[tuple[type[StepPage], ...]] = ()
    kept_urls: ClassVar[tuple[str, ...]] = ("_changelist", "_change")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The view permission itself; holding "change" alone opens nothing."""
        return request.user.has_perm(f"{self.opts.app_label}.view_{self.opts.model_name}")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        return False

    def subject_of(self, obj: Any) -> uuid.UUID | None:
        """Whose personal data the object's page shows; None when it shows none."""
        return None

    def headline(self, obj: Any) -> str:
        """What the object's page is called, to people."""
        return str(obj)

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        """What must be chosen asks for it in words; Django's row of dashes says nothing."""
        if not db_field.blank and not db_field.has_default():
            kwargs["choices"] = db_field.get_choices(blank_choice=[("", _("Please choose"))])
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def reference_of(self, obj: Any) -> str:
        """How the access record names the object: its public reference or id."""
        return str(getattr(obj, self.reference_field))

    def find(self, request: HttpRequest, queryset: QuerySet, term: str) -> QuerySet:
        """Rows for a typed search term: equality on `search_exactly`, each on its index."""
        wanted = Q()
        for field in self.search_exactly:
            wanted |= Q(**{field: term})
        return queryset.filter(wanted)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """Only says whether there is a search box; `find` does the searching."""
        return self.search_exactly

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Route the search to `find`: no LIKE over joins, no NUL to the database."""
        term = search_term.replace("\x00", "").strip()
        return (self.find(request, queryset, term) if term else queryset), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ReferenceChangeList]:
        """Rows link by their public reference."""
        return ReferenceChangeList

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any | None:
        """One object by its public reference."""
        if self.reference_field == "pk" or "\x00" in object_id:
            return None if "\x00" in object_id else super().get_object(request, object_id)
        return self.get_queryset(request).filter(**{self.reference_field: object_id}).first()

    def get_urls(self) -> list[URLPattern]:
        """List and page, and the steps; no history, deletion, popup or catch-all address."""
        kept = [url for url in super().get_urls() if str(url.name or "").endswith(self.kept_urls)]
        step = path(
            "<path:object_id>/step/<slug:slug>/",
            self.admin_site.admin_view(self.step_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_step",
        )
        return [step, *kept]

    def step_view(self, request: HttpRequest, object_id: str, slug: str) -> HttpResponse:
        """The page of one step (StepPage.serve answers 403 and 404 itself)."""
        return StepPage.serve(self, self.steps, request, object_id, slug)

    def steps_for(self, request: HttpRequest, obj: Any) -> list[StepPage]:
        """The steps this person may take on this object now, for its buttons."""
        pages: Iterable[StepPage] = (step(self, request, obj) for step in self.steps)
        return [page for page in pages if page.permitted() and page.available()]

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
        change: bool = False,  # noqa: FBT001, FBT002 -- Django's signature
        form_url: str = "",
        obj: Any | None = None,
    ) -> HttpResponse:
        """Show one object; looking at a person's data is on record before the page leaves."""
        if obj is not None:
            self.record_view(request, obj)
            context["step_pages"] = self.steps_for(request, obj)
            context["headline"] = context["subtitle"] = self.headline(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def record_view(self, request: HttpRequest, obj: Any) -> None:
        """Write the access record of a look at `obj`, where it is about somebody."""
        subject_id = self.subject_of(obj)
        if subject_id is not None:
            record_access(
                subject_id=subject_id,
                action=AccessAction.VIEWED,
                object_kind=self.opts.model_name or "",
                object_reference=self.reference_of(obj),
                actor=actor_of(signed_in(request)),
                now=timezone.now(),
            )


class AddOnlyAdmin(ReadOnlyAdmin):
    """Dated rows: add one with a later date, never change one."""

    kept_urls = ("_changelist", "_change", "_add")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The model's add permission."""
        return request.user.has_perm(f"{self.opts.app_label}.add_{self.opts.model_name}")


class EditableFieldsAdmin(ReadOnlyAdmin):
    """Settings-like rows: the fields in `editable` change, with the model's change permission.

    Every change is kept with who made it (django-simple-history where the model has `history`).
    """

    editable: ClassVar[tuple[str, ...]] = ()

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The model's change permission."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Everything that is shown and not named as editable."""
        shown = flatten_fieldsets(self.get_fieldsets(request, obj))
        return [field for field in shown if field not in self.editable]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show who changed what, newest first."""
        obj = kwargs.get("obj")
        if obj is not None and hasattr(obj, "history"):
            context["changes"] = changes_of(obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Save, and say who did."""
        obj._history_user = request.user
        super().save_model(request, obj, form, change)


class OneRowAdmin(EditableFieldsAdmin):
    """Settings of which there is one row, number 1: its page is the list."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page itself, where the row is."""
        if self.has_view_permission(request) and self.get_queryset(request).filter(pk=1).exists():
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", 1)
        return super().changelist_view(request, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Without a way back to a list that leads here again."""
        return super().render_change_form(
            request, {**context, "is_the_list": True}, *args, **kwargs
        )
