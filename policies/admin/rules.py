"""Dated rules: a change is a new row with a later date; the past stays as it was."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import AddOnlyAdmin, EditableFieldsAdmin
from policies.models import Closure, DeadlineRule, FeeScheduleRow, RetentionRule

READ_AS = {"source": "source_shown"}


@admin.register(FeeScheduleRow)
class FeeScheduleRowAdmin(AddOnlyAdmin):
    """What a request costs from a date; the amount stands nowhere else."""

    list_display = ("kind", "delivery_method", "amount", "charged", "effective_from")
    list_filter = ("kind",)
    ordering: ClassVar[Any] = ("-effective_from", "-pk")
    fields = ("kind", "delivery_method", "amount", "charged", "effective_from")

    def headline(self, obj: FeeScheduleRow) -> str:
        """The kind of request, and since when."""
        return _since(obj.get_kind_display(), obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's signature
        """Published the moment it is added."""
        obj.published_at = timezone.now()
        super().save_model(request, obj, form, change)


class _RuleAdmin(AddOnlyAdmin):
    """Days by a code. A rule that stands says its source in the reader's language, where we can."""

    list_filter = ("code",)
    ordering: ClassVar[Any] = ("code", "-effective_from", "-pk")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new one's source is typed as it is."""
        names: Any = super().get_fields(request, obj)
        return names if obj is None else [READ_AS.get(name, name) for name in names]

    def headline(self, obj: DeadlineRule | RetentionRule) -> str:
        """What it is about, and since when."""
        return _since(obj.get_code_display(), obj)

    @admin.display(description=_("source"), ordering="source")
    def source_shown(self, obj: DeadlineRule | RetentionRule) -> str:
        """The sources of the first rules have Japanese; others stay as somebody typed them."""
        return gettext(obj.source) if obj.source else ""


@admin.register(DeadlineRule)
class DeadlineRuleAdmin(_RuleAdmin):
    """How many days a clock gives, and who says so."""

    list_display = ("code", "days", "day_kind", "effective_from", "source_shown")
    fields = ("code", "days", "day_kind", "effective_from", "source")


@admin.register(RetentionRule)
class RetentionRuleAdmin(_RuleAdmin):
    """How long a thing is kept, and who says so."""

    list_display = ("code", "days", "effective_from", "source_shown")
    fields = ("code", "days", "effective_from", "source")


@admin.register(Closure)
class ClosureAdmin(EditableFieldsAdmin):
    """Days the desk is closed besides weekends, holidays and the turn of the year."""

    kept_urls = ("_changelist", "_change", "_add", "_delete")
    list_display = ("on", "reason")
    ordering: ClassVar[Any] = ("-on", "-pk")
    fields = ("on", "reason")
    editable = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The model's add permission."""
        return request.user.has_perm("policies.add_closure")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A closure that was a mistake may go; computed dates keep the row they came from."""
        return request.user.has_perm("policies.delete_closure")


def _since(name: str, rule: FeeScheduleRow | DeadlineRule | RetentionRule) -> str:
    return f"{name} {date_format(rule.effective_from, 'DATE_FORMAT')}"
