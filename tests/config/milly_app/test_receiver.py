"""The sample service's endpoint: what the privacy desk asks is really done in its database."""

import json
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg import errors

from accounts.domain.webhook_signature import signed_headers
from config.demo.company import set_up_company
from config.demo.milly_app.loader import Loaded
from config.demo.milly_app.schema import WRITER_ROLE
from config.demo.milly_app.source import source_dsn
from dsr.fulfilment.gateways.action_endpoint import (
    ActionMessage,
    HolderSays,
    ask_about_action,
    send_action,
)
from dsr.fulfilment.models import DataSource
from dsr.fulfilment.selectors.action_endpoints import endpoint_of
from policies.models import LegalRetention, Processor, Recipient

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.config.milly_app.service_urls"),
]
HANAKO = "M-000042"
ADDRESS = "/demo/service/actions/"


def message(action: str, category: str, **facts: Any) -> ActionMessage:
    given = {"id": str(uuid.uuid4()), "member_id": HANAKO, "detail": {}, **facts}
    at = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)
    return ActionMessage(action=action, category=category, requested_at=at, **given)


def headers(body: bytes, message_id: str, *, age: int = 0, secret: str = "") -> dict[str, str]:
    return signed_headers(
        body,
        message_id=message_id,
        timestamp=int(time.time()) - age,
        secrets=[secret or settings.MILLY_APP_SECRETS[0]],
    )


def send(client: Client, told: ActionMessage, **how: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(
        ADDRESS, told.body(), content_type="application/json",
        headers=headers(told.body(), told.id, **how),
    )  # fmt: skip
    return answer.status_code, answer.json()


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or [HANAKO])
        return list(cursor.fetchall())


def count(table: str, member_id: str = HANAKO) -> int:
    return int(
        rows(f"SELECT count(*) FROM milly_app.{table} WHERE member_id = %s", member_id)[0][0]
    )


def test_erasure_really_erases_and_only_this_member(client: Client, milly_app: Loaded) -> None:
    held, others = (
        count("locations"),
        rows("SELECT count(*) FROM milly_app.locations WHERE member_id <> %s"),
    )
    assert held > 0
    told = message("ERASE", "LOCATION")
    assert send(client, told) == (200, {"status": "done", "affected": held})
    assert count("locations") == 0
    assert rows("SELECT count(*) FROM milly_app.locations WHERE member_id <> %s") == others
    page = client.get(f"/demo/service/{HANAKO}/", headers={"accept-language": "en"})
    assert "Done here for the privacy desk" in page.content.decode()


def test_same_message_acts_once_and_is_answered_the_same(client: Client, milly_app: Loaded) -> None:
    told = message("ERASE", "ADVERTISING_IDS")
    first = send(client, told)
    assert first[1]["affected"] > 0
    assert [send(client, told) for _ in range(2)] == [first, first]
    assert send(client, message("ERASE", "ADVERTISING_IDS"))[1] == {"status": "nothing_held"}
    asked = client.get(f"{ADDRESS}{told.id}", headers=headers(b"", told.id))
    assert (asked.status_code, asked.json()) == first
    unknown = str(uuid.uuid4())
    assert client.get(f"{ADDRESS}{unknown}", headers=headers(b"", unknown)).status_code == 404


def test_erased_profile_leaves_a_number_without_a_person(client: Client, milly_app: Loaded) -> None:
    assert send(client, message("ERASE", "PROFILE")) == (200, {"status": "done", "affected": 1})
    assert send(client, message("ERASE", "CONTACT"))[1]["status"] == "done"
    (row,) = rows(
        "SELECT family_name, given_name, birth_date, former_name, left_at IS NOT NULL "
        "FROM milly_app.members WHERE member_id = %s"
    )
    assert row == ("", "", None, None, True)
    for category in ("PROFILE", "CONTACT"):
        page = client.get(f"/demo/service/{HANAKO}/{category}/").content.decode()
        assert [word for word in ("花子", "hanako@mail.example") if word in page] == []
    found = client.get("/demo/service/?q=42").content.decode()
    assert "消去済み" in found


@pytest.mark.parametrize("action", ["SUSPEND", "STOP_PROVISION"])
def test_restriction_keeps_the_data_and_shows(
    client: Client, milly_app: Loaded, action: str
) -> None:
    held = count("access_logs")
    assert send(client, message(action, "USAGE")) == (200, {"status": "done", "affected": held})
    assert count("access_logs") == held
    assert rows("SELECT category, action FROM milly_app.restrictions WHERE member_id = %s") == [
        ("USAGE", action)
    ]
    page = client.get(f"/demo/service/{HANAKO}/", headers={"accept-language": "en"})
    assert "In force here" in page.content.decode()


@pytest.mark.parametrize("field", ["workplace", "勤務先", "Place of work"])
def test_correction_changes_one_value(client: Client, milly_app: Loaded, field: str) -> None:
    ((before,),) = rows(
        "SELECT coalesce(workplace, '') FROM milly_app.members WHERE member_id = %s"
    )
    detail = {"field": field, "current": before, "right": "見本商事"}
    assert send(client, message("CORRECT", "PROFILE", detail=detail)) == (
        200, {"status": "done", "affected": 1},
    )  # fmt: skip
    assert rows("SELECT workplace FROM milly_app.members WHERE member_id = %s") == [("見本商事",)]


@pytest.mark.parametrize(
    ("action", "category", "detail", "code"),
    [
        ("CORRECT", "PROFILE", {"field": "shoe", "current": "", "right": "1"}, "FIELD_UNKNOWN"),
        ("CORRECT", "PROFILE", {"field": "member_id", "current": "M-000042", "right": "M-1"},
         "FIELD_UNKNOWN"),
        ("CORRECT", "PROFILE", {"field": "family_name", "current": "x", "right": "y"},
         "VALUE_DIFFERS"),
        ("DELETE", "PROFILE", {"field": "family_name", "current": "窓口", "right": ""},
         "VALUE_IMPOSSIBLE"),
        ("ERASE", "USAGE", {"extent_ja": "昨年の分", "extent_en": ""}, "EXTENT_BY_HAND"),
        ("DESTROY", "USAGE", {}, "ACTION_UNKNOWN"),
    ],
)  # fmt: skip
def test_what_a_program_cannot_do_is_refused_and_may_come_again(
    client: Client, milly_app: Loaded, action: str, category: str, detail: dict[str, str], code: str
) -> None:
    told = message(action, category, detail=detail)
    assert send(client, told) == (422, {"code": code})
    assert rows("SELECT count(*) FROM milly_app.handled_actions WHERE id = %s", told.id) == [(0,)]
    assert rows("SELECT family_name FROM milly_app.members WHERE member_id = %s") == [("窓口",)]


@pytest.mark.parametrize(
    "how", [{"age": 330}, {"age": -360}, {"secret": "whsec_" + "A" * 32}], ids=str
)
def test_message_that_is_not_the_desks_does_nothing(
    client: Client, milly_app: Loaded, how: dict[str, Any]
) -> None:
    held = count("locations")
    assert send(client, message("ERASE", "LOCATION"), **how) == (401, {"code": "NOT_AUTHENTIC"})
    told = message("ERASE", "LOCATION")
    unsigned = client.post(ADDRESS, told.body(), content_type="application/json")
    assert unsigned.status_code == 401
    changed = client.post(
        ADDRESS, told.body().replace(b"M-000042", b"M-000108"), content_type="application/json",
        headers=headers(told.body(), told.id),
    )  # fmt: skip
    assert changed.status_code == 401
    assert client.get(ADDRESS).status_code == 405
    assert count("locations") == held


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"[" * 5000, json.dumps({"type": "action.requested", "id": 1}).encode()],
    ids=["empty", "list", "nothing", "deep", "number"],
)
def test_signed_nonsense_is_refused(client: Client, milly_app: Loaded, body: bytes) -> None:
    message_id = str(uuid.uuid4())
    answer = client.post(
        ADDRESS, body, content_type="application/json", headers=headers(body, message_id)
    )
    assert (answer.status_code, answer.json()) == (400, {"code": "MALFORMED"})


def test_writer_writes_the_service_and_nothing_else(milly_app: Loaded) -> None:
    dsn = source_dsn(database=connection.settings_dict, role=WRITER_ROLE)
    with psycopg.connect(dsn) as writer:
        assert writer.execute("SELECT current_user").fetchone() == (WRITER_ROLE,)
        writer.execute("DELETE FROM milly_app.locations WHERE member_id = 'M-000042'")
        writer.rollback()
        for forbidden in (
            "TRUNCATE milly_app.locations", "DROP TABLE milly_app.locations",
            "CREATE TABLE milly_app.mine (id int)", "SELECT * FROM dsr_cases_case",
        ):  # fmt: skip
            with pytest.raises(errors.InsufficientPrivilege):
                writer.execute(forbidden.encode())
            writer.rollback()


def test_register_names_holders_and_routes(milly_app: Loaded) -> None:
    set_up_company(now=datetime(2026, 4, 1, tzinfo=UTC))
    set_up_company(now=datetime(2026, 4, 1, tzinfo=UTC))  # again adds nothing
    routes = dict(DataSource.objects.values_list("code", "action_route"))
    assert (routes["MILLY_APP"], routes["PORTAL"], routes["CALL_RECORDINGS"]) == (
        "HTTP", "PORTAL", "MANUAL",
    )  # fmt: skip
    held = {
        holder.code: sorted(holder.categories.values_list("code", flat=True))
        for model in (Processor, Recipient, LegalRetention)
        for holder in model.objects.all()
    }
    assert held == {
        "CALL_CENTRE": ["CALL_RECORDINGS"],
        "MAIL_DELIVERY": ["CONTACT"],
        "SAMPLE_RESEARCH": ["PROFILE", "USAGE"],
        "TAX_BOOKS": ["FEES"],
    }


@pytest.mark.django_db(transaction=True)
def test_desk_tells_the_demo_over_the_network_and_it_is_erased(
    own_milly_app: Loaded, live_server: Any
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member_id FROM milly_app.locations WHERE member_id <> 'M-000042'"
            " ORDER BY member_id LIMIT 1"
        )
        ((member_id,),) = cursor.fetchall()
    told = message("ERASE", "LOCATION", member_id=member_id)
    configured = endpoint_of(holder_kind="SOURCE", code="MILLY_APP")
    endpoint = replace(
        configured,
        url=f"{live_server.url}{ADDRESS}",
        allowed_hosts=frozenset({"localhost", "127.0.0.1"}),
    )
    assert configured.url.endswith(ADDRESS)
    held = count("locations", member_id)
    answer = send_action(endpoint=endpoint, message=told, now=datetime.now(UTC))
    assert (answer.says, answer.affected) == (HolderSays.DONE, held)
    assert count("locations", member_id) == 0
    asked = ask_about_action(endpoint=endpoint, message_id=told.id, now=datetime.now(UTC))
    assert asked == answer
