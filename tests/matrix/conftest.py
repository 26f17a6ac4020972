"""One desk for a module: made once, and every test works in a savepoint of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from dsr.cases.models import Case
from tests.dsr.fulfilment.gateways.company import SCHEMA, Company
from tests.dsr.fulfilment.gateways.conftest import company_database
from tests.matrix.table import Cell
from tests.matrix.walking import KNOWN, UNKNOWN, MatrixDesk

__all__ = ["company_database"]


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is rolled back at the end; durable blocks may stand inside."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's TestCase does
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def made_desk(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, company_database: Company
) -> Iterator[MatrixDesk]:
    """Rules, register, sources, holders and staff, in a transaction that is never committed."""
    company_database.end_readers()
    company_database.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + SCHEMA)
    with django_db_blocker.unblock(), MatrixDesk.of_company(company_database) as desk, undone():
        desk.set_up()
        yield desk


@pytest.fixture(scope="module")
def reviewed(
    request: pytest.FixtureRequest, made_desk: MatrixDesk, django_db_blocker: DjangoDbBlocker
) -> Iterator[Case]:
    """A case asked as the cell says and searched, for every answer it may be given.

    The param is a Cell.asked_as: cells that differ only in the desk's answer share the first half
    of the walk, each in a savepoint of its own.
    """
    cell: Cell = request.param
    with django_db_blocker.unblock(), undone():
        yield made_desk.reviewed(cell, member=UNKNOWN if cell.code == "N1" else KNOWN)


@pytest.fixture
def desk(made_desk: MatrixDesk, db: None) -> MatrixDesk:
    """The desk, in this test's own savepoint."""
    return made_desk
