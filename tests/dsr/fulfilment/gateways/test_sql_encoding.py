"""Databases of an older day: EUC_JP, and one that never said what its bytes mean."""

from collections.abc import Callable, Iterator

import pytest

from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import IdentifierUnusable, SourceMisconfigured
from tests.dsr.fulfilment.gateways.company import (
    PEOPLE,
    Company,
    collected,
    drop_database,
    make_database,
    mapped,
    member,
)

PLAIN = """
    CREATE TABLE people (member_id text PRIMARY KEY, name text NOT NULL);
    INSERT INTO people VALUES ('M-1', '窓口 花子'), ('髙橋', '髙橋 健一');
"""
BY_NAME = mapped("PROFILE", "SELECT name FROM people WHERE name = ANY(%(member_id)s)", "name")


@pytest.fixture
def old_database(company_database: Company) -> Iterator[Callable[[str], Company]]:
    name = company_database.database + "_old"
    yield lambda encoding: make_database(name, encoding=encoding)
    drop_database(name)


def test_euc_jp_is_read_as_the_same_text(old_database: Callable[[str], Company]) -> None:
    company = old_database("EUC_JP")
    company.run(PLAIN)
    assert company.rows("SHOW server_encoding") == [("EUC_JP",)]
    found = collected(company.source(PEOPLE), member("M-1", "髙橋"), "PROFILE")
    assert [record["name"] for record in found["PROFILE"]] == ["窓口 花子", "髙橋 健一"]
    assert collected(company.source(BY_NAME), member("髙橋 健一"), "PROFILE") == {
        "PROFILE": [{"name": "髙橋 健一"}]
    }


def test_name_the_encoding_lacks_is_not_nothing_found(
    old_database: Callable[[str], Company],
) -> None:
    company = old_database("EUC_JP")
    company.run(PLAIN)
    with pytest.raises(IdentifierUnusable) as raised:
        collected(company.source(BY_NAME), member("𠮷野 咲"), "PROFILE")
    assert raised.value.fault == SourceFault.IDENTIFIER_UNFIT


def test_bytes_of_no_encoding_are_not_guessed(old_database: Callable[[str], Company]) -> None:
    company = old_database("SQL_ASCII")
    company.run("CREATE TABLE people (member_id text, name text)")
    company.run("INSERT INTO people VALUES ('M-1', E'\\x95\\x5c\\x98\\x59')")  # 表郎 in Shift_JIS
    with pytest.raises(SourceMisconfigured) as raised:
        collected(company.source(PEOPLE), member("M-1"), "PROFILE")
    assert raised.value.fault == SourceFault.TEXT_UNREADABLE
    advised = mapped(
        "PROFILE",
        "SELECT convert_from(convert(convert_to(name, 'SQL_ASCII'), 'SJIS', 'UTF8'), 'UTF8') "
        "AS name FROM people WHERE <who>",
        "name",
    )
    assert collected(company.source(advised), member("M-1"), "PROFILE") == {
        "PROFILE": [{"name": "表郎"}]
    }
