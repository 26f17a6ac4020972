"""What the sample service's own pages show of its database: plain SQL, as its engineers might."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
    erased: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Some rows of one category, in the order of COLUMNS, and how many there are in all."""

    category: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    total: int


@dataclass(frozen=True, slots=True)
class Handled:
    """One action the privacy desk had done here."""

    at: datetime
    action: str
    category: str
    affected: int


def handled_actions(*, member_id: str) -> list[Handled]:
    """What the privacy desk had done to a member's data, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT handled_at, action, category, answer FROM milly_app.handled_actions "
            "WHERE member_id = %s ORDER BY handled_at DESC, id LIMIT 50",
            [member_id],
        )
        return [
            Handled(at, action, category, int(json.loads(answer).get("affected", 0)))
            for at, action, category, answer in cursor.fetchall()
        ]


def restrictions(*, member_id: str) -> set[tuple[str, str]]:
    """(category, action) of every suspension and stop of provision in force."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT category, action FROM milly_app.restrictions WHERE member_id = %s", [member_id]
        )
        return set(cursor.fetchall())


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
        "family_name_kana || ' ' || given_name_kana, coalesce(contact.email, ''), "
        "left_at IS NOT NULL, family_name = '' "
        "FROM milly_app.members AS member LEFT JOIN milly_app.contacts AS contact "
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
