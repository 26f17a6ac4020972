"""A company database of its own beside the test database, because a source is another system."""

import time
from dataclasses import dataclass

import psycopg
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dsr.fulfilment.gateways.source_protocol import (
    CategoryQuery,
    Field,
    Identifier,
    IdentifierKind,
    Record,
)
from dsr.fulfilment.gateways.sql_session import SourceLimits, SqlAddress
from dsr.fulfilment.gateways.sql_source import SqlSource

SCHEMA = """
    CREATE TABLE people (
        member_id text PRIMARY KEY, email text NOT NULL, number bigint NOT NULL, name text NOT NULL
    );
    CREATE TABLE visits (member_id text NOT NULL, at timestamptz NOT NULL, path text NOT NULL);
    INSERT INTO people VALUES
        ('M-1', 'hanako@mail.example', 1, '窓口 花子'),
        ('M-2', 'saki@mail.example', 2, '𠮷野 﨑'),
        ('M-3', '', 3, '髙橋 健一');
    INSERT INTO visits VALUES
        ('M-1', '2026-04-01 14:30:00+00', '/'), ('M-1', '2026-04-01 15:30:00+00', '/about'),
        ('M-2', '2026-04-02 00:00:00+00', '/');
"""


@dataclass(frozen=True)
class Company:
    """The company's database, as its owner sees it."""

    dsn: str
    hosts: frozenset[str]

    @property
    def database(self) -> str:
        """Its name."""
        return str(conninfo_to_dict(self.dsn)["dbname"])

    @property
    def reader_role(self) -> str:
        """A name for a role of this database's own; roles are shared by the whole server."""
        return f"{self.database}_reader"

    def run(self, sql: str) -> None:
        """Do something to it, committed."""
        with psycopg.connect(self.dsn, autocommit=True, client_encoding="UTF8") as owner:
            owner.execute(sql.encode())

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Look into it."""
        with psycopg.connect(self.dsn, client_encoding="UTF8") as owner:
            return owner.execute(sql.encode()).fetchall()

    def readers(self) -> list[str]:
        """The last statement of every connection of the connector, once closing ones are gone."""
        for _attempt in range(100):
            open_now = self.rows(
                "SELECT query FROM pg_stat_activity WHERE datname = current_database() "
                "AND application_name = 'madoguchi source reader'"
            )
            if not open_now:
                break
            time.sleep(0.01)
        return [str(query) for (query,) in open_now]

    def end_readers(self) -> None:
        """Cut every connection of the connector, as a restart of the server would."""
        self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = 'madoguchi source reader'"
        )

    def address(self, **settings: str) -> SqlAddress:
        """Where it is, with `settings` of libpq changed."""
        return SqlAddress(dsn=make_conninfo(self.dsn, **settings), allowed_hosts=self.hosts)

    def source(self, *queries: CategoryQuery, **limits: float) -> SqlSource:
        """A connector to it."""
        return SqlSource(
            address=self.address(),
            queries=queries,
            limits=SourceLimits(**limits),  # type: ignore[arg-type]
        )


def server_dsn(database: str) -> str:
    """The test server, with another database on it."""
    known = connection.settings_dict
    given = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    parameters = {key: str(known[name]) for key, name in given.items() if known[name]}
    parameters.setdefault("host", str(known.get("OPTIONS", {}).get("host", "localhost")))
    return make_conninfo(dbname=database, **parameters)


def make_database(name: str, *, encoding: str) -> Company:
    with psycopg.connect(server_dsn("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        how = f"TEMPLATE template0 ENCODING '{encoding}' LOCALE_PROVIDER libc LOCALE 'C'"
        server.execute(f"CREATE DATABASE {name} {how}".encode())
        host = server.info.host
    return Company(server_dsn(name), frozenset({host}))


def drop_database(name: str) -> None:
    with psycopg.connect(server_dsn("postgres"), autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


WHO = "member_id = ANY(%(member_id)s)"


def mapped(category: str, sql: str, *names: str) -> CategoryQuery:
    """A query where <who> stands for the usual restriction to the member."""
    return CategoryQuery(category, sql.replace("<who>", WHO), fields(*names))


def fields(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, f"{name}の項目", f"The {name}") for name in names)


PEOPLE = mapped(
    "PROFILE",
    "SELECT member_id, name FROM people WHERE <who> ORDER BY member_id",
    *("member_id", "name"),
)
VISITS = mapped("USAGE", "SELECT at, path FROM visits WHERE <who> ORDER BY at", "at", "path")


def member(*member_ids: str) -> list[Identifier]:
    return [Identifier(IdentifierKind.MEMBER_ID, member_id) for member_id in member_ids]


def collected(
    source: SqlSource, identifiers: list[Identifier], *categories: str
) -> dict[str, list[Record]]:
    """Everything, read to the end."""
    return {
        batch.category: list(batch.records)
        for batch in source.collect(identifiers=identifiers, categories=categories)
    }
