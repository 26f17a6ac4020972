"""A fresh company database for each test that asks for one."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.dsr.fulfilment.gateways.company import SCHEMA, Company, drop_database, make_database


@pytest.fixture(scope="session")
def company_database(worker_id: str) -> Iterator[Company]:
    """Made once; use `company`, which fills it."""
    name = f"{connection.settings_dict['TEST']['NAME']}_company_{worker_id}"
    yield make_database(name, encoding="UTF8")
    drop_database(name)


@pytest.fixture
def company(company_database: Company) -> Company:
    """Three people and their visits, fresh for each test."""
    company_database.end_readers()  # a failed test may have left one, holding its locks
    company_database.run("DROP SCHEMA public CASCADE; CREATE SCHEMA public;" + SCHEMA)
    return company_database
