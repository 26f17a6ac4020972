"""What the application's database role may do: everything, except rewrite what is a ledger.

Production runs on two roles (docs/operator.md): the owner migrates, the application serves. The
ledgers' triggers stop both; the missing grants stop the application even with the triggers off.
"""

from typing import NamedTuple

from django.db import connection, transaction

LEDGER_TRIGGER = "%\\_append\\_only"
SYSTEM_TABLES = ("django_migrations",)  # read by the application, written by the owner only


class UnableToGrant(Exception):
    """The role cannot be limited; the message says why."""


class NothingToLimit(UnableToGrant):
    """The role owns the tables."""


class Grants(NamedTuple):
    """What was granted: how many tables in all, and which of them are ledgers."""

    tables: int
    ledgers: list[str]


def sync_grants(*, role: str) -> Grants:
    """Give `role` exactly what the application needs on every table the current user owns.

    Repeatable; run it after every migration. Raises NothingToLimit where the role is the owner,
    UnableToGrant where it does not exist or could become the owner.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        _refuse_unlimitable(role)
        cursor.execute(
            "SELECT c.oid::regclass::text, n.nspname, c.relkind = 'S', EXISTS ("
            "  SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname LIKE %s)"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relowner = current_user::regrole AND c.relkind IN ('r','p','v','m','f','S')"
            "   AND n.nspname NOT LIKE 'pg\\_%%' ORDER BY 1",
            [LEDGER_TRIGGER],
        )
        owned = cursor.fetchall()
        receiver = connection.ops.quote_name(role)
        for schema in sorted({schema for _, schema, _, _ in owned}):
            name = connection.ops.quote_name(schema)
            cursor.execute(f"GRANT USAGE ON SCHEMA {name} TO {receiver}")
        for relation, _, is_sequence, is_ledger in owned:
            kind = "SEQUENCE" if is_sequence else "TABLE"
            allowed = _allowed(relation, is_sequence=is_sequence, is_ledger=is_ledger)
            cursor.execute(f"REVOKE ALL ON {kind} {relation} FROM {receiver}")
            cursor.execute(f"GRANT {allowed} ON {kind} {relation} TO {receiver}")
    tables = [relation for relation, _, is_sequence, _ in owned if not is_sequence]
    return Grants(len(tables), [relation for relation, _, _, is_ledger in owned if is_ledger])


def _allowed(relation: str, *, is_sequence: bool, is_ledger: bool) -> str:
    if is_sequence:
        return "USAGE, SELECT"
    if is_ledger:
        return "SELECT, INSERT"
    return "SELECT" if relation in SYSTEM_TABLES else "SELECT, INSERT, UPDATE, DELETE"


def _refuse_unlimitable(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
        if role == owner:
            raise NothingToLimit(
                f"{role} owns the tables: nothing to grant, and only triggers guard the ledgers"
            )
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        if cursor.fetchone() is None:
            raise UnableToGrant(f"the role {role} does not exist in this PostgreSQL")
        cursor.execute("SELECT pg_has_role(%s, current_user, 'MEMBER')", [role])
        if cursor.fetchone() == (True,):
            raise UnableToGrant(f"{role} can become {owner}: no grant can limit it")
