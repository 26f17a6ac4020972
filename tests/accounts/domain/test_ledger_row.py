"""A row's hash made here is the one the database makes, whatever stands in the row."""

import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.domain.ledger_row import row_hasher, written_moment

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC))
VALUES = st.one_of(TEXT, st.integers(-(2**62), 2**62), st.booleans(), st.none())


class Canonical(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(
        st.dictionaries(st.text("abcxyz_1", min_size=1, max_size=9), VALUES, max_size=8),
        MOMENTS,
        st.binary(max_size=32),
    )
    def test_hash_of_a_row_is_the_databases(
        self, row: dict[str, Any], at: datetime, previous: bytes
    ) -> None:
        row = {"chain": "subject:x", **row, "at": written_moment(at)}
        ours = row_hasher(list(row))(7, 3, previous, tuple(row.values()))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL timezone TO 'UTC'")
            cursor.execute(
                "SELECT ledger_row_hash(%s, %s::jsonb || jsonb_build_object('id', 7, 'sequence', 3,"
                " 'previous_hash', to_jsonb(%s::bytea), 'hash', 'x', 'at', %s::timestamptz))",
                [previous, json.dumps(row), previous, at],
            )
            assert bytes(cursor.fetchone()[0]) == ours
