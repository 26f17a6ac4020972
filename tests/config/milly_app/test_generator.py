"""The made-up members: the same every time, plausible, and nobody real."""

import hashlib
import ipaddress
import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from config.demo.milly_app.generator import (
    GENERATOR_VERSION,
    generate_members,
    rows_of_member,
    start_of,
)
from config.demo.milly_app.personas import BY_MEMBER_ID, HANAKO, JUN, PERSONAS, SHIZUKA
from config.demo.milly_app.schema import COLUMNS
from tests.config.milly_app.conftest import AS_OF

SAMPLE = 1_500
DOCUMENTATION = [
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
# A change of the data needs a new GENERATOR_VERSION, or loaded databases keep the old people.
DIGESTS = {"1": "e11031f8685c4f9dc2622a1008038cb3edc8263cce30c1a98cffa7c2ede77f11"}


@pytest.fixture(scope="module")
def sample() -> dict[str, list[dict[str, Any]]]:
    """The first members, each row by column name."""
    tables: dict[str, list[dict[str, Any]]] = {table: [] for table in COLUMNS}
    for rows in generate_members(as_of=AS_OF, count=SAMPLE):
        for table, found in rows.items():
            tables[table] += [dict(zip(COLUMNS[table], row, strict=True)) for row in found]
    return tables


def test_data_are_those_of_their_version() -> None:
    digest = hashlib.sha256()
    for rows in generate_members(as_of=AS_OF, count=300):
        digest.update(repr(rows).encode())
    assert digest.hexdigest() == DIGESTS[GENERATOR_VERSION]


def test_member_does_not_depend_on_the_others() -> None:
    *_, last = generate_members(as_of=AS_OF, count=50)
    assert rows_of_member(50, as_of=AS_OF) == last


def test_members_are_numbered_without_gaps(sample: dict[str, list[dict[str, Any]]]) -> None:
    assert [row["member_id"] for row in sample["members"]] == [
        f"M-{number:06}" for number in range(1, SAMPLE + 1)
    ]


def test_no_address_reaches_anybody(sample: dict[str, list[dict[str, Any]]]) -> None:
    for row in sample["contacts"]:
        assert re.fullmatch(r"[a-z0-9.]+@mail\.example", row["email"])
        assert row["phone"] is None or re.fullmatch(r"0\d0?-0\d{3}-\d{4}", row["phone"])
        assert re.fullmatch(r"\d{3}-\d{4}", row["postal_code"])
    for row in sample["access_logs"]:
        address = ipaddress.ip_address(row["ip"])
        assert any(address in net for net in DOCUMENTATION if net.version == address.version)
    letters = " ".join(f"{row['body']} {row['answer']}" for row in sample["inquiries"])
    assert re.findall(r"\d{2,3}-[1-9]\d{2,3}-\d{4}", letters) == []


def test_current_mail_addresses_are_one_each(sample: dict[str, list[dict[str, Any]]]) -> None:
    current = [row["email"] for row in sample["contacts"] if row["superseded_at"] is None]
    assert len(current) == len(set(current)) == SAMPLE


def test_location_is_recorded_only_after_consent(sample: dict[str, list[dict[str, Any]]]) -> None:
    consented = {
        row["member_id"]: row["location_consented_at"] for row in sample["service_settings"]
    }
    assert len(sample["locations"]) > SAMPLE
    for row in sample["locations"]:
        assert consented[row["member_id"]] is not None
        assert consented[row["member_id"]] <= row["recorded_at"]


def test_nothing_happens_after_the_last_day_or_after_leaving(
    sample: dict[str, list[dict[str, Any]]],
) -> None:
    end = start_of(AS_OF + timedelta(days=1))
    left = {row["member_id"]: row["left_at"] or end for row in sample["members"]}
    assert sum(moment < end for moment in left.values()) > SAMPLE * 0.02
    for table, column in (
        ("access_logs", "at"),
        ("locations", "recorded_at"),
        ("devices", "last_used_at"),
        ("inquiries", "received_at"),
    ):
        for row in sample[table]:
            assert row[column] <= left[row["member_id"]]
    moments = [
        value
        for rows in sample.values()
        for row in rows
        for value in row.values()
        if isinstance(value, datetime)
    ]
    assert max(moments) <= end


def test_names_hold_what_breaks_careless_software(
    sample: dict[str, list[dict[str, Any]]],
) -> None:
    names = "".join(row["family_name"] + row["given_name"] for row in sample["members"])
    assert {sign for sign in "𠮷髙﨑濵邉" if sign in names} == set("𠮷髙﨑濵邉")
    assert max(len(row["family_name"]) for row in sample["members"]) > 10
    readings = [row["family_name_kana"] + row["given_name_kana"] for row in sample["members"]]
    assert [kana for kana in readings if not re.fullmatch(r"[ァ-ヶー]+", kana)] == []


def test_some_inquiries_name_other_people(sample: dict[str, list[dict[str, Any]]]) -> None:
    naming = [row for row in sample["inquiries"] if re.search(r"090-0\d{3}-\d{4}", row["body"])]
    assert len(naming) > 20
    assert not any("{" in row["body"] + (row["answer"] or "") for row in sample["inquiries"])


def test_persona_has_exactly_the_data_told(sample: dict[str, list[dict[str, Any]]]) -> None:
    (profile,) = [row for row in sample["members"] if row["member_id"] == HANAKO.member_id]
    assert {name: profile[name] for name in COLUMNS["members"][1:11]} == {
        "family_name": "窓口",
        "given_name": "花子",
        "family_name_kana": "マドグチ",
        "given_name_kana": "ハナコ",
        "former_name": "受付 花子",
        "birth_date": date(1988, 7, 15),
        "gender": "女性",
        "occupation": "会社員",
        "workplace": "さくら商事株式会社",
        "title": "主任",
    }
    (contact,) = [row for row in sample["contacts"] if row["member_id"] == HANAKO.member_id]
    assert contact["email"] == "hanako@mail.example"
    letters = [row for row in sample["inquiries"] if row["member_id"] == HANAKO.member_id]
    assert [row["subject"] for row in letters] == [each.subject for each in HANAKO.inquiries]


def test_personas_are_told_apart() -> None:
    assert len({persona.email for persona in PERSONAS}) == len(PERSONAS)
    assert len({persona.key for persona in PERSONAS}) == len(PERSONAS)
    assert SHIZUKA.member_id is None
    assert len(BY_MEMBER_ID) == len(PERSONAS) - 1


def test_persona_who_left_has_no_later_traces() -> None:
    rows = rows_of_member(315, as_of=AS_OF)
    left_at = rows["members"][0][-1]
    assert left_at == start_of(AS_OF - timedelta(days=JUN.left_days_ago or 0))
    assert max(row[1] for row in rows["access_logs"]) <= left_at
