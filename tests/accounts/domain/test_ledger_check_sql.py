"""What verify_ledgers asks of the database: the text of a row, and forgeries with sound hashes."""

import json
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.domain.ledger_check_sql import Column, canonical_text
from accounts.selectors.ledgers import verify_ledger
from tests.accounts.selectors.test_ledgers import SUBJECTS, TABLE, append, execute, guards_off

ROWS_EACH = 4
_WIDE = {
    "id": "int8", "small": "int2", "text": "text", "letters": "varchar", "yes": "bool",
    "key": "uuid", "bytes": "bytea", "day": "date", "at": "timestamptz", "amount": "numeric",
    "share": "float8", "tags": "text[]", "facts": "jsonb", "wall": "timestamp", "padded": "bpchar",
    "näme": "text",
}  # fmt: skip
_HOSTILE = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
_ROWS = st.fixed_dictionaries(
    {
        "id": st.integers(-(2**62), 2**62),
        "text": _HOSTILE,
        "at": st.sampled_from(
            [
                "2026-04-01 03:00:00.000001+09",
                "infinity",
                "0044-03-15 12:00+00 BC",
                "12026-1-1 0:0+0",
            ]
        ),
    },
    optional={
        "small": st.integers(-(2**15), 2**15 - 1),
        "letters": _HOSTILE,
        "yes": st.booleans(),
        "key": st.uuids().map(str),
        "bytes": st.binary(max_size=9).map(lambda value: f"\\x{value.hex()}"),
        "day": st.sampled_from(["2026-04-01", "-infinity", "0001-01-01 BC"]),
        "amount": st.sampled_from(["0.10", "-1e30", "NaN", "7.000"]),
        "share": st.sampled_from(["0.1", "1e300", "-0", "Infinity"]),
        "tags": st.lists(_HOSTILE, max_size=3),
        "facts": st.dictionaries(_HOSTILE, st.none() | _HOSTILE, max_size=3),
        "wall": st.just("2026-04-01 03:00:00.5"),
        "padded": _HOSTILE,
        "näme": _HOSTILE,
    },
)


class Text(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(_ROWS, st.booleans())
    @example({"id": 1, "text": '"\\", "x": "', "at": "2026-04-01 00:00+00"}, False)
    def test_text_of_a_row_is_that_of_jsonb(self, row: dict[str, Any], all_nullable: bool) -> None:
        columns = [
            Column(
                name,
                kind.replace("text[]", "_text"),
                all_nullable or name not in ("id", "at", "text"),
            )
            for name, kind in _WIDE.items()
        ]
        defined = ", ".join(f'"{name}" {kind}' for name, kind in _WIDE.items())
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL timezone TO 'UTC'")
            cursor.execute(f"CREATE TEMP TABLE wide ({defined}, hash bytea) ON COMMIT DROP")
            names = ", ".join(f'"{name}"' for name in row)
            values = [
                json.dumps(value) if name == "facts" else value for name, value in row.items()
            ]
            places = ", ".join(f"%s::{_WIDE[name]}" for name in row)
            cursor.execute(f"INSERT INTO wide ({names}) VALUES ({places})", values)
            cursor.execute(
                f"SELECT {canonical_text(columns)},"
                " jsonb_strip_nulls(to_jsonb(line) - 'hash')::text FROM wide line"
            )
            ours, jsonb = cursor.fetchone()
            cursor.execute("DROP TABLE wide")
        assert ours == jsonb


# What somebody can do who also works out hashes and rewrites heads; what is then told.
FORGERIES = {
    "a sound row before the first": (
        """
        INSERT INTO accounts_accessrecord (id, chain, sequence, previous_hash, at, actor_kind,
            actor_name, action, object_kind, object_reference)
        VALUES (-1, '{chain}', 0, '', now(), 'SYSTEM', '', 'VIEWED', 'case', 'x')
        """,
        [("ADDED", 0), ("REPLACED", 0)],
    ),
    "a last row that remembers another chain": (
        """
        UPDATE accounts_accessrecord line SET previous_hash = other.hash
        FROM accounts_accessrecord other WHERE line.chain = '{chain}' AND line.sequence = 4
            AND other.chain = '{other}' AND other.sequence = 3
        """,
        [("REPLACED", 3)],
    ),
    "a first row that remembers something": (
        """
        DELETE FROM accounts_accessrecord WHERE chain = '{chain}' AND sequence > 1;
        UPDATE accounts_accessrecord SET previous_hash = sha256('x') WHERE chain = '{chain}'
        """,
        [("REPLACED", 0)],
    ),
    "two last rows": (
        """
        {once_no_more}
        INSERT INTO accounts_accessrecord SELECT (json_populate_record(line,
            '{{"id": -1, "object_reference": "x"}}')).*
        FROM accounts_accessrecord line WHERE chain = '{chain}' AND sequence = 4
        """,
        [("ADDED", 4), ("REPLACED", 4)],
    ),
    "a row twice": (
        """
        {once_no_more}
        INSERT INTO accounts_accessrecord SELECT * FROM accounts_accessrecord
        WHERE chain = '{chain}' AND sequence = 3
        """,
        [("ADDED", 3)],
    ),
    "the head of a chain without rows": (
        """
        INSERT INTO accounts_ledgerhead (ledger, chain, sequence, hash)
        VALUES ('accounts_accessrecord', 'subject:nobody', 1, '')
        """,
        [("MISSING", 1)],
    ),
}
_ONCE_NO_MORE = """
    ALTER TABLE accounts_accessrecord DROP CONSTRAINT access_record_numbered_once,
        DROP CONSTRAINT accounts_accessrecord_pkey;
"""
_REHASH = """
    UPDATE accounts_accessrecord line SET hash = ledger_row_hash(previous_hash, to_jsonb(line))
    WHERE hash <> ledger_row_hash(previous_hash, to_jsonb(line));
    UPDATE accounts_ledgerhead head SET sequence = line.sequence, hash = line.hash
    FROM (
        SELECT DISTINCT ON (chain) * FROM accounts_accessrecord ORDER BY chain, sequence DESC, id
    ) line
    WHERE head.ledger = 'accounts_accessrecord' AND head.chain = line.chain
"""


@pytest.mark.django_db
@pytest.mark.parametrize("forgery", FORGERIES)
def test_forgery_with_sound_hashes_and_heads_is_found(forgery: str) -> None:
    for number in range(ROWS_EACH):
        for subject_id in SUBJECTS:
            append(subject_id, number)
    chain, other = (f"subject:{subject_id}" for subject_id in SUBJECTS[:2])
    sql, told = FORGERIES[forgery]
    with transaction.atomic():
        with guards_off():
            execute(sql.format(chain=chain, other=other, once_no_more=_ONCE_NO_MORE))
            execute(_REHASH)
        report = verify_ledger(TABLE)
        transaction.set_rollback(True)
    assert [(fault.kind, fault.sequence) for fault in report.faults] == told
    assert report.chains == len(SUBJECTS)
