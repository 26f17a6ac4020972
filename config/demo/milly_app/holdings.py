"""What the sample service's own pages show of its database: plain SQL, as its engineers might."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from config.demo.milly_app.queries import HELD
from config.demo.milly_app.schema import COLUMNS, SCHEMA


@dataclass(frozen=True, slots=True)
class Member:
    """One line of the member list."""

    member_id: str
    name: str
    kana: str
    email: str
    left: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Some rows of one category, in the order of COLUMNS, and how many there are in all."""

    category: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    total: int


def is_loaded() -> bool:
    """Whether `manage.py load_milly_app` has run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('milly_app.generations') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def list_members(*, after: str, size: int) -> list[Member]:
    """Return up to `size` members whose id follows `after`, by id."""
    return _members("member.member_id > %s ORDER BY member.member_id LIMIT %s", [after, size])


def find_members(*, value: str) -> list[Member]:
    """Return the members whose id or current mail address is `value`."""
    return _members(
        "member.member_id = %s OR contact.email = %s ORDER BY member.member_id", [value, value]
    )


def _members(condition: str, values: list[Any]) -> list[Member]:
    statement = (
        "SELECT member.member_id, family_name || ' ' || given_name, "  # noqa: S608 -- our own words
        "family_name_kana || ' ' || given_name_kana, contact.email, left_at IS NOT NULL "
        "FROM milly_app.members AS member JOIN milly_app.contacts AS contact "
        f"ON contact.member_id = member.member_id AND superseded_at IS NULL WHERE {condition}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Member(*row) for row in cursor.fetchall()]


def read_category(*, member_id: str, category: str, start: int, size: int) -> Held:
    """Return up to `size` rows of a member in one category, from the `start`-th, the newest first.

    Raises KeyError for a category the service does not hold.
    """
    table, order = HELD[category]
    name, columns = sql.Identifier(SCHEMA, table), COLUMNS[table]
    newest_first = sql.SQL(", ").join(
        sql.SQL("{} DESC").format(sql.Identifier(column)) for column in order.split(", ")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "SELECT {}, count(*) OVER () FROM {} WHERE member_id = %s "
                "ORDER BY {} OFFSET %s LIMIT %s"
            ).format(sql.SQL(", ").join(map(sql.Identifier, columns)), name, newest_first),
            [member_id, start, size],
        )
        rows = cursor.fetchall()
    total = rows[0][-1] if rows else 0
    return Held(category, columns, [row[:-1] for row in rows], total)
