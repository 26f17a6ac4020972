"""The connector on the sample service: what a disclosure will be made of."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from config.demo.milly_app.generator import rows_of_member
from config.demo.milly_app.loader import Loaded
from config.demo.milly_app.personas import HANAKO, KENICHI, SAKI, TARO
from config.demo.milly_app.queries import HELD, MILLY_QUERIES
from config.demo.milly_app.source import reader_role, source_dsn, source_host
from dsr.fulfilment.gateways.source_protocol import Identifier, IdentifierKind, Record
from dsr.fulfilment.gateways.sql_probe import ProbeResult, probe
from dsr.fulfilment.gateways.sql_session import SourceLimits, SqlAddress
from dsr.fulfilment.gateways.sql_source import SqlSource
from tests.config.milly_app.conftest import AS_OF

pytestmark = pytest.mark.django_db


def address() -> SqlAddress:
    database = connection.settings_dict
    return SqlAddress(
        dsn=source_dsn(database=database, role=reader_role()),
        allowed_hosts={source_host(database=database)},
    )


def held_about(member_id: str | None) -> dict[str, list[Record]]:
    source = SqlSource(address=address(), queries=MILLY_QUERIES)
    known = [Identifier(IdentifierKind.MEMBER_ID, str(member_id))]
    batches = source.collect(identifiers=known, categories=list(HELD))
    return {batch.category: list(batch.records) for batch in batches}


def test_probe_finds_nothing_to_mend(milly_app: Loaded) -> None:
    results = probe(address=address(), queries=MILLY_QUERIES, limits=SourceLimits())
    assert results == [ProbeResult(""), *(ProbeResult(category) for category in HELD)]


def test_everything_of_the_member_is_collected(milly_app: Loaded) -> None:
    held = held_about(HANAKO.member_id)
    written = rows_of_member(42, as_of=AS_OF)
    assert {category: len(records) for category, records in held.items()} == {
        category: len(written[table]) for category, (table, _order) in HELD.items()
    }
    assert min(map(len, held.values())) >= 1
    assert held["PROFILE"] == [
        {
            "member_id": "M-000042",
            "family_name": "窓口",
            "given_name": "花子",
            "family_name_kana": "マドグチ",
            "given_name_kana": "ハナコ",
            "former_name": "受付 花子",
            "birth_date": "1988-07-15",
            "gender": "女性",
            "occupation": "会社員",
            "workplace": "さくら商事株式会社",
            "title": "主任",
            "registered_at": "2021-05-10T12:00:00+09:00",
            "left_at": None,
        }
    ]


def test_nothing_of_others_is_collected(milly_app: Loaded) -> None:
    for persona in (HANAKO, SAKI, KENICHI):
        owners = {
            record["member_id"]
            for records in held_about(persona.member_id).values()
            for record in records
        }
        assert owners == {persona.member_id}


def test_rare_characters_arrive_unchanged(milly_app: Loaded) -> None:
    held = held_about(SAKI.member_id)
    assert held["PROFILE"][0]["family_name"] == "𠮷野"
    assert held["CONTACT"][0]["address"] == "茨城県水戸市宮前7丁目7番7号 髙﨑ハイツ707号室"


def test_location_of_a_member_without_consent_is_nothing(milly_app: Loaded) -> None:
    assert held_about(TARO.member_id)["LOCATION"] == []


def test_unknown_member_is_held_nowhere(milly_app: Loaded) -> None:
    assert held_about("M-999999") == {category: [] for category in HELD}


def test_settings_of_the_demo_lead_to_the_reader(milly_app: Loaded) -> None:
    where: Any = settings.DATA_SOURCE_DSNS["MILLY_APP"]
    hosts: Any = settings.DATA_SOURCE_HOSTS
    assert where() == address().dsn
    assert set(hosts()) == set(address().allowed_hosts)
    assert "role=milly_reader" in address().dsn
