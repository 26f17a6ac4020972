"""The grammar of mapped queries, in cases a careful person might write."""

import pytest

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    IdentifierKind,
    SourceMisconfigured,
)
from dsr.fulfilment.gateways.sql_query import check_query
from tests.dsr.fulfilment.gateways.company import mapped


@pytest.mark.parametrize(
    ("sql", "casts"),
    [
        ("SELECT a FROM t WHERE <who>", {IdentifierKind.MEMBER_ID: "text"}),
        ("\n  select a from t where <who>\n", {IdentifierKind.MEMBER_ID: "text"}),
        ("SELECT a FROM t WHERE m=any( %(email)s )", {IdentifierKind.EMAIL: "text"}),
        (
            "SELECT a FROM t WHERE n = ANY(%(user_id)s::BIGINT[])",
            {IdentifierKind.USER_ID: "bigint"},
        ),
        (
            "SELECT a FROM t WHERE <who> OR m = ANY(%(email)s) UNION SELECT a FROM u WHERE <who>",
            {IdentifierKind.MEMBER_ID: "text", IdentifierKind.EMAIL: "text"},
        ),
        ("WITH x AS (SELECT 1) SELECT a FROM t WHERE <who>", {IdentifierKind.MEMBER_ID: "text"}),
        (
            "SELECT 'it''s; -- 100%% \"safe\" /* $1 */' AS a FROM \"t;able\" WHERE <who>",
            {IdentifierKind.MEMBER_ID: "text"},
        ),
        ('SELECT type AS "E\'" FROM t WHERE <who>', {IdentifierKind.MEMBER_ID: "text"}),
    ],
)
def test_query_is_accepted(sql: str, casts: dict[IdentifierKind, str]) -> None:
    assert check_query(mapped("PROFILE", sql, "a")).casts == casts


@pytest.mark.parametrize(
    ("sql", "detail"),
    [
        ("", "it does not begin with SELECT or WITH"),
        ("DELETE FROM t WHERE <who>", "it does not begin with SELECT or WITH"),
        ("SELECTED a FROM t WHERE <who>", "it does not begin with SELECT or WITH"),
        ("SELECT a FROM t WHERE <who>;", "it contains a semicolon"),
        ("SELECT a FROM t WHERE <who>; DROP TABLE t", "it contains a semicolon"),
        ("SELECT a FROM t -- all\n WHERE <who>", "it contains a comment"),
        ("SELECT a FROM t /* all */ WHERE <who>", "it contains a comment"),
        ("SELECT $$x$$ AS a FROM t WHERE <who>", "it contains a dollar sign"),
        ("SELECT a FROM t WHERE m = $1", "it contains a dollar sign"),
        ("SELECT 'a FROM t WHERE <who>", "it contains a quotation mark without its partner"),
        ('SELECT "a FROM t WHERE <who>', "it contains a quotation mark without its partner"),
        ("SELECT E'\\n' AS a FROM t WHERE <who>", "it contains an E'' string"),
        ("SELECT a FROM t WHERE p LIKE '/x%' AND <who>", "a literal per cent sign is written %%"),
        ("SELECT a FROM t", "each identifier is written = ANY(%(kind)s), outside quotes"),
        (
            "SELECT a FROM t WHERE m = %(member_id)s",
            "each identifier is written = ANY(%(kind)s), outside quotes",
        ),
        (
            "SELECT a FROM t WHERE m LIKE ANY(%(member_id)s)",
            "each identifier is written = ANY(%(kind)s), outside quotes",
        ),
        (
            "SELECT a FROM t WHERE m <> ANY(%(member_id)s)",
            "each identifier is written = ANY(%(kind)s), outside quotes",
        ),
        (
            "SELECT a FROM t WHERE m != ANY(%(member_id)s)",
            "each identifier is written = ANY(%(kind)s), outside quotes",
        ),
        (
            "SELECT a FROM t WHERE m >= ANY(%(member_id)s)",
            "each identifier is written = ANY(%(kind)s), outside quotes",
        ),
        (
            "SELECT '= ANY(%(member_id)s)' AS a FROM t",
            "each identifier is written = ANY(%(kind)s), outside quotes",
        ),
        (
            "SELECT %(email)s AS a FROM t WHERE <who>",
            "each identifier is written = ANY(%(kind)s), outside quotes",
        ),
        (
            "SELECT a FROM t WHERE m = ANY(%(mail)s)",
            "the identifiers are member_id, email, phone, user_id, subject_id",
        ),
        (
            "SELECT a FROM t WHERE m = ANY(%(member_id)s::regclass[])",
            "an identifier has one type of bigint, citext, integer, text, uuid, varchar",
        ),
        (
            "SELECT a FROM t WHERE <who> OR n = ANY(%(member_id)s::bigint[])",
            "an identifier has one type of bigint, citext, integer, text, uuid, varchar",
        ),
    ],
)
def test_query_is_refused_saying_why(sql: str, detail: str) -> None:
    with pytest.raises(SourceMisconfigured) as raised:
        check_query(mapped("PROFILE", sql, "a"))
    assert (raised.value.fault, raised.value.categories, raised.value.detail) == (
        SourceFault.QUERY_MALFORMED,
        ("PROFILE",),
        detail,
    )


@pytest.mark.parametrize("names", [(), ("a", "a")])
def test_fields_are_listed_once_each(names: tuple[str, ...]) -> None:
    with pytest.raises(SourceMisconfigured) as raised:
        check_query(mapped("PROFILE", "SELECT a FROM t WHERE <who>", *names))
    assert raised.value.fault == SourceFault.FIELDS_DIFFER
