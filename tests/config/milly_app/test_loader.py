"""Loading the sample service, and who may do what with it."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from psycopg import errors

from config.demo.milly_app.loader import Loaded, load_members
from config.demo.milly_app.schema import COLUMNS
from config.demo.milly_app.source import reader_role, source_dsn
from tests.config.milly_app.conftest import AS_OF

pytestmark = pytest.mark.django_db


def loaded_at() -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT version, as_of, loaded_at FROM milly_app.generations")
        return cursor.fetchall()


def test_volumes_are_those_of_a_real_service(milly_app: Loaded) -> None:
    assert milly_app.fresh
    assert milly_app.reader
    assert set(milly_app.rows) == set(COLUMNS)
    assert milly_app.rows["members"] == 10_000
    assert milly_app.rows["service_settings"] == 10_000
    assert 60_000 <= milly_app.rows["access_logs"] <= 100_000
    assert milly_app.rows["inquiries"] > 2_000
    assert milly_app.rows["locations"] > 10_000


def test_loading_again_changes_nothing(milly_app: Loaded) -> None:
    before = loaded_at()
    again = load_members(as_of=AS_OF)
    assert (again.fresh, again.rows) == (False, milly_app.rows)
    assert loaded_at() == before


def test_command_says_what_is_there(milly_app: Loaded, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_milly_app", skip_checks=True)
    total = f"{sum(milly_app.rows.values()):,}"
    assert capsys.readouterr().out.startswith(
        f"milly_app: already there ({total} rows, 10,000 members, "
    )


def test_another_size_replaces_what_was_there(milly_app: Loaded) -> None:
    fewer = load_members(as_of=AS_OF, count=20)  # undone with the test's transaction
    assert (fewer.fresh, fewer.rows["members"]) == (True, 20)


def test_reader_reads_the_service_and_nothing_else(milly_app: Loaded) -> None:
    dsn = source_dsn(database=connection.settings_dict, role=reader_role())
    with psycopg.connect(dsn, autocommit=True) as reader:
        assert reader.execute("SELECT current_user").fetchone() == ("milly_reader",)
        count = reader.execute("SELECT count(*) FROM milly_app.members").fetchone()
        assert count == (10_000,)
        for forbidden in (
            "UPDATE milly_app.members SET given_name = 'x'",
            "DELETE FROM milly_app.access_logs",
            "TRUNCATE milly_app.locations",
            "CREATE TABLE milly_app.mine (id int)",
            "SELECT * FROM django_migrations",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                reader.execute(forbidden.encode())
