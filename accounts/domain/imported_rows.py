"""What every bulk import reads alike: members, sources, moments."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_MEMBER = re.compile(r"[\x21-\x7e]{1,100}")
_SOURCE = re.compile(r"[A-Z][A-Z0-9_]{0,31}")


class UnableToImport(Exception):
    """A row is not as it must be. `row` counts from 1; rows of earlier pieces are recorded."""

    def __init__(self, row: int, column: str) -> None:
        super().__init__(f"row {row}: {column} is not as it must be")
        self.row, self.column = row, column


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows were recorded, and how many added nothing to what was recorded before."""

    recorded: int = 0
    known: int = 0


def is_member_id(written: str | None) -> bool:
    """Whether it can be the company's own id of a member: 1 to 100 visible ASCII characters."""
    return _MEMBER.fullmatch(written or "") is not None


def is_source(written: str | None) -> bool:
    """Whether it names a place, such as "APP_SETTINGS"."""
    return _SOURCE.fullmatch(written or "") is not None


def read_moment(written: str | None) -> datetime | None:
    """An ISO moment with its offset from UTC, in UTC; None where it is none."""
    try:
        at = datetime.fromisoformat(written or "")
        return at.astimezone(UTC) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None
