"""Members by the million for a benchmark: people known by their ids, each with a yes or a no.

Written in sets, past the ledger: what a check reads, which is people and their last words, is as
wide and as many as in earnest; the rows it never reads are not there.
"""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.gateways.sealing import search_index
from accounts.models import DataKey
from consent.models import ConsentItem
from policies.models import PolicyVersion
from tests.consent.people import make_item

ITEM = "CHECKED"
REFUSES = 4  # every fourth member took the yes back
PIECE = 1_000_000
BASE = datetime(2026, 4, 1, tzinfo=UTC)
TABLES = ("accounts_datasubject", "consent_consentstate")
_BLOCK = 64  # of SHA-256, in bytes
_MEMBERS = """
    WITH member AS MATERIALIZED (
        SELECT number, gen_random_uuid() AS id FROM generate_series(%(first)s, %(last)s) number),
    people AS (
        INSERT INTO accounts_datasubject (id, data_key_id, created_at, made_by_service,
            member_id_sealed, member_id_index)
        SELECT id, %(data_key)s, %(at)s, true, sha256(%(inner)s) || sha256(%(outer)s),
            sha256(%(outer)s || sha256(%(inner)s
                || convert_to('C-' || lpad(number::text, 8, '0'), 'UTF8')))
        FROM member RETURNING id, member_id_index)
    INSERT INTO consent_consentstate
        (subject_id, item_id, action, text_version, since, sequence, member_key)
    SELECT id, %(item)s, CASE WHEN number %% %(refuses)s = 0 THEN 'WITHDRAWN' ELSE 'GIVEN' END,
        '1', %(at)s, 1 + (number %% %(refuses)s = 0)::int,
        encode(substr(member_id_index, 1, 16), 'hex')::uuid
    FROM member JOIN people USING (id)
"""


def member_id(number: int) -> str:
    """The id of the member with this number."""
    return f"C-{number:08d}"


def says_yes(number: int) -> bool:
    """Whether this member's last word is a yes."""
    return number % REFUSES != 0


def make_company() -> None:
    """What a check reads beside the member: the item with its words, and policies in force."""
    make_item(ITEM)
    for year in (2022, 2024, 2026):
        announced = datetime(year, 2, 20, tzinfo=UTC)
        PolicyVersion.objects.create(
            number=f"bench {year}", text_ja="第1条", text_en="Article 1", sha256="a" * 64,
            requires_consent=year > 2022, introduces=["ITEM:OTHER"],
            announced_at=announced, published_at=announced, effective_from=date(year, 4, 1),
        )  # fmt: skip


def make_members(first: int, stop: int, *, say: Callable[[str], None]) -> None:
    """Members with the numbers from `first` up to `stop`."""
    key, block = _pads()
    facts: dict[str, Any] = {
        "data_key": _data_key().pk, "item": ConsentItem.objects.get(code=ITEM).pk, "at": BASE,
        "refuses": REFUSES, "outer": key, "inner": block,
    }  # fmt: skip
    with _bare_tables(), connection.cursor() as cursor:
        for start in range(first, stop, PIECE):
            last = min(start + PIECE, stop) - 1
            cursor.execute(_MEMBERS, {**facts, "first": start, "last": last})
            say(f"{last + 1:,} members")
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(TABLES)}")
        cursor.execute(
            "SELECT count(*) FROM accounts_datasubject WHERE member_id_index = %s",
            [search_index("member_id", member_id(first))],
        )
        assert cursor.fetchone() == (1,), "the indexes made here are not the application's"


def _data_key() -> DataKey:
    """One for all, as no check opens anything."""
    found = DataKey.objects.first()
    return found or DataKey.objects.create(ring_key_id="bench", wrapped=b"1" * 60, created_at=BASE)


def _pads() -> tuple[bytes, bytes]:
    """What HMAC-SHA-256 under our key puts before its outer and its inner text (RFC 2104)."""
    key = base64.b64decode(settings.BLIND_INDEX_KEY).ljust(_BLOCK, b"\0")
    outer, inner = (bytes(byte ^ pad for byte in key) for pad in (0x5C, 0x36))
    return outer, inner + b"member_id\0"


@contextmanager
def _bare_tables() -> Iterator[None]:
    """Without the constraints and indexes of TABLES, but for primary keys; then with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u')",
            [list(TABLES)],
        )
        constraints = cursor.fetchall()
        for table, name, _definition in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary",
            [list(TABLES)],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
