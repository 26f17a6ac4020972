"""verify_ledgers finds every mutation of a ledger and names the row (SECURITY 18, 61)."""

import io
import json
import random
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from accounts.domain.actor import system_actor
from accounts.enums import AccessAction
from accounts.models import AccessRecord
from accounts.selectors.ledgers import Fault, ledgers, verify_ledger
from accounts.services.access_records import record_access

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
TABLE = "accounts_accessrecord"
SUBJECTS = [uuid.UUID(int=number + 1) for number in range(5)]
ROWS_EACH = 8


def append(subject_id: uuid.UUID, number: int) -> AccessRecord:
    return record_access(
        subject_id=subject_id,
        action=AccessAction.VIEWED,
        object_kind="case",
        object_reference=f"DSR-2026-{number:06d}",
        actor=system_actor("test"),
        now=NOW,
    )


@pytest.fixture
def rows() -> dict[tuple[str, int], int]:
    """Five chains of eight rows; (chain, sequence) -> id."""
    for number in range(ROWS_EACH):
        for subject_id in SUBJECTS:
            append(subject_id, number)
    return {
        (chain, sequence): pk
        for chain, sequence, pk in AccessRecord.objects.values_list("chain", "sequence", "id")
    }


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def guards_off() -> Iterator[None]:
    """What a table's owner can do: switch the triggers off, and on again."""
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE accounts_accessrecord DISABLE TRIGGER USER")
    yield
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    execute("ALTER TABLE accounts_accessrecord ENABLE TRIGGER USER")


def execute(sql: str, *arguments: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments or None)


def found() -> list[tuple[str, str, int, int | None, int]]:
    return [
        (fault.kind, fault.chain, fault.sequence, fault.row_id, fault.until)
        for fault in verify_ledger(TABLE).faults
    ]


def rehash(pk: int) -> None:
    execute(
        "UPDATE accounts_accessrecord line SET hash = ledger_row_hash(previous_hash,"
        " to_jsonb(line)) WHERE id = %s",
        pk,
    )


def test_whole_ledger_has_no_faults(rows: dict[tuple[str, int], int]) -> None:
    report = verify_ledger(TABLE)
    assert (report.rows, report.chains, report.faults) == (40, 5, [])


def test_every_ledger_of_the_product_is_found() -> None:
    assert {
        "accounts_accessrecord", "consent_consentevent", "dsr_breaches_breachevent",
        "dsr_cases_caseevent", "policies_policyacceptance",
    } <= set(ledgers())  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE accounts_accessrecord SET action = 'EXPORTED'",
        "DELETE FROM accounts_accessrecord",
        "TRUNCATE accounts_accessrecord",
    ],
)
def test_database_refuses_to_rewrite_a_ledger(rows: dict[tuple[str, int], int], sql: str) -> None:
    execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute(sql)


Expected = list[tuple[str, str, int, int | None, int]]
Mutation = Callable[[random.Random, dict[tuple[str, int], int]], Expected]


def _pick(
    chance: random.Random, rows: dict[tuple[str, int], int], most: int = ROWS_EACH
) -> tuple[str, int, int]:
    chain, sequence = chance.choice(sorted(key for key in rows if key[1] <= most))
    return chain, sequence, rows[chain, sequence]


def change_value(chance: random.Random, rows: dict[tuple[str, int], int]) -> Expected:
    chain, sequence, pk = _pick(chance, rows)
    column, value = chance.choice(
        [
            ("object_reference", "DSR-2026-999999"),
            ("actor_name", "nobody"),
            ("at", "2026-04-01 03:00:00.000001+00"),
            ("action", "EXPORTED"),
        ]
    )
    execute(f"UPDATE accounts_accessrecord SET {column} = %s WHERE id = %s", value, pk)
    return [("CHANGED", chain, sequence, pk, sequence)]


def change_value_and_hash(chance: random.Random, rows: dict[tuple[str, int], int]) -> Expected:
    chain, sequence, pk = _pick(chance, rows)
    execute("UPDATE accounts_accessrecord SET action = 'EXPORTED' WHERE id = %s", pk)
    rehash(pk)
    return [("REPLACED", chain, sequence, pk, sequence)]


def change_hash(chance: random.Random, rows: dict[tuple[str, int], int]) -> Expected:
    chain, sequence, pk = _pick(chance, rows)
    execute("UPDATE accounts_accessrecord SET hash = sha256('x') WHERE id = %s", pk)
    return [("CHANGED", chain, sequence, pk, sequence)]


def delete_from_within(chance: random.Random, rows: dict[tuple[str, int], int]) -> Expected:
    chain, first, _ = _pick(chance, rows, ROWS_EACH - 1)
    until = chance.randint(first, ROWS_EACH - 1)
    execute(
        "DELETE FROM accounts_accessrecord WHERE chain = %s AND sequence BETWEEN %s AND %s",
        chain, first, until,
    )  # fmt: skip
    return [("MISSING", chain, first, None, until)]


def cut_tail(chance: random.Random, rows: dict[tuple[str, int], int]) -> Expected:
    chain, first, _ = _pick(chance, rows)
    execute("DELETE FROM accounts_accessrecord WHERE chain = %s AND sequence >= %s", chain, first)
    return [("MISSING", chain, first, None, ROWS_EACH)]


def swap_two(chance: random.Random, rows: dict[tuple[str, int], int]) -> Expected:
    chain, first, one = _pick(chance, rows, ROWS_EACH - 1)
    second = chance.randint(first + 1, ROWS_EACH)
    other = rows[chain, second]
    for pk, sequence in ((one, 0), (other, first), (one, second)):
        execute("UPDATE accounts_accessrecord SET sequence = %s WHERE id = %s", sequence, pk)
    return sorted(
        [("MOVED", chain, first, other, first), ("MOVED", chain, second, one, second)],
        key=lambda fault: fault[2],
    )


def forge_tail(chance: random.Random, rows: dict[tuple[str, int], int]) -> Expected:
    chain, _, _ = _pick(chance, rows)
    last = AccessRecord.objects.get(pk=rows[chain, ROWS_EACH])
    forged = AccessRecord.objects.create(
        chain=chain,
        sequence=ROWS_EACH + 1,
        previous_hash=last.hash,
        at=NOW,
        actor_kind="SYSTEM",
        action="VIEWED",
        object_kind="case",
        object_reference="DSR-2026-000666",
    )
    rehash(forged.pk)
    return [("ADDED", chain, ROWS_EACH + 1, forged.pk, ROWS_EACH + 1)]


MUTATIONS: list[Mutation] = [
    change_value, change_value_and_hash, change_hash, delete_from_within, cut_tail, swap_two,
    forge_tail,
]  # fmt: skip


@pytest.mark.parametrize("mutate", MUTATIONS)
def test_mutations_are_found_and_the_right_row_is_named(
    rows: dict[tuple[str, int], int], mutate: Mutation
) -> None:
    chance = random.Random(mutate.__name__)
    for _ in range(15):
        with undone():
            with guards_off():
                expected = mutate(chance, rows)
            assert found() == expected
    assert found() == []


def test_whole_chain_gone_is_found(rows: dict[tuple[str, int], int]) -> None:
    chain = f"subject:{SUBJECTS[2]}"
    with undone():
        with guards_off():
            execute("DELETE FROM accounts_accessrecord WHERE chain = %s", chain)
        assert found() == [("MISSING", chain, 1, None, ROWS_EACH)]


def test_a_lost_head_is_found(rows: dict[tuple[str, int], int]) -> None:
    chain = f"subject:{SUBJECTS[0]}"
    with undone():
        execute("DELETE FROM accounts_ledgerhead WHERE chain = %s", chain)
        assert found() == [("ADDED", chain, 1, rows[chain, ROWS_EACH], ROWS_EACH)]


def test_a_dropped_ledger_is_found() -> None:
    with undone():
        execute("DROP TABLE accounts_accessrecord CASCADE")
        assert found() == [("MISSING", "", 0, None, 0)]


def test_a_trigger_switched_off_is_found(rows: dict[tuple[str, int], int]) -> None:
    with undone():
        execute("SET CONSTRAINTS ALL IMMEDIATE")
        execute(
            "ALTER TABLE accounts_accessrecord DISABLE TRIGGER accounts_accessrecord_append_only"
        )
        assert verify_ledger(TABLE).faults == [Fault(TABLE, "", 0, "UNGUARDED", None, 0)]


def test_command_names_the_row_and_exits_with_one(rows: dict[tuple[str, int], int]) -> None:
    chain, sequence = f"subject:{SUBJECTS[1]}", 4
    pk = rows[chain, sequence]
    out = io.StringIO()
    call_command("verify_ledgers", stdout=out)
    assert "accounts_accessrecord: 40 rows in 5 chains, whole" in out.getvalue()
    with undone():
        with guards_off():
            execute("UPDATE accounts_accessrecord SET action = 'EXPORTED' WHERE id = %s", pk)
        text, document = io.StringIO(), io.StringIO()
        for stream, arguments in ((text, []), (document, ["--json"])):
            with pytest.raises(SystemExit) as ended:
                call_command("verify_ledgers", *arguments, stdout=stream, stderr=io.StringIO())
            assert ended.value.code == 1
    assert f"CHANGED accounts_accessrecord {chain}#4 (id {pk})" in text.getvalue()
    reports = {report["ledger"]: report["faults"] for report in json.loads(document.getvalue())}
    assert [fault["row_id"] for fault in reports[TABLE]] == [pk]


def test_chain_is_whole_whatever_the_session_time_zone(rows: dict[tuple[str, int], int]) -> None:
    with transaction.atomic():
        execute("SET LOCAL timezone TO 'Asia/Tokyo'")
        assert found() == []


def test_time_grows_with_the_rows_and_not_faster() -> None:
    """The bar, 1M rows in 5 s, is measured by the benchmark; this catches anything quadratic."""
    spent = []
    for rows in (2_000, 18_000):
        execute(
            "INSERT INTO accounts_accessrecord (chain, at, actor_kind, actor_name, action,"
            " object_kind, object_reference, subject_id) SELECT 'subject:' || mod(n, 1000),"
            " now(), 'SYSTEM', 'test', 'VIEWED', 'case', 'DSR-' || n, NULL"
            " FROM generate_series(1, %s) n",
            rows,
        )
        started = time.perf_counter()
        report = verify_ledger(TABLE)
        spent.append(time.perf_counter() - started)
    assert (report.rows, report.chains, report.faults) == (20_000, 1000, [])
    assert spent[1] < 40 * spent[0]
