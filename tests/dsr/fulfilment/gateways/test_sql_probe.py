"""The button "test this source": what it finds before a person's data is at stake."""

from collections.abc import Iterator

import psycopg
import pytest

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.sql_probe import ProbeResult, probe
from dsr.fulfilment.gateways.sql_session import SourceLimits, SqlAddress
from tests.dsr.fulfilment.gateways.company import PEOPLE, VISITS, Company, mapped

LIMITS = SourceLimits()


@pytest.fixture
def reader(company: Company) -> Iterator[str]:
    """A role that may read people and visits, and nothing else."""
    role = company.reader_role
    company.run(
        f"CREATE ROLE {role} NOLOGIN; GRANT {role} TO CURRENT_USER; "
        f"GRANT USAGE ON SCHEMA public TO {role}; GRANT SELECT ON people, visits TO {role}"
    )
    yield role
    company.run(f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_probe_of_a_reading_account_is_all_well(company: Company, reader: str) -> None:
    results = probe(
        address=company.address(options=f"-c role={reader}"),
        queries=[PEOPLE, VISITS],
        limits=LIMITS,
    )
    assert results == [ProbeResult(""), ProbeResult("PROFILE"), ProbeResult("USAGE")]
    assert all(result.usable for result in results)


def test_probe_warns_of_an_account_that_can_write(company: Company) -> None:
    results = probe(address=company.address(), queries=[PEOPLE], limits=LIMITS)
    assert results == [ProbeResult("", SourceFault.ACCOUNT_CAN_WRITE), ProbeResult("PROFILE")]
    assert all(result.usable for result in results)


def test_probe_tells_each_fault_apart(company: Company, reader: str) -> None:
    company.run("CREATE TABLE secrets (member_id text, word text)")
    queries = [
        mapped("OPEN", "SELECT name FROM people WHERE <who> OR true", "name"),
        mapped("NEGATED", "SELECT name FROM people WHERE NOT <who>", "name"),
        mapped("BUSY", "SELECT path FROM visits WHERE <who>", "path"),
        mapped("GONE", "SELECT name FROM nowhere WHERE <who>", "name"),
        mapped("CLOSED", "SELECT word FROM secrets WHERE <who>", "word"),
        mapped("WIDE", "SELECT * FROM people WHERE <who>", "name"),
        mapped("TYPED", "SELECT name FROM people WHERE number = ANY(%(phone)s)", "name"),
        mapped("CAST", "SELECT name FROM people WHERE number = ANY(%(phone)s::bigint[])", "name"),
        mapped("MANY", "SELECT name FROM people WHERE <who>;", "name"),
        PEOPLE,
        PEOPLE,
    ]
    address = company.address(options=f"-c role={reader}")
    with psycopg.connect(company.dsn) as owner:
        owner.execute("LOCK TABLE visits IN ACCESS EXCLUSIVE MODE")
        results = probe(address=address, queries=queries, limits=SourceLimits(lock_seconds=0.2))
    assert [(result.category, result.fault) for result in results] == [
        ("", None),
        ("OPEN", SourceFault.QUERY_NOT_RESTRICTED),
        ("NEGATED", SourceFault.QUERY_NOT_RESTRICTED),
        ("BUSY", SourceFault.LOCKED),
        ("GONE", SourceFault.TABLE_MISSING),
        ("CLOSED", SourceFault.PERMISSION_MISSING),
        ("WIDE", SourceFault.FIELDS_DIFFER),
        ("TYPED", SourceFault.QUERY_MALFORMED),
        ("CAST", None),
        ("MANY", SourceFault.QUERY_MALFORMED),
        ("PROFILE", SourceFault.CATEGORY_NOT_MAPPED),
        ("PROFILE", SourceFault.CATEGORY_NOT_MAPPED),
    ]


def test_probe_without_a_connection_fails_every_line() -> None:
    address = SqlAddress(dsn="postgresql://elsewhere.example/shop", allowed_hosts=())
    results = probe(address=address, queries=[PEOPLE, VISITS], limits=LIMITS)
    assert results == [
        ProbeResult("", SourceFault.HOST_NOT_ALLOWED),
        ProbeResult("PROFILE", SourceFault.HOST_NOT_ALLOWED),
        ProbeResult("USAGE", SourceFault.HOST_NOT_ALLOWED),
    ]
    assert not any(result.usable for result in results)
