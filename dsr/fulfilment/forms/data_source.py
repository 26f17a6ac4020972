"""What staff enter about a data source: what it holds, how it is read, how it is told to act."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dsr.fulfilment.enums import ActionRoute, Connector
from dsr.fulfilment.gateways.source_protocol import (
    CategoryQuery,
    Field,
    IdentifierKind,
    SourceMisconfigured,
)
from dsr.fulfilment.gateways.sql_query import check_query
from dsr.fulfilment.models import DataSource
from policies.models import DataCategory

_QUERY_KEYS = {"category", "sql", "fields"}
_FIELD_KEYS = {"name", "label_ja", "label_en"}


class DataSourceForm(forms.ModelForm):
    """One source. Queries are checked as the connector will read them."""

    categories = forms.ModelMultipleChoiceField(
        label=_("categories it holds"),
        queryset=DataCategory.objects.order_by("position"),
        widget=forms.CheckboxSelectMultiple,
    )
    searched_by = forms.MultipleChoiceField(
        label=_("searched by"),
        choices=[(kind.value, kind.value) for kind in IdentifierKind],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = DataSource
        fields = (
            "code", "name_ja", "name_en", "connector", "categories", "searched_by", "queries",
            "action_route", "instructions_ja", "instructions_en", "task_days",
        )  # fmt: skip

    def clean_queries(self) -> list[dict[str, Any]]:
        """A list of mapped queries, each in the connector's grammar."""
        queries = self.cleaned_data["queries"] or []
        if not isinstance(queries, list) or not all(_is_query(row) for row in queries):
            raise forms.ValidationError(
                _("Write a list of queries, each with category, sql and fields.")
            )
        for row in queries:
            fields = tuple(Field(**field) for field in row["fields"])
            try:
                check_query(CategoryQuery(row["category"], row["sql"], fields))
            except SourceMisconfigured as fault:
                words = f"{row['category']}: {fault.fault.label} {fault.detail}"
                raise forms.ValidationError(words) from None
        return queries

    def clean(self) -> dict[str, Any]:
        """What only makes sense together."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        connector, queries = cleaned.get("connector"), cleaned.get("queries") or []
        if queries and connector != Connector.SQL:
            self.add_error("queries", _("Only a database has queries."))
        held = {category.code for category in cleaned.get("categories") or ()}
        asked = [row["category"] for row in queries]
        if connector == Connector.SQL and (set(asked) != held or len(asked) != len(held)):
            self.add_error("queries", _("A database needs exactly one query for each category."))
        portal = connector == Connector.PORTAL
        if cleaned.get("action_route") == ActionRoute.PORTAL and not portal:
            self.add_error("action_route", _("Only this portal itself acts by itself."))
        return cleaned


def _is_query(row: Any) -> bool:
    if not isinstance(row, dict) or row.keys() != _QUERY_KEYS:
        return False
    fields = row["fields"]
    named = isinstance(fields, list) and bool(fields) and all(
        isinstance(field, dict)
        and field.keys() == _FIELD_KEYS
        and all(isinstance(value, str) for value in field.values())
        for field in fields
    )  # fmt: skip
    return named and isinstance(row["category"], str) and isinstance(row["sql"], str)
