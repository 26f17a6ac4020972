"""Consent: import, export, the fold after a crash, checks by one and by thousand, writes."""

import io
import json
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import psycopg
from django.db import connection, transaction
from django.test import Client

from accounts.models import ApiUsage
from consent.services.bulk import export_consents, import_consents
from tests.bench.measuring import Figure, median_seconds
from tests.consent.api.service import make_client
from tests.consent.people import make_item

BASE = datetime(2026, 4, 1, tzinfo=UTC)
FOLD = """
    SELECT count(*) FROM (
        SELECT DISTINCT ON (subject_id, item_id) subject_id, item_id, action, sequence
        FROM consent_consentevent ORDER BY subject_id, item_id, sequence DESC) fold
    FULL JOIN consent_consentstate st USING (subject_id, item_id, action, sequence)
    WHERE st.id IS NULL OR fold.subject_id IS NULL
"""


def consent(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """`rows` events of half as many members, imported; then everything is asked of them."""
    make_item()
    _client, key = make_client(per_minute=2_000_000_000)
    say(f"importing {rows:,} events")
    copied = median_seconds(lambda: _plain_copy(rows), rounds=1)
    started = time.perf_counter()
    import_consents(rows=_rows(rows), said=lambda done: None, now=datetime.now(tz=UTC))
    yield _figure("import", rows, time.perf_counter() - started, "COPY into a bare table", copied)
    say("breaking off an import in the middle, then comparing fold and projection")
    _crash(rows)
    assert _scalar(FOLD) == 0, "the projection is not the fold"
    say("exporting")
    out = median_seconds(lambda: _copy_out())
    yield _figure(
        "export (CSV)", rows, median_seconds(lambda: export_consents(write=io.BytesIO().write)),
        "COPY TO of the bare table", out,
    )  # fmt: skip
    say("checking and writing")
    yield from _in_process(key)


def _figure(name: str, rows: int, seconds: float, yardstick: str, other: float) -> Figure:
    return Figure(
        name=f"consent: {name}", rows=rows, seconds=seconds, yardstick=yardstick,
        yardstick_seconds=other,
    )  # fmt: skip


def _rows(count: int, *, first: int = 0) -> Iterator[Mapping[str, str]]:
    for number in range(first, first + count):
        again, member = divmod(number, max(count // 2, 1))
        yield {
            "member_id": f"M-{member:08d}", "item": "LOCATION",
            "action": "WITHDRAWN" if again % 2 else "GIVEN", "text_version": "1",
            "language": "ja", "source": "BENCH",
            "at": (BASE + timedelta(days=again)).isoformat(),
        }  # fmt: skip


def _plain_copy(rows: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_plain (chain text, at timestamptz,"
            " item text, action text, version text, language text, source text)"
        )
        cursor.execute("TRUNCATE bench_plain")
    with psycopg.Cursor(connection.connection).copy("COPY bench_plain FROM STDIN") as copy:
        for row in _rows(rows):
            copy.write_row(
                (
                    row["member_id"],
                    row["at"],
                    row["item"],
                    row["action"],
                    row["text_version"],
                    row["language"],
                    row["source"],
                )
            )


def _copy_out() -> None:
    into = io.BytesIO()
    cursor = psycopg.Cursor(connection.connection)
    with cursor.copy("COPY bench_plain TO STDOUT WITH (FORMAT csv)") as copy:
        for block in copy:
            into.write(bytes(block))


def _crash(rows: int) -> None:
    """The server ends the session in the middle of a piece, as a crash would."""

    def dying() -> Iterator[Mapping[str, str]]:
        for number, row in enumerate(_rows(15_000, first=0)):
            if number == 12_000:
                connection.connection.close()
            yield {**row, "at": (BASE + timedelta(days=30)).isoformat()}

    try:
        import_consents(rows=dying(), said=lambda done: None, now=datetime.now(tz=UTC))
    except Exception as error:
        print(f"consent: broke off as meant ({type(error).__name__})")
    connection.close()


def _scalar(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


class _Calls:
    """A service's calls, in this process: what the interface costs without a server before it."""

    WHERE: ClassVar = {"item": "LOCATION", "language": "ja", "source": "BENCH"}

    def __init__(self, key: str) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {key}"}

    def post(self, path: str, body: Any) -> None:
        answer = self.client.post(
            f"/api/v1{path}",
            json.dumps(body),
            content_type="application/json",
            headers=self.headers,
        )
        assert answer.status_code == 200, answer.content

    def check_many_often(self) -> None:
        members = [f"M-{number:08d}" for number in range(1000)]
        for _round in range(20):
            self.post("/consents/check-many", {"item": "LOCATION", "member_ids": members})

    def toggle(self) -> None:
        for number in range(100):
            member = {"member_id": f"M-{number:08d}", **self.WHERE}
            self.post("/consents/withdraw", member)
            self.post("/consents/give", {"text_version": "1", **member})


def _one_row() -> None:
    owner = ApiUsage.objects.first()
    assert owner is not None
    for number in range(200):
        with transaction.atomic():
            at = BASE + timedelta(minutes=number, seconds=time.perf_counter_ns() % 10**9)
            ApiUsage.objects.create(client_id=owner.client_id, minute=at, requests=1)


def _in_process(key: str) -> Iterator[Figure]:
    calls = _Calls(key)
    many = median_seconds(calls.check_many_often)
    yield _figure(
        f"check-many, {20_000 / many:,.0f} members/s", 20_000, many, "300,000 members/s",
        20_000 / 300_000,
    )  # fmt: skip
    yield _figure(
        "write", 200, median_seconds(calls.toggle), "one row by the ORM", median_seconds(_one_row)
    )
