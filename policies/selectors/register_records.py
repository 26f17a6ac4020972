"""Registers as they stood when something happened."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Model

from policies.domain.register_records import standing_at
from policies.models import DataCategoryRecord


def rows_as_they_were(model: type[Model], ids: Collection[int], at: datetime) -> list[Any]:
    """Rows of a register with a history as they stood at a moment, in the order they had then.

    What is younger than the moment stands as it was first written; what was deleted since stands
    as it did. Two queries.
    """
    if not ids:
        return []
    rows: dict[int, Any] = {}
    past: Any = model.history.filter(id__in=ids)  # type: ignore[attr-defined]  # simple_history's
    for old in past.order_by("history_date", "history_id"):
        if old.id not in rows or old.history_date <= at:
            rows[old.id] = old.instance
    for row in model._default_manager.filter(pk__in=set(ids) - rows.keys()):
        rows[row.pk] = row
    return sorted(rows.values(), key=lambda row: (getattr(row, "position", 0), row.pk))


def purposes_of_categories(category_ids: Collection[int], at: datetime) -> set[int]:
    """The primary keys of what these categories were used for at a moment. One query."""
    records: dict[int, list[DataCategoryRecord]] = {}
    for record in DataCategoryRecord.objects.filter(category_id__in=category_ids).order_by("id"):
        records.setdefault(record.category_id, []).append(record)
    standing = (standing_at(lines, at) for lines in records.values())
    return {purpose for record in standing if record for purpose in record.purpose_ids}
