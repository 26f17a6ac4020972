"""Ledgers of what people said: a chain for each person, who is named by the desk's number only."""

import uuid
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.selectors.data_subjects import chains_of


class SubjectLedgerAdmin(ReadOnlyAdmin):
    """Newest first; a person's rows by their subject's id. Columns that every such ledger has."""

    ordering: ClassVar[Any] = ("-at", "-pk")
    search_exactly = ("chain",)
    search_help_text = _("Data subject id")

    def find(self, request: HttpRequest, queryset: QuerySet, term: str) -> QuerySet:
        """One person's chain, and those of the subjects whose place theirs took."""
        return queryset.filter(chain__in=chains_found(term))

    def subject_of(self, obj: Any) -> uuid.UUID | None:
        """Whose row it is."""
        found: uuid.UUID = obj.subject_id
        return found

    @admin.display(description=_("Data subject id"))
    def subject_number(self, obj: Any) -> uuid.UUID | None:
        """The desk's own number; the person's name stands nowhere here."""
        return self.subject_of(obj)

    @admin.display(description=_("language"))
    def language_shown(self, obj: Any) -> str:
        """In words."""
        names = {"ja": _("Japanese"), "en": _("English")}
        return str(names.get(obj.language, obj.language or "-"))

    @admin.display(description=_("which event of this person"))
    def which(self, obj: Any) -> int:
        """Counted from 1."""
        return int(obj.sequence)


def chains_found(term: str) -> list[str]:
    """The chains of the person whose subject's id was typed; each row names the id it is under."""
    try:
        return chains_of(uuid.UUID(term))
    except ValueError:
        return [f"subject:{term}"]


class NamedRelationFilter(admin.RelatedFieldListFilter):
    """A filter by another row, under that row's own name in the language of the page."""

    def __init__(self, field: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, *args, **kwargs)
        self.title = field.remote_field.model._meta.verbose_name
