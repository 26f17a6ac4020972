"""One read-only look into a PostgreSQL database of the company: address, session, failures.

The session cannot write (`default_transaction_read_only`, a READ ONLY transaction, cursors that the
server declares for SELECT only), cannot wait for ever (time limits for connecting, each statement,
locks, and a reader that has died), and sees one moment (REPEATABLE READ).
https://www.postgresql.org/docs/current/runtime-config-client.html

The address holds a password: it is never logged, shown or put into a message, and errors of the
driver are replaced, not chained, because their text can quote the address or a value.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg.conninfo import conninfo_to_dict

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    SourceFailed,
    SourceMisconfigured,
    SourceUnavailable,
)
from dsr.fulfilment.gateways.sql_values import register_loaders

APPLICATION_NAME = "madoguchi source reader"
ADDRESS_KEYS = frozenset(
    {
        *("host", "hostaddr", "port", "dbname", "user", "password", "options"),
        *("sslmode", "sslrootcert", "sslcert", "sslkey", "sslnegotiation", "require_auth"),
        *("channel_binding", "target_session_attrs", "connect_timeout", "application_name"),
    }
)
_OWN_OPTIONS = re.compile(r"(?:-c\s*(?:role|search_path)=[\w,]+\s*)*")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

# libpq reports a refused sign-in as text only, in the language of the server
_REFUSALS = re.compile(
    r"authentication failed|no pg_hba\.conf entry|does not exist|not permitted to log in"
    r"|no password supplied|permission denied|unsupported startup parameter"
    r"|invalid value for parameter|certificate|does not support SSL"
    r"|認証に失敗|存在しません|ログインが許可|権限がありません",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLimits:
    """How long and how much one collection may take. Seconds, except where named."""

    connect_seconds: int = 5
    statement_seconds: float = 30
    lock_seconds: float = 2
    idle_seconds: float = 600  # then the server ends the session of a reader that has died
    records_per_category: int = 200_000
    records_per_fetch: int = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlAddress:
    """Where a SQL source is.

    dsn: postgresql://… or libpq's key=value form; secret.
    allowed_hosts: host names, addresses and socket folders the operator lets sources be read from.
    """

    dsn: str = field(repr=False)
    allowed_hosts: Collection[str]


def read_address(address: SqlAddress) -> dict[str, str]:
    """Return the parameters to connect with. A host across the network is reached by TLS.

    Raises SourceMisconfigured (ADDRESS_INVALID, HOST_NOT_ALLOWED).
    """
    try:
        given = {key: str(value) for key, value in conninfo_to_dict(address.dsn).items()}
    except psycopg.ProgrammingError:
        raise _invalid("it cannot be read") from None
    hosts = [host for key in ("host", "hostaddr") for host in given.get(key, "").split(",") if host]
    if "host" not in given or not hosts:
        raise _invalid("it names no host")
    if foreign := sorted(given.keys() - ADDRESS_KEYS):
        raise _invalid(f"the setting {foreign[0]} is not for sources")
    if _OWN_OPTIONS.fullmatch(given.get("options", "")) is None:
        raise _invalid("of the options, only -c role= and -c search_path= are for sources")
    if not set(hosts) <= set(address.allowed_hosts):
        raise SourceMisconfigured(SourceFault.HOST_NOT_ALLOWED)
    if not all(host.startswith("/") or host in _LOOPBACK for host in hosts):
        given.setdefault("sslmode", "require")
    return given


@contextmanager
def one_moment(
    address: SqlAddress, *, limits: SourceLimits, time_zone: str
) -> Iterator[psycopg.Connection]:
    """Give a connection in a read-only transaction that sees one moment; close it afterwards.

    time_zone: the IANA name that moments are printed in.

    Raises SourceMisconfigured and SourceUnavailable.
    """
    given = read_address(address)
    given["application_name"] = APPLICATION_NAME
    given["connect_timeout"] = str(limits.connect_seconds)
    given["client_encoding"] = "UTF8"
    given["options"] = f"{given.get('options', '')} {_session_options(limits, time_zone)}".strip()
    try:
        connection = psycopg.connect(**given, prepare_threshold=None)  # type: ignore[arg-type]
    except psycopg.Error as error:
        raise _while_connecting(error) from None
    with closing(connection):  # ends the transaction too; there is nothing to commit
        connection.read_only = True
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        register_loaders(connection)
        yield connection


def _session_options(limits: SourceLimits, time_zone: str) -> str:
    settings = {
        "default_transaction_read_only": "on",
        "statement_timeout": f"{limits.statement_seconds * 1000:.0f}ms",
        "lock_timeout": f"{limits.lock_seconds * 1000:.0f}ms",
        "idle_in_transaction_session_timeout": f"{limits.idle_seconds * 1000:.0f}ms",
        "TimeZone": time_zone,
        "DateStyle": "ISO",
        "IntervalStyle": "iso_8601",
        "bytea_output": "hex",
        "extra_float_digits": "1",
        "standard_conforming_strings": "on",  # what sql_query.py takes for granted
    }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def _while_connecting(error: psycopg.Error) -> SourceFailed:
    if isinstance(error, psycopg.OperationalError) and not _REFUSALS.search(str(error)):
        return SourceUnavailable(SourceFault.UNREACHABLE)
    return SourceMisconfigured(SourceFault.SIGN_IN_REFUSED)


def _invalid(detail: str) -> SourceMisconfigured:
    return SourceMisconfigured(SourceFault.ADDRESS_INVALID, detail=detail)
