"""The small grammar of a mapped query: one SELECT, restricted to the person by bound values.

    SELECT at, path FROM access_logs WHERE member_id = ANY(%(member_id)s) ORDER BY at

Each identifier stands in `= ANY(%(kind)s)`, or `= ANY(%(kind)s::bigint[])` where the column is not
text; the connector binds all the person's values of that kind, none where there is none. Equality
is the only comparison, so no value can act as a pattern that matches other people. A literal per
cent sign is written `%%`. Comments, semicolons, dollar quotes and E'' strings are refused, because
they are where a reader and the server could disagree on what the query says.

These rules catch mistakes early and say what is wrong. What makes a source safe to read is the
read-only transaction (sql_session.py) and an account that may do nothing but SELECT.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    CategoryQuery,
    Identifier,
    IdentifierKind,
    IdentifierUnusable,
    SourceMisconfigured,
)

KINDS = {kind.value.lower(): kind for kind in IdentifierKind}
CASTS = frozenset({"text", "varchar", "citext", "uuid", "bigint", "integer"})

_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_RESTRICTION = re.compile(
    r"(?<![-+*/<>=~!@#%^&|`?])=\s*ANY\s*\(\s*%\((?P<kind>\w+)\)s(?:\s*::\s*(?P<cast>\w+)\s*\[\s*\])?\s*\)",
    re.IGNORECASE,
)
_FORBIDDEN = {
    ";": "a semicolon",
    "--": "a comment",
    "/*": "a comment",
    "$": "a dollar sign",
    "'": "a quotation mark without its partner",
    '"': "a quotation mark without its partner",
}


@dataclass(frozen=True, slots=True)
class BoundQuery:
    """A checked query. `casts` holds each kind of identifier it is searched by and its SQL type."""

    query: CategoryQuery
    casts: Mapping[IdentifierKind, str]

    @property
    def category(self) -> str:
        """The code of the data category."""
        return self.query.category


def check_query(query: CategoryQuery) -> BoundQuery:
    """Return `query` with the identifiers it is searched by.

    Raises SourceMisconfigured (QUERY_MALFORMED, FIELDS_DIFFER) naming what is wrong.
    """
    quotes_marked = _QUOTED.sub("\0", query.sql)
    outside = quotes_marked.replace("\0", " ")
    for sign, name in _FORBIDDEN.items():
        if sign in outside:
            raise _malformed(query, f"it contains {name}")
    if re.match(r"\s*(SELECT|WITH)\b", outside, re.IGNORECASE) is None:
        raise _malformed(query, "it does not begin with SELECT or WITH")
    if re.search(r"\bE\0", quotes_marked, re.IGNORECASE):
        raise _malformed(query, "it contains an E'' string")
    if "%" in _PLACEHOLDER.sub("", query.sql).replace("%%", ""):
        raise _malformed(query, "a literal per cent sign is written %%")
    names = [field.name for field in query.fields]
    if not names or len(set(names)) != len(names):
        raise SourceMisconfigured(
            SourceFault.FIELDS_DIFFER,
            categories=[query.category],
            detail="list each field once, and at least one",
        )
    return BoundQuery(query, _restrictions(query, outside))


def _restrictions(query: CategoryQuery, outside: str) -> dict[IdentifierKind, str]:
    casts: dict[IdentifierKind, str] = {}
    found = list(_RESTRICTION.finditer(outside))
    if not found or len(found) != len(_PLACEHOLDER.findall(query.sql)):
        raise _malformed(query, "each identifier is written = ANY(%(kind)s), outside quotes")
    for match in found:
        kind = KINDS.get(match["kind"])
        cast = (match["cast"] or "text").lower()
        if kind is None:
            raise _malformed(query, f"the identifiers are {', '.join(KINDS)}")
        if cast not in CASTS or casts.setdefault(kind, cast) != cast:
            raise _malformed(query, f"an identifier has one type of {', '.join(sorted(CASTS))}")
    return casts


def values_by_kind(identifiers: Sequence[Identifier]) -> dict[IdentifierKind, list[str]]:
    """Return the values to bind for every kind, each once, in order; [] for a kind without any.

    Raises IdentifierUnusable (IDENTIFIER_UNFIT) for a value no database column can hold, and for a
    blank one: it would match everybody whose column is empty.
    """
    values: dict[IdentifierKind, list[str]] = {kind: [] for kind in IdentifierKind}
    for identifier in identifiers:
        if not identifier.value.strip() or not _storable(identifier.value):
            raise IdentifierUnusable(SourceFault.IDENTIFIER_UNFIT, detail=identifier.kind.value)
        if identifier.value not in values[identifier.kind]:
            values[identifier.kind].append(identifier.value)
    return values


def _storable(value: str) -> bool:
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False


def _malformed(query: CategoryQuery, detail: str) -> SourceMisconfigured:
    return SourceMisconfigured(
        SourceFault.QUERY_MALFORMED, categories=[query.category], detail=detail
    )
