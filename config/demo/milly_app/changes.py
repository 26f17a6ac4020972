"""How the sample service changes what it holds when the privacy desk asks: plain SQL of its own.

It signs nothing and knows no HTTP (config.demo.milly_app.receiver does). Everything here runs as
WRITER_ROLE, which may write this schema and nothing else; the desk's own connector only reads.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql
from psycopg.errors import DataError, IntegrityError

from config.demo.milly_app.queries import HELD, LABELS
from config.demo.milly_app.schema import COLUMNS, SCHEMA

# A member's own row carries the keys of all others: erased, it stays as a number without a person.
BLANK_MEMBER = """
    UPDATE milly_app.members SET family_name = '', given_name = '', family_name_kana = '',
        given_name_kana = '', former_name = NULL, birth_date = NULL, gender = NULL,
        occupation = NULL, workplace = NULL, title = NULL, left_at = coalesce(left_at, now())
    WHERE member_id = %s AND family_name <> ''
"""


class WillNotAct(Exception):
    """The service refuses, with a code for the desk."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Order:
    """What the desk asks, read from its message."""

    id: str
    action: str
    category: str
    member_id: str
    detail: Mapping[str, str]


def carry_out(order: Order) -> int | None:
    """Do it and say how many records were changed; None where nothing of it is held.

    Call it inside a transaction, as WRITER_ROLE. Raises WillNotAct.
    """
    if order.category not in HELD:
        return None
    verb = _VERBS.get(order.action)
    if verb is None:
        raise WillNotAct("ACTION_UNKNOWN")
    if _held(order) == 0:
        return None
    return verb(order)


def remember(order: Order, answer: Mapping[str, Any]) -> None:
    """Keep the answer with what it was given to: the same order again is answered from here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO milly_app.handled_actions (id, member_id, category, action, answer) "
            "VALUES (%s, %s, %s, %s, %s)",
            [order.id, order.member_id, order.category, order.action, json.dumps(dict(answer))],
        )


def answered_before(order_id: str) -> dict[str, Any] | None:
    """The answer that was given to this order; None for one never seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM milly_app.handled_actions WHERE id = %s", [order_id])
        row = cursor.fetchone()
    return dict(json.loads(row[0])) if row else None


def _held(order: Order) -> int:
    table = sql.Identifier(SCHEMA, HELD[order.category][0])
    return _run(sql.SQL("SELECT FROM {} WHERE member_id = %s").format(table), [order.member_id])


def _run(statement: sql.Composable | str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _erase(order: Order) -> int:
    if order.detail:
        raise WillNotAct("EXTENT_BY_HAND")  # words a program does not understand
    if order.category == "PROFILE":
        return _run(BLANK_MEMBER, [order.member_id])
    table = sql.Identifier(SCHEMA, HELD[order.category][0])
    return _run(sql.SQL("DELETE FROM {} WHERE member_id = %s").format(table), [order.member_id])


def _restrict(order: Order) -> int:
    if order.detail:
        raise WillNotAct("EXTENT_BY_HAND")
    _run(
        "INSERT INTO milly_app.restrictions (member_id, category, action) VALUES (%s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        [order.member_id, order.category, order.action],
    )
    return _held(order)


def _correct(order: Order) -> int:
    table = HELD[order.category][0]
    column = _column(table, order.detail.get("field", ""))
    right, current = order.detail.get("right", ""), order.detail.get("current", "")
    name, held = sql.Identifier(SCHEMA, table), sql.Identifier(column)
    statement = sql.SQL(
        "UPDATE {table} SET {column} = %s WHERE member_id = %s "
        "AND coalesce({column}::text, '') = %s"
    ).format(table=name, column=held)
    try:
        changed = _run(statement, [right or None, order.member_id, current])
    except Exception as error:
        if isinstance(error.__cause__, DataError | IntegrityError):
            raise WillNotAct("VALUE_IMPOSSIBLE") from error
        raise
    if not changed:
        raise WillNotAct("VALUE_DIFFERS")
    return changed


def _column(table: str, field: str) -> str:
    """A column by its name, or as people call it in either language."""
    for column in COLUMNS[table]:
        if column != "member_id" and field in (column, *LABELS[column]):
            return column
    raise WillNotAct("FIELD_UNKNOWN")


_VERBS: Mapping[str, Callable[[Order], int]] = {
    "ERASE": _erase, "ANONYMISE": _erase, "SUSPEND": _restrict, "STOP_PROVISION": _restrict,
    "CORRECT": _correct, "ADD": _correct, "DELETE": _correct,
}  # fmt: skip
