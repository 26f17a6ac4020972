"""Who looked at what: for auditors, and for the regulator as CSV."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.subject_ledger import chains_found
from accounts.enums import AccessAction
from accounts.models import AccessRecord
from accounts.selectors.actors import actor_of, signed_in
from accounts.services.access_records import record_access

_COLUMNS = (
    "at", "actor_kind", "actor_id", "actor_name", "action", "object_kind", "object_reference",
    "subject_id", "chain", "sequence", "hash",
)  # fmt: skip


class _Line:
    """A file that hands each written line back, so that nothing is gathered in memory."""

    def write(self, line: str) -> str:
        return line


def _lines(records: QuerySet[AccessRecord]) -> Iterator[str]:
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield "\ufeff" + str(writer.writerow(_COLUMNS))
    for record in records.values_list(*_COLUMNS).iterator(chunk_size=2000):
        values = dict(zip(_COLUMNS, record, strict=True))
        values["at"] = values["at"].astimezone(ZoneInfo("Asia/Tokyo")).isoformat()
        values["hash"] = bytes(values["hash"]).hex()
        yield str(writer.writerow([_harmless(value) for value in values.values()]))


def _harmless(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@admin.register(AccessRecord)
class AccessRecordAdmin(ReadOnlyAdmin):
    """Newest first; by day, action and kind of actor; a person's by their subject's id."""

    list_display = ("at", "who", "action", "object_kind", "object_reference")
    list_select_related: ClassVar[Any] = ("actor",)
    list_filter = ("action", "actor_kind", ("at", admin.DateFieldListFilter))
    ordering: ClassVar[Any] = ("-at", "-pk")
    fields = (
        "at", "actor_kind", "who", "action", "object_kind", "object_reference", "subject_id",
        "chain", "sequence",
    )  # fmt: skip
    search_exactly = ("subject_id",)
    search_help_text = _("Data subject id, or chain such as subject:…")
    change_list_template = "admin/accounts/accessrecord/change_list.html"

    def find(self, request: HttpRequest, queryset: QuerySet, term: str) -> QuerySet:
        """One person's or one actor's chains, on the index of the ledger."""
        return queryset.filter(chain__in=[term, *chains_found(term)])

    @admin.display(description=_("who"))
    def who(self, obj: AccessRecord) -> str:
        """Staff by name; requesters as such; programs by theirs."""
        if obj.actor is not None and obj.actor.is_staff:
            return str(obj.actor)
        return obj.actor_name or obj.get_actor_kind_display()

    def get_urls(self) -> list[URLPattern]:
        """And the export."""
        export = path(
            "export.csv",
            self.admin_site.admin_view(self.export_view),
            name="accounts_accessrecord_export",
        )
        return [export, *super().get_urls()]

    def export_view(self, request: HttpRequest) -> StreamingHttpResponse:
        """All records up to now as CSV (UTF-8 with BOM), streamed; the export is on record too."""
        if not request.user.has_perm("accounts.export_access_records"):
            raise PermissionDenied
        now = timezone.now()
        record_access(
            subject_id=None,
            action=AccessAction.EXPORTED,
            object_kind="access_records",
            object_reference=f"until:{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            actor=actor_of(signed_in(request)),
            now=now,
        )
        return StreamingHttpResponse(
            _lines(AccessRecord.objects.filter(at__lte=now).order_by("at", "pk")),
            content_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="{_file_name(now)}"',
                "Cache-Control": "no-store",
            },
        )


def _file_name(now: datetime) -> str:
    return f"access-records-{now:%Y%m%d-%H%M%S}.csv"
