"""What an error of PostgreSQL means for a source, by SQLSTATE.

https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

import psycopg

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    IdentifierUnusable,
    SourceFailed,
    SourceMisconfigured,
    SourceUnavailable,
)
from dsr.fulfilment.gateways.sql_query import BoundQuery

PASSING = {
    "57014": SourceFault.TIMED_OUT,  # query_canceled
    "55P03": SourceFault.LOCKED,  # lock_not_available
    "25P03": SourceFault.UNREACHABLE,  # idle_in_transaction_session_timeout
    "25P04": SourceFault.TIMED_OUT,  # transaction_timeout
}
PASSING_CLASSES = {
    "08": SourceFault.UNREACHABLE,  # connection exception
    "40": SourceFault.BUSY,  # transaction rollback
    "53": SourceFault.BUSY,  # insufficient resources
    "57": SourceFault.UNREACHABLE,  # operator intervention
    "58": SourceFault.UNREACHABLE,  # system error
    "XX": SourceFault.UNREACHABLE,  # internal error, such as a damaged page
}
PERMANENT = {
    "25001": SourceFault.QUERY_WRITES,  # active_sql_transaction: tried to leave read-only mode
    "25006": SourceFault.QUERY_WRITES,  # read_only_sql_transaction
    "3F000": SourceFault.TABLE_MISSING,  # invalid_schema_name
    "42501": SourceFault.PERMISSION_MISSING,  # insufficient_privilege
    "42703": SourceFault.TABLE_MISSING,  # undefined_column
    "42P01": SourceFault.TABLE_MISSING,  # undefined_table
}
ENCODING = frozenset({"22021", "22P05"})  # character_not_in_repertoire, untranslatable_character


def as_source_failure(error: psycopg.Error, *, bound: BoundQuery) -> SourceFailed:
    """Return the failure to raise in place of `error`, which running `bound` has raised.

    The server's own words are kept only where they can hold nothing but names from the query
    (classes 25 and 42); data errors (22) quote values.
    """
    state, about = error.sqlstate or "", [bound.category]
    if state in PASSING:
        return SourceUnavailable(PASSING[state], categories=about)
    if state in PERMANENT:
        return SourceMisconfigured(PERMANENT[state], categories=about, detail=_names_in(error))
    if state in ENCODING or (state.startswith("22") and set(bound.casts.values()) != {"text"}):
        return IdentifierUnusable(
            SourceFault.IDENTIFIER_UNFIT, categories=about, detail=f"SQLSTATE {state}"
        )
    if state[:2] in PASSING_CLASSES:
        return SourceUnavailable(PASSING_CLASSES[state[:2]], categories=about)
    if not state and isinstance(error, psycopg.OperationalError):  # the connection broke
        return SourceUnavailable(SourceFault.UNREACHABLE, categories=about)
    detail = _names_in(error) if state.startswith(("0A", "42")) else f"SQLSTATE {state}"
    return SourceMisconfigured(SourceFault.QUERY_MALFORMED, categories=about, detail=detail)


def _names_in(error: psycopg.Error) -> str:
    return error.diag.message_primary or f"SQLSTATE {error.sqlstate}"
