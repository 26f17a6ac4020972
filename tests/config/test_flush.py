"""The suite's own footing: flushing between transactional tests, and what stays protected."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

pytestmark = pytest.mark.django_db(transaction=True)


def _truncate_guards() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgenabled::text FROM pg_trigger"
            " WHERE tgtype & 32 <> 0 AND NOT tgisinternal ORDER BY 1"
        )
        return [(table, enabled) for table, enabled in cursor.fetchall()]


def test_flush_passes_the_ledgers_and_leaves_them_guarded() -> None:
    call_command("flush", interactive=False)
    guards = _truncate_guards()
    assert guards, "no ledger is guarded against TRUNCATE"
    assert {enabled for _, enabled in guards} == {"O"}


def test_ledger_still_refuses_truncate_inside_a_test() -> None:
    for table, _ in _truncate_guards():
        with (
            pytest.raises(IntegrityError, match=r"append-only|immutable|stays"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_whatever_refuses_to_lose_a_row_refuses_to_lose_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger kept"
            " JOIN pg_proc refusal ON refusal.oid = tgfoid AND proname LIKE '%refuse%'"
            " WHERE tgtype & 8 <> 0 AND NOT EXISTS ("
            "  SELECT FROM pg_trigger WHERE tgrelid = kept.tgrelid AND tgtype & 32 <> 0)"
        )
        assert cursor.fetchall() == []
