"""Who changed which field of a settings-like row (django-simple-history)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

_MOST = 20


@dataclass(frozen=True)
class Change:
    """One save: when, by whom ("" for a program), and the names of the fields that changed."""

    at: datetime
    who: str
    fields: list[str]


def changes_of(obj: Any) -> list[Change]:
    """The last saves that changed something, newest first; the first save counts as one."""
    rows = list(
        obj.history.select_related("history_user").order_by("-history_date", "-history_id")[
            : _MOST + 1
        ]
    )
    if not rows:  # a migration wrote it, and nobody has changed it since
        return []
    changes = []
    for newer, older in zip(rows, [*rows[1:], None], strict=True):
        if older is None and len(rows) > _MOST:
            break  # not the first save, only the last we looked at
        names = [] if older is None else _changed(obj, newer, older)
        if older is None or names:
            who = str(newer.history_user or "")
            changes.append(Change(at=newer.history_date, who=who, fields=names))
    return changes


def _changed(obj: Any, newer: Any, older: Any) -> list[str]:
    return [
        str(obj._meta.get_field(name).verbose_name)
        for name in newer.diff_against(older).changed_fields
    ]
