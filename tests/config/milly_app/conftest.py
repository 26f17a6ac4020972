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
    """All ten thousand members as of AS_OF."""
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA IF EXISTS milly_app CASCADE")
        yield load_members(as_of=AS_OF)
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA milly_app CASCADE")
