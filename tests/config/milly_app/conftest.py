"""The sample service's database, loaded once and committed: the connector connects by itself."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from config.demo.milly_app.loader import Loaded, load_members

AS_OF = date(2026, 4, 1)


@pytest.fixture(scope="session")
def milly_app(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """All ten thousand members as of AS_OF, for tests that roll back.

    Tests that commit come after all of those, and some (journeys, the seeding) load or drop the
    service for themselves: they ask for `own_milly_app`.
    """
    with django_db_blocker.unblock():
        yield load_members(as_of=AS_OF)
        _drop()


@pytest.fixture
def own_milly_app(transactional_db: None) -> Iterator[Loaded]:
    """A hundred members as of AS_OF, loaded for this one test, which commits."""
    yield load_members(as_of=AS_OF, count=100)
    _drop()


def _drop() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS milly_app CASCADE")
