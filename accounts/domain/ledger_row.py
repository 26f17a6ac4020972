"""The canonical form and the hash of a ledger's row, as the database makes them (ledger_sql).

For those who bring rows by the million, numbered and hashed already: the database works the hash
out again and refuses the statement where a single one differs.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from operator import itemgetter
from typing import Any

EMPTY = b""  # what the first row of a chain follows
NUMBERS = ("id", "sequence", "previous_hash")  # stand before the other columns

_json = json.JSONEncoder(ensure_ascii=False).encode
_text = json.encoder.encode_basestring  # what the encoder itself calls for text


def row_hasher(columns: Sequence[str]) -> Callable[[int, int, bytes, tuple[Any, ...]], bytes]:
    """What works out the hash (32 bytes) of rows of these columns.

    It is called with id, sequence, the hash of the row before (EMPTY for the first) and the values
    of `columns`: text, whole numbers, true and false, None; moments as `written_moment` gives
    them, UUIDs as text. `columns` are all of the table but NUMBERS and `hash`.
    """
    names = [*NUMBERS, *columns]
    # jsonb orders keys by their length, then by their bytes, and leaves nulls out here.
    places = sorted(range(len(names)), key=lambda place: (len(names[place]), names[place]))
    values = itemgetter(*places)
    labels = [f"{_json(names[place])}: " for place in places]

    def row_hash(row_id: int, sequence: int, previous: bytes, row: tuple[Any, ...]) -> bytes:
        line = values((row_id, sequence, "\\x" + previous.hex(), *row))
        written = [
            label + (_text(value) if isinstance(value, str) else _json(value))
            for label, value in zip(labels, line, strict=True)
            if value is not None
        ]
        return sha256(previous + f"{{{', '.join(written)}}}".encode()).digest()

    return row_hash


def written_moment(at: datetime) -> str:
    """A moment as jsonb writes it in UTC: no zeros at the end of a fraction."""
    moment = at.astimezone(UTC)
    if not moment.microsecond:
        return moment.isoformat()
    whole = moment.replace(microsecond=0, tzinfo=None).isoformat()
    return f"{whole}.{moment.microsecond:06d}".rstrip("0") + "+00:00"
