"""Try out a SQL source before it is used, without touching anybody's data."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psycopg

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    CategoryQuery,
    IdentifierKind,
    SourceFailed,
    SourceMisconfigured,
    SourceUnavailable,
)
from dsr.fulfilment.gateways.sql_query import BoundQuery, check_query
from dsr.fulfilment.gateways.sql_session import SourceLimits, SqlAddress, one_moment
from dsr.fulfilment.gateways.sql_source import QueryReading

WARNINGS = frozenset({SourceFault.ACCOUNT_CAN_WRITE})

_LOWEST = {"bigint": str(-(2**63)), "integer": str(-(2**31))}
_CAN_WRITE = """
    SELECT role.rolsuper OR EXISTS (
        SELECT FROM pg_class AS held JOIN pg_namespace AS place ON place.oid = held.relnamespace
        WHERE held.relkind IN ('r', 'p') AND place.nspname NOT IN ('pg_catalog', 'pg_toast')
          AND place.nspname <> 'information_schema' AND has_schema_privilege(place.oid, 'USAGE')
          AND has_table_privilege(held.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
    FROM pg_roles AS role WHERE role.rolname = current_user
"""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What trying one category showed.

    category: a code, or "" for the connection as a whole.
    fault: what is wrong, with its advice as label; None where all is well.
    detail: a technical hint in English.
    """

    category: str
    fault: SourceFault | None = None
    detail: str = ""

    @property
    def usable(self) -> bool:
        """Whether a collection would get as far as searching."""
        return self.fault is None or self.fault in WARNINGS


def probe(
    *, address: SqlAddress, queries: Sequence[CategoryQuery], limits: SourceLimits
) -> list[ProbeResult]:
    """Try the connection and each query, with an identifier that nobody has.

    Returns one result for the connection, then one per query in the order given; never raises
    SourceFailed. A query that returns anything for nobody fails: it is not restricted to a person.
    """
    try:
        with one_moment(address, limits=limits, time_zone="UTC") as connection:
            return list(_probe_all(connection, queries, limits))
    except SourceFailed as failure:
        why = failure
    except psycopg.Error:  # between two queries
        why = SourceUnavailable(SourceFault.UNREACHABLE)
    return [_result(category, why) for category in ("", *_categories(queries))]


def _probe_all(
    connection: psycopg.Connection, queries: Sequence[CategoryQuery], limits: SourceLimits
) -> Iterator[ProbeResult]:
    row = connection.execute(_CAN_WRITE).fetchone()
    yield ProbeResult("", SourceFault.ACCOUNT_CAN_WRITE if row is None or row[0] else None)
    for query in queries:
        try:
            if _categories(queries).count(query.category) > 1:
                raise SourceMisconfigured(SourceFault.CATEGORY_NOT_MAPPED)
            _search_nobody(connection, check_query(query), limits)
        except SourceFailed as failure:
            yield _result(query.category, failure)
        else:
            yield ProbeResult(query.category)


def _search_nobody(connection: psycopg.Connection, bound: BoundQuery, limits: SourceLimits) -> None:
    with connection.transaction(force_rollback=True):
        reading = QueryReading(connection, bound, values=_of_nobody(bound), limits=limits)
        for _record in reading.records():
            raise SourceMisconfigured(SourceFault.QUERY_NOT_RESTRICTED)


def _of_nobody(bound: BoundQuery) -> dict[IdentifierKind, list[str]]:
    """A fresh random value, or the lowest number of the type: no system hands these out."""
    return {kind: [_LOWEST.get(cast, str(uuid.uuid4()))] for kind, cast in bound.casts.items()}


def _categories(queries: Sequence[CategoryQuery]) -> list[str]:
    return [query.category for query in queries]


def _result(category: str, failure: SourceFailed) -> ProbeResult:
    return ProbeResult(category, failure.fault, failure.detail)
