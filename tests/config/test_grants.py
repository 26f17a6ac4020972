"""What the application's database role may do to a ledger, and to everything else."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from accounts.models.ledger import LedgerRow
from config.grants import NothingToLimit, UnableToGrant, sync_grants

ROLE = "test_limited_role"
LEDGERS = sorted(
    model._meta.db_table for model in apps.get_models() if issubclass(model, LedgerRow)
)
NEVER_CHANGED = [  # append-only, with no chain
    "consent_consentitemrecord", "dsr_fees_exportbatch", "dsr_fees_exportedentry",
    "policies_datacategoryrecord",
]  # fmt: skip


@pytest.fixture
def role(db: None) -> str:
    """A second role, gone with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(f"GRANT {ROLE} TO CURRENT_USER WITH SET TRUE")
    return ROLE


def _refused(role: str, statement: str) -> bool:
    """Whether the database refuses `statement` to `role` for want of a right."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {role}")
            cursor.execute(statement)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        return True
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    return False


def test_every_ledger_is_found(role: str) -> None:
    assert LEDGERS
    assert sync_grants(role=role).ledgers == sorted([*LEDGERS, *NEVER_CHANGED])


@pytest.mark.parametrize("ledger", LEDGERS)
def test_ledger_may_be_read_but_not_rewritten(role: str, ledger: str) -> None:
    sync_grants(role=role)
    assert not _refused(role, f"SELECT * FROM {ledger}")
    assert _refused(role, f"UPDATE {ledger} SET chain = chain")
    assert _refused(role, f"DELETE FROM {ledger}")
    assert _refused(role, f"TRUNCATE {ledger}")
    assert _refused(role, f"ALTER TABLE {ledger} DISABLE TRIGGER USER")


def test_ordinary_table_may_be_written_but_not_truncated(role: str) -> None:
    sync_grants(role=role)
    assert not _refused(role, "UPDATE django_session SET session_data = ''")
    assert not _refused(role, "DELETE FROM procrastinate_jobs")
    assert _refused(role, "TRUNCATE django_session")


def test_migrations_are_the_owners(role: str) -> None:
    sync_grants(role=role)
    assert not _refused(role, "SELECT * FROM django_migrations")
    assert _refused(role, "DELETE FROM django_migrations")


def test_right_given_by_hand_is_taken_back(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT ALL ON {LEDGERS[0]} TO {role}")
    sync_grants(role=role)
    assert _refused(role, f"UPDATE {LEDGERS[0]} SET chain = chain")


@pytest.mark.django_db
def test_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnableToGrant, match="nobody_at_all does not exist"):
        sync_grants(role="nobody_at_all")


@pytest.mark.django_db
def test_role_that_can_become_the_owner_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolsuper AND rolname <> current_user LIMIT 1"
        )
        (superuser,) = cursor.fetchone()
    with pytest.raises(UnableToGrant, match=f"{superuser} can become"):
        sync_grants(role=superuser)


@pytest.mark.django_db
def test_owner_is_not_limited_and_the_command_says_so() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (owner,) = cursor.fetchone()
    with pytest.raises(NothingToLimit):
        sync_grants(role=owner)
    said = StringIO()
    call_command("sync_grants", role=owner, stdout=said)
    assert said.getvalue() == (
        f"Nothing granted: {owner} owns the tables: nothing to grant, "
        "and only triggers guard the ledgers.\n"
    )


@pytest.mark.django_db
def test_command_without_a_second_role_says_so() -> None:
    said = StringIO()
    call_command("sync_grants", role="", stdout=said)
    assert said.getvalue() == "Nothing granted: DATABASE_APP_ROLE names no second role.\n"


@pytest.mark.django_db
def test_command_fails_for_an_unknown_role() -> None:
    with pytest.raises(CommandError, match="does not exist"):
        call_command("sync_grants", role="nobody_at_all")
