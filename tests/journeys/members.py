"""What the sample service holds of a member, and putting it back after a journey changed it.

The service's schema is none of Django's: no test's end empties or restores it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from psycopg import sql

from config.demo.milly_app.schema import COLUMNS, SCHEMA

Kept = dict[tuple[str, str], list[dict[str, object]]]
ORDERS = ("handled_actions", "restrictions")


def held(table: str, member_id: str) -> list[dict[str, object]]:
    """The member's rows of one table of the service."""
    with connection.cursor() as cursor:
        cursor.execute(_about("SELECT * FROM {}", table), [member_id])
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def put_back(*member_ids: str) -> Iterator[None]:
    """Whatever is erased or changed of these members inside is as it was afterwards."""
    kept = {
        (table, member_id): held(table, member_id) for table in COLUMNS for member_id in member_ids
    }
    try:
        yield
    finally:
        _restore(kept, member_ids)


def _restore(kept: Kept, member_ids: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for member_id in member_ids:
            for table in (*ORDERS, *(name for name in COLUMNS if name != "members")):
                cursor.execute(_about("DELETE FROM {}", table), [member_id])
        for (table, member_id), rows in kept.items():
            for row in rows:
                _write(cursor, table, member_id, row)


def _write(cursor: object, table: str, member_id: str, row: dict[str, object]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    values = sql.SQL(", ").join(sql.Placeholder() * len(row))
    if table == "members":  # other rows refer to it, so it is changed in place
        statement = sql.SQL("UPDATE {} SET ({}) = ROW ({}) WHERE member_id = %s")
        extra = [member_id]
    else:
        statement = sql.SQL("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES ({})")
        extra = []
    whole = statement.format(sql.Identifier(SCHEMA, table), names, values)
    cursor.execute(whole, [*row.values(), *extra])  # type: ignore[attr-defined]


def _about(start: str, table: str) -> sql.Composed:
    return sql.SQL(start + " WHERE member_id = %s").format(sql.Identifier(SCHEMA, table))
