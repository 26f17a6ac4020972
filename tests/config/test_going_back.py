"""A ledger is never lost by taking migrations back, not even the later half of a plan."""

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.going_back import refuse_to_lose_ledgers
from tests.desk import file_disclosure, make_requester, set_up_desk

pytestmark = pytest.mark.django_db
BEFORE_THE_BOOKS = ("dsr_fees", "0004_decisions_are_a_ledger")


def ask(*target: tuple[str, str | None]) -> None:
    plan = MigrationExecutor(connection).migration_plan(list(target))
    refuse_to_lose_ledgers(plan=plan, apps=apps, using="default", signal=None, sender=None)


def test_plan_is_refused_whole_where_a_ledger_holds_a_row() -> None:
    ask(("dsr_cases", None), BEFORE_THE_BOOKS)  # nothing is lost yet
    set_up_desk()
    file_disclosure(make_requester("taro@mail.example"))
    ask(BEFORE_THE_BOOKS)  # no yen was booked
    with pytest.raises(CommandError) as refusal:
        ask(("dsr_cases", None))
    assert "would delete what must be kept: dsr_cases_caseevent." in str(refusal.value)


def test_migrate_itself_asks_before_it_begins() -> None:
    """The signal is connected: the whole command refuses, and the last migration still stands."""
    set_up_desk()
    file_disclosure(make_requester("taro@mail.example"))
    last = MigrationExecutor(connection).loader.graph.leaf_nodes("dsr_fulfilment")
    with pytest.raises(CommandError):
        call_command("migrate", "dsr_cases", "zero", verbosity=0)
    assert last[0] in MigrationExecutor(connection).loader.applied_migrations
