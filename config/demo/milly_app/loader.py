"""Put the generated members into PostgreSQL, once for each version of the generator."""

import itertools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg import sql

from config.demo.milly_app import schema
from config.demo.milly_app.generator import GENERATOR_VERSION, MEMBERS, Rows, generate_members

CHUNK = 1_000  # members held in memory at a time


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is there now. `fresh` tells whether this call has put it there.

    rows: how many, by table. reader: whether the read-only role could be set up; without it the
    connector signs in as the application itself.
    """

    fresh: bool
    rows: Mapping[str, int]
    reader: bool


def load_members(*, as_of: date, count: int = MEMBERS) -> Loaded:
    """Create the schema and fill it with `count` members, unless this generator's are there.

    as_of: the last day anything happened in the data, in Japan. Data already there keep theirs.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [schema.SCHEMA])
        fresh = _loaded_version(cursor) != _version(count)
        if fresh:
            cursor.execute(schema.CREATE)
            for members in _chunks(as_of, count):
                _copy(cursor, members)
            cursor.execute(schema.FINISH)
            cursor.execute(
                "INSERT INTO milly_app.generations (version, as_of) VALUES (%s, %s)",
                [_version(count), as_of],
            )
        cursor.execute(schema.ACTING)
        reader = _grant(cursor, schema.READER_ROLE, "SELECT")
        _grant(cursor, schema.WRITER_ROLE, "SELECT, INSERT, UPDATE, DELETE")
        rows = Counter({table: _count(cursor, table) for table in schema.COLUMNS})
    if fresh:
        with connection.cursor() as cursor:
            for table in schema.COLUMNS:
                cursor.execute(sql.SQL("ANALYZE {}").format(_name(table)))
    return Loaded(fresh, rows, reader)


def _version(count: int) -> str:
    return f"{GENERATOR_VERSION}/{count}"


def _loaded_version(cursor: Any) -> str | None:
    cursor.execute("SELECT to_regclass('milly_app.generations')")
    if cursor.fetchone() == (None,):
        return None
    cursor.execute("SELECT version FROM milly_app.generations")
    row = cursor.fetchone()
    return row[0] if row else None


def _chunks(as_of: date, count: int) -> Any:
    members = generate_members(as_of=as_of, count=count)
    while chunk := list(itertools.islice(members, CHUNK)):
        yield chunk


def _copy(cursor: Any, members: list[Rows]) -> None:
    for table, columns in schema.COLUMNS.items():
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(_name(table), names)
        with cursor.copy(statement) as copy:
            for rows in members:
                for row in rows[table]:
                    copy.write_row(row)


def _count(cursor: Any, table: str) -> int:
    cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(_name(table)))
    return int(cursor.fetchone()[0])


def _name(table: str) -> sql.Identifier:
    return sql.Identifier(schema.SCHEMA, table)


def _grant(cursor: Any, name: str, powers: str) -> bool:
    """Make a role that may do this with the rows of the service; False where we may make none."""
    role = sql.Identifier(name)
    members: list[sql.Composable] = [sql.SQL("CURRENT_USER")]
    if settings.DATABASE_APP_ROLE:
        members.append(sql.Identifier(settings.DATABASE_APP_ROLE))
    try:
        with transaction.atomic():
            # Roles belong to the whole server: another database of it may just be making this one.
            cursor.execute(
                sql.SQL(
                    "DO $$ BEGIN CREATE ROLE {} NOLOGIN; "
                    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
                ).format(role)
            )
            cursor.execute(
                sql.SQL(
                    "GRANT USAGE ON SCHEMA {0} TO {1}; GRANT {2} ON ALL TABLES IN SCHEMA {0} TO {1}"
                ).format(sql.Identifier(schema.SCHEMA), role, sql.SQL(powers))
            )
            cursor.execute(sql.SQL("GRANT {} TO {}").format(role, sql.SQL(", ").join(members)))
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", None) != "42501":  # insufficient_privilege
            raise
        return False
    return True
