"""What one room holds about one person, in the shape every disclosure collects. Pure."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class PersonalRecords:
    """The records of one category.

    Arguments:
        category: code of the register (policies.DataCategory.code), such as "PORTAL_ACCOUNT".
        fields: (name, Japanese label, English label) of each field, in reading order.
        records: JSON-ready dicts by field name; an empty list means searched and nothing found.
        searched: False where the room could not look, for want of a verified identifier, which is
            not the same as holding nothing.
    """

    category: str
    fields: tuple[tuple[str, str, str], ...]
    records: list[dict[str, Any]]
    searched: bool = True
