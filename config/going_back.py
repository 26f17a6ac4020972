"""Migrations are taken back whole or not at all, and never where a ledger would be lost."""

from collections.abc import Sequence
from typing import Any

from django.apps.registry import Apps
from django.core.management import CommandError
from django.db import connections
from django.db.migrations import CreateModel, Migration
from psycopg import sql

from config.grants import LEDGER_TRIGGER


def refuse_to_lose_ledgers(
    *, plan: Sequence[tuple[Migration, bool]], apps: Apps, using: str, **_: Any
) -> None:
    """Refuse a plan that drops a ledger with rows in it, before its first migration is undone.

    Each migration has its own transaction: one that refuses in the middle of a plan finds the
    tables of the later ones gone already. Receives Django's pre_migrate.

    Args:
        plan: what `migrate` is about to do: migrations, and whether each is taken back.
        apps: the models as they stand before it.
        using: the database.

    Raises CommandError with the names of the tables.
    """
    dropped = {
        table
        for migration, backwards in plan
        if backwards
        for operation in migration.operations
        if isinstance(operation, CreateModel)
        and (table := _table(apps, migration.app_label, operation.name))
    }
    if lost := _filled_ledgers(dropped, using):
        raise CommandError(
            f"Nothing was changed. Going back would delete what must be kept: {', '.join(lost)}."
            " Restore a backup of the older version instead (docs/operator.md)."
        )


def _table(apps: Apps, app_label: str, model: str) -> str:
    try:
        return str(apps.get_model(app_label, model)._meta.db_table)
    except LookupError:  # a later migration deleted or renamed it
        return ""


def _filled_ledgers(tables: set[str], using: str) -> list[str]:
    """Those of `tables` that are append-only and hold a row."""
    if not tables:
        return []
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid"
            " WHERE c.relname = ANY(%s) AND t.tgname LIKE %s GROUP BY 1 ORDER BY 1",
            [sorted(tables), LEDGER_TRIGGER],
        )
        ledgers = [str(row[0]) for row in cursor.fetchall()]
        filled = []
        for table in ledgers:
            rows = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))
            cursor.execute(rows)
            if cursor.fetchone() == (True,):
                filled.append(table)
    return filled
