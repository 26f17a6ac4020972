"""The SQL connector: reads what a PostgreSQL database of the company holds about one person."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import errors

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    CategoryQuery,
    CollectedBatch,
    Identifier,
    IdentifierKind,
    IdentifierUnusable,
    Record,
    SourceMisconfigured,
)
from dsr.fulfilment.gateways.sql_failures import as_source_failure
from dsr.fulfilment.gateways.sql_query import BoundQuery, check_query, values_by_kind
from dsr.fulfilment.gateways.sql_session import (
    SourceLimits,
    SqlAddress,
    one_moment,
    read_address,
)
from dsr.fulfilment.gateways.sql_values import UnsupportedType, to_json


@dataclass(frozen=True, kw_only=True)
class SqlSource:
    """A SourceConnector over mapped queries (their grammar is in sql_query.py).

    queries: one per category this source holds.
    time_zone: the IANA name that moments in the answer are written in.
    """

    address: SqlAddress
    queries: Sequence[CategoryQuery]
    limits: SourceLimits = field(default_factory=SourceLimits)
    time_zone: str = "Asia/Tokyo"

    def collect(
        self, *, identifiers: Sequence[Identifier], categories: Sequence[str]
    ) -> Generator[CollectedBatch, None, None]:
        """See SourceConnector.collect. Records stream from the server, never all in memory."""
        read_address(self.address)
        bound = [self._bind(category) for category in categories]
        values = values_by_kind(identifiers)
        if unsearchable := [
            query.category for query in bound if not any(values[kind] for kind in query.casts)
        ]:
            raise IdentifierUnusable(SourceFault.NO_IDENTIFIER, categories=unsearchable)
        return self._stream(bound, values)

    def _bind(self, category: str) -> BoundQuery:
        mapped = [query for query in self.queries if query.category == category]
        if len(mapped) != 1:
            raise SourceMisconfigured(SourceFault.CATEGORY_NOT_MAPPED, categories=[category])
        return check_query(mapped[0])

    def _stream(
        self, bound: Sequence[BoundQuery], values: Mapping[IdentifierKind, list[str]]
    ) -> Generator[CollectedBatch, None, None]:
        with one_moment(self.address, limits=self.limits, time_zone=self.time_zone) as connection:
            for query in bound:
                reading = QueryReading(connection, query, values=values, limits=self.limits)
                records = _closing_after_failure(connection, reading.records())
                yield CollectedBatch(query.category, query.query.fields, records)
                if not reading.finished:
                    raise RuntimeError("read the records of a batch before asking for the next")


def _closing_after_failure(
    connection: psycopg.Connection, records: Iterator[Record]
) -> Iterator[Record]:
    """End the transaction at once; a traceback can keep the caller's generator for a long time."""
    try:
        yield from records
    except BaseException:
        connection.close()
        raise


class QueryReading:
    """One query being read through a server-side cursor.

    Raises SourceFailed, here for the query itself and in `records` for what comes later.
    """

    def __init__(
        self,
        connection: psycopg.Connection,
        bound: BoundQuery,
        *,
        values: Mapping[IdentifierKind, list[str]],
        limits: SourceLimits,
    ) -> None:
        """Run the query as far as its columns."""
        self.finished = False
        self._bound = bound
        self._fields = bound.query.fields
        self._limits = limits
        self._cursor = connection.cursor(name=f"category_{bound.category.lower()}")
        self._cursor.itersize = limits.records_per_fetch
        statement = bound.query.sql.encode()  # bytes: psycopg types str as literals of the code
        try:
            self._cursor.execute(
                statement, {kind.value.lower(): values[kind] for kind in bound.casts}
            )
        except psycopg.Error as error:
            raise as_source_failure(error, bound=bound) from None
        self._columns = [column.name for column in self._cursor.description or ()]
        self._check_columns()

    def records(self) -> Iterator[Record]:
        """Yield each record in the order of the fields; `finished` tells the last was reached."""
        positions = [(field.name, self._columns.index(field.name)) for field in self._fields]
        try:
            for number, row in enumerate(self._cursor, start=1):
                if number > self._limits.records_per_category:
                    raise self._misconfigured(
                        SourceFault.TOO_MANY_RECORDS,
                        f"the limit is {self._limits.records_per_category}",
                    )
                yield {name: to_json(row[position]) for name, position in positions}
            self._cursor.close()
        except (errors.CharacterNotInRepertoire, errors.UntranslatableCharacter):
            raise self._misconfigured(SourceFault.TEXT_UNREADABLE) from None
        except psycopg.Error as error:
            raise as_source_failure(error, bound=self._bound) from None
        except UnsupportedType as error:
            raise self._misconfigured(SourceFault.TYPE_UNSUPPORTED, str(error)) from None
        self.finished = True

    def _check_columns(self) -> None:
        listed = sorted(field.name for field in self._fields)
        if listed != sorted(self._columns):
            detail = f"listed: {', '.join(listed)}; returned: {', '.join(self._columns)}"
            raise self._misconfigured(SourceFault.FIELDS_DIFFER, detail)

    def _misconfigured(self, fault: SourceFault, detail: str = "") -> SourceMisconfigured:
        return SourceMisconfigured(fault, categories=[self._bound.category], detail=detail)
