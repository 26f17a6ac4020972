"""What every test may ask for: a browser, and ledgers that can be emptied between tests."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands import flush
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from config import catalogs
from tests.template_database import TemplateDatabase, copy_when_made

# Those that refer first: their foreign keys are checked at once.
JOB_TABLES = (
    "procrastinate_periodic_defers", "procrastinate_events", "procrastinate_jobs",
    "procrastinate_workers",
)  # fmt: skip
# The same for every test: django_db_setup fills them, and the end of a test leaves them.
STANDING_TABLES = {
    "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
}  # fmt: skip
# The shell first: it draws no window of its own and takes half of the processor's time.
CHROMIUM_NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable",
)  # fmt: skip

# Playwright's synchronous API keeps an event loop in the test's thread; Django then refuses the
# ORM there unless told that nothing asynchronous touches it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# Tests start dozens of processes, and each would compile the whole product again.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

_TEMPLATE = pytest.StashKey[TemplateDatabase]()


def pytest_configure(config: pytest.Config) -> None:
    """Compile the catalogues: they are not in git, and pages are tested in Japanese.

    Begin the database that the processes of xdist copy, where they do not keep their own.
    """
    if hasattr(config, "workerinput"):
        return
    for source in catalogs.sources():
        if catalogs.is_stale(source):
            catalogs.compile_catalog(source)
    several = getattr(config.option, "numprocesses", None) and not config.option.collectonly
    if several and (config.option.create_db or not config.option.reuse_db):
        config.stash[_TEMPLATE] = TemplateDatabase()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of xdist which database to copy."""
    if template := node.config.stash.get(_TEMPLATE, None):
        node.workerinput["template_database"] = template.name


def pytest_collection_finish() -> None:
    """Thousands of tests and all code are there to stay: collecting garbage passes them by."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no template behind."""
    if template := config.stash.get(_TEMPLATE, None):
        template.end()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """In a process of xdist: begin with a copy of the migrated database."""
    if name := getattr(request.config, "workerinput", {}).get("template_database"):
        copy_when_made(name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that asks for a browser, so `-m "not browser"` means what it says."""
    for item in items:
        if {"browser", "chromium_path"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database, with the groups of every role."""
    from accounts.services.roles import UnableToSyncRoles, sync_roles

    with (
        django_db_blocker.unblock(),
        suppress(UnableToSyncRoles),
    ):  # tests.desk tells, of an old one
        sync_roles()
    yield
    with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
        cursor.execute(  # of threads that ended without a word: the database could not be dropped
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def find_chromium() -> Path:
    """Where chromium is installed. Skips where there is none; under CI=true that is a failure."""
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return Path(found)
    if os.environ.get("CI") == "true":
        pytest.fail(f"no browser: CI must have one of {', '.join(CHROMIUM_NAMES)}")
    pytest.skip("no chromium installed (apt install chromium)")


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Where chromium is installed (see find_chromium)."""
    return find_chromium()


@pytest.fixture(scope="session")
def browser(chromium_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless chromium (playwright.sync_api.Browser), one for the whole run."""
    from playwright.sync_api import sync_playwright

    from tests.config import axe

    base = tmp_path_factory.getbasetemp()
    axe.remember_in((base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "axe")

    arguments = ["--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # chromium's sandbox refuses root
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(chromium_path), headless=True, args=arguments
        )
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def language_of_the_settings() -> None:
    """Begin in the default language: a request of an earlier test may have left its own behind."""
    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def ledgers_can_be_emptied_between_tests() -> Iterator[None]:
    """Let the flush after a `transaction=True` test pass the ledgers' refusal, and make it short.

    Only the flush: the triggers are off inside its own transaction, as only a table's owner can do.
    Deleting the rows of the few tables that have any takes a tenth of truncating every table.
    """
    original = DatabaseOperations.sql_flush

    def sql_flush(
        self: DatabaseOperations, style: Any, tables: Sequence[str], **options: Any
    ) -> list[str]:
        if options.get("reset_sequences"):  # manage.py flush itself, not a test's end
            return _unguarded(original(self, style, tables, **options))
        # Procrastinate's tables are no managed models, so Django's flush does not name them.
        wanted = [*(name for name in tables if name not in STANDING_TABLES), *JOB_TABLES]
        filled = _filled(wanted)
        return [
            "SET CONSTRAINTS ALL DEFERRED",
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in filled),
            *(f"DELETE FROM {table}" for table in filled),
            "SET CONSTRAINTS ALL IMMEDIATE",
            *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in filled),
        ]

    handle = flush.Command.handle

    def flush_rows(self: flush.Command, **options: Any) -> None:
        """What follows a migration makes the rows of STANDING_TABLES: two thirds of a flush."""
        inhibited = options.pop("inhibit_post_migrate", False) or not options.get(
            "reset_sequences", True
        )
        handle(self, inhibit_post_migrate=inhibited, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        patch.setattr(flush.Command, "handle", flush_rows)
        yield


def _unguarded(statements: list[str]) -> list[str]:
    """`statements` with every trigger that refuses TRUNCATE off around them."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, quote_ident(tgname) FROM pg_trigger"
            " WHERE tgtype & 32 <> 0 AND NOT tgisinternal"  # 32: fires on TRUNCATE
        )
        guards = cursor.fetchall()
    off = [f"ALTER TABLE {table} DISABLE TRIGGER {name}" for table, name in guards]
    on = [f"ALTER TABLE {table} ENABLE TRIGGER {name}" for table, name in guards]
    return [*off, *statements, *on]


def _filled(tables: Sequence[str]) -> list[str]:
    """Those of `tables` that hold a row, quoted, in an order that procrastinate's keys allow."""
    database = connections["default"]
    quoted = {name: database.ops.quote_name(name) for name in tables}
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT FROM {quoted[name]})" for name in tables
    )
    with database.cursor() as cursor:
        cursor.execute(asked)
        found = {row[0] for row in cursor.fetchall()}
    return [quoted[name] for name in tables if name in found]
