"""The session cannot write, cannot wait for ever, and goes only where the operator lets it."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    SourceFailed,
    SourceMisconfigured,
    SourceUnavailable,
)
from dsr.fulfilment.gateways.sql_session import (
    SourceLimits,
    SqlAddress,
    one_moment,
    read_address,
)
from dsr.fulfilment.gateways.sql_source import SqlSource
from tests.dsr.fulfilment.gateways.company import (
    PEOPLE,
    VISITS,
    Company,
    collected,
    mapped,
    member,
)

SECRET = "correct-horse-battery"


def failure_from(source: SqlSource) -> SourceFailed:
    with pytest.raises(SourceFailed) as raised:
        collected(source, member("M-1"), "PROFILE")
    return raised.value


@pytest.mark.parametrize(
    ("select", "fault"),
    [
        (
            "WITH gone AS (DELETE FROM people RETURNING *) SELECT name FROM gone WHERE <who>",
            SourceFault.QUERY_MALFORMED,
        ),
        ("SELECT name FROM people WHERE <who> FOR UPDATE", SourceFault.QUERY_WRITES),
        ("SELECT nextval('numbers') AS name FROM people WHERE <who>", SourceFault.QUERY_WRITES),
        ("SELECT rename() AS name FROM people WHERE <who>", SourceFault.QUERY_WRITES),
        (
            "SELECT set_config('transaction_read_only','off',true) AS name FROM people WHERE <who>",
            SourceFault.QUERY_WRITES,
        ),
        ("SELECT name INTO stolen FROM people WHERE <who>", SourceFault.QUERY_MALFORMED),
    ],
)
def test_writing_is_refused_by_the_server(
    company: Company, select: str, fault: SourceFault
) -> None:
    company.run(
        "CREATE SEQUENCE numbers; CREATE FUNCTION rename() RETURNS text LANGUAGE sql VOLATILE "
        "AS $$ UPDATE people SET name = 'written' RETURNING name $$"
    )
    before = company.rows("SELECT * FROM people ORDER BY member_id")
    failure = failure_from(company.source(mapped("PROFILE", select, "name")))
    assert isinstance(failure, SourceMisconfigured)
    assert failure.fault == fault
    assert company.rows("SELECT * FROM people ORDER BY member_id") == before
    assert company.rows("SELECT is_called FROM numbers") == [(False,)]
    assert company.rows("SELECT to_regclass('stolen')") == [(None,)]


def test_session_is_read_only_from_its_first_statement(company: Company) -> None:
    limits = SourceLimits()
    with one_moment(company.address(), limits=limits, time_zone="UTC") as connection:
        settings = {
            name: connection.execute(f"SHOW {name}".encode()).fetchall()[0][0]
            for name in (
                *("default_transaction_read_only", "transaction_read_only"),
                *("transaction_isolation", "statement_timeout", "lock_timeout"),
                *("idle_in_transaction_session_timeout", "application_name", "TimeZone"),
            )
        }
    assert settings == {
        "default_transaction_read_only": "on",
        "transaction_read_only": "on",
        "transaction_isolation": "repeatable read",
        "statement_timeout": "30s",
        "lock_timeout": "2s",
        "idle_in_transaction_session_timeout": "10min",
        "application_name": "madoguchi source reader",
        "TimeZone": "UTC",
    }


def test_slow_query_is_unavailable(company: Company) -> None:
    slow = mapped("PROFILE", "SELECT pg_sleep(20) AS name FROM people WHERE <who>", "name")
    failure = failure_from(company.source(slow, statement_seconds=0.2))
    assert isinstance(failure, SourceUnavailable)
    assert failure.fault == SourceFault.TIMED_OUT


def test_locked_table_is_unavailable(company: Company) -> None:
    with psycopg.connect(company.dsn) as owner:
        owner.execute("LOCK TABLE people IN ACCESS EXCLUSIVE MODE")
        failure = failure_from(company.source(PEOPLE, lock_seconds=0.2))
    assert isinstance(failure, SourceUnavailable)
    assert failure.fault == SourceFault.LOCKED


def test_server_lost_in_the_middle_is_unavailable(company: Company) -> None:
    company.run("INSERT INTO visits SELECT 'M-1', now(), n::text FROM generate_series(1, 100) n")
    source = company.source(VISITS, records_per_fetch=10)
    batches = source.collect(identifiers=member("M-1"), categories=["USAGE"])
    records = iter(next(batches).records)
    read = [next(records)]
    company.end_readers()
    with pytest.raises(SourceUnavailable) as raised:
        read.extend(records)
    assert raised.value.fault == SourceFault.UNREACHABLE
    assert len(read) == 10


def test_reader_that_has_died_is_ended_by_the_server(company: Company) -> None:
    source = company.source(PEOPLE, VISITS, idle_seconds=0.2)
    batches = source.collect(identifiers=member("M-1"), categories=["PROFILE", "USAGE"])
    list(next(batches).records)
    threading.Event().wait(0.5)
    with pytest.raises(SourceUnavailable) as raised:
        next(batches)
    assert raised.value.fault == SourceFault.UNREACHABLE


def test_closed_port_is_unavailable() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    address = SqlAddress(
        dsn=f"postgresql://reader@127.0.0.1:{port}/shop", allowed_hosts={"127.0.0.1"}
    )
    failure = failure_from(SqlSource(address=address, queries=[PEOPLE]))
    assert isinstance(failure, SourceUnavailable)
    assert failure.fault == SourceFault.UNREACHABLE


@pytest.fixture
def silent_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_server_that_never_answers_is_unavailable(silent_port: int) -> None:
    address = SqlAddress(
        dsn=f"postgresql://reader@127.0.0.1:{silent_port}/shop", allowed_hosts={"127.0.0.1"}
    )
    limits = SourceLimits(connect_seconds=2)
    failure = failure_from(SqlSource(address=address, queries=[PEOPLE], limits=limits))
    assert isinstance(failure, SourceUnavailable)
    assert failure.fault == SourceFault.UNREACHABLE


@pytest.mark.parametrize(
    "setting", [{"dbname": "no_such_database"}, {"user": "no_such_role"}, {"options": "-c role=x"}]
)
def test_refused_sign_in_needs_a_person(company: Company, setting: dict[str, str]) -> None:
    source = SqlSource(address=company.address(**setting), queries=[PEOPLE])
    failure = failure_from(source)
    assert isinstance(failure, SourceMisconfigured)
    assert failure.fault == SourceFault.SIGN_IN_REFUSED


@pytest.mark.parametrize(
    ("change", "fault", "detail"),
    [
        ("ALTER TABLE people RENAME TO customers", SourceFault.TABLE_MISSING, "people"),
        ("ALTER TABLE people RENAME name TO full_name", SourceFault.TABLE_MISSING, "name"),
        ("REVOKE SELECT ON people FROM CURRENT_USER", SourceFault.PERMISSION_MISSING, "people"),
    ],
)
def test_changed_source_says_what_is_missing(
    company: Company, change: str, fault: SourceFault, detail: str
) -> None:
    company.run(change)
    failure = failure_from(company.source(PEOPLE))
    assert isinstance(failure, SourceMisconfigured)
    assert failure.fault == fault
    assert detail in failure.detail
    assert failure.categories == ("PROFILE",)


@pytest.mark.parametrize(
    ("dsn", "fault"),
    [
        ("mysql://reader@db.example/shop", SourceFault.ADDRESS_INVALID),
        (f"postgresql://reader:{SECRET}@[db.example/shop", SourceFault.ADDRESS_INVALID),
        (f"reader {SECRET}", SourceFault.ADDRESS_INVALID),
        ("", SourceFault.ADDRESS_INVALID),
        ("postgresql:///shop", SourceFault.ADDRESS_INVALID),
        ("postgresql://reader@/shop?hostaddr=192.0.2.1", SourceFault.ADDRESS_INVALID),
        ("postgresql://db.example/shop?service=other", SourceFault.ADDRESS_INVALID),
        ("postgresql://db.example/shop?passfile=/etc/passwd", SourceFault.ADDRESS_INVALID),
        (
            "postgresql://db.example/shop?options=-c%20default_transaction_read_only%3Doff",
            SourceFault.ADDRESS_INVALID,
        ),
        ("postgresql://elsewhere.example/shop", SourceFault.HOST_NOT_ALLOWED),
        ("postgresql://db.example,elsewhere.example/shop", SourceFault.HOST_NOT_ALLOWED),
        ("postgresql://db.example/shop?hostaddr=169.254.169.254", SourceFault.HOST_NOT_ALLOWED),
        ("host=/var/run/postgresql dbname=shop", SourceFault.HOST_NOT_ALLOWED),
    ],
)
def test_address_is_refused_without_repeating_it(dsn: str, fault: SourceFault) -> None:
    with pytest.raises(SourceMisconfigured) as raised:
        read_address(SqlAddress(dsn=dsn, allowed_hosts={"db.example"}))
    assert raised.value.fault == fault
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    assert SECRET not in f"{raised.value!s} {raised.value!r}"


def test_network_is_crossed_by_tls_unless_told_otherwise() -> None:
    def sslmode(dsn: str, host: str) -> str | None:
        return read_address(SqlAddress(dsn=dsn, allowed_hosts={host})).get("sslmode")

    assert sslmode("postgresql://db.example/shop", "db.example") == "require"
    assert sslmode("postgresql://db.example/shop?sslmode=verify-full", "db.example") == (
        "verify-full"
    )
    assert sslmode("postgresql://127.0.0.1/shop", "127.0.0.1") is None
    assert sslmode("host=/run/pg dbname=shop", "/run/pg") is None


def test_password_is_in_no_representation(tmp_path: Path) -> None:
    dsn = make_conninfo(f"postgresql://reader:{SECRET}@127.0.0.1/shop", port="1")
    source = SqlSource(address=SqlAddress(dsn=dsn, allowed_hosts={"127.0.0.1"}), queries=[PEOPLE])
    failure = failure_from(source)
    assert SECRET not in f"{source!r} {failure!r} {failure}"
