"""Sources are entered and changed in the console, and each change keeps who made it."""

import json
from typing import Any

import pytest
from django.test import Client

from dsr.fulfilment.models import DataSource
from policies.models import DataCategory
from tests.accounts.console import open_console
from tests.dsr.fulfilment.bench import Bench

pytestmark = pytest.mark.django_db
BASE = "/console/dsr_fulfilment/datasource/"
FIELDS = [{"name": "member_id", "label_ja": "会員ID", "label_en": "Member ID"}]
QUERY = {
    "category": "PROFILE",
    "sql": "SELECT member_id FROM people WHERE member_id = ANY(%(member_id)s)",
    "fields": FIELDS,
}


@pytest.fixture
def bench() -> Bench:
    return Bench()


def facts(**changed: Any) -> dict[str, Any]:
    given = {
        "code": "SERVICE", "name_ja": "サービス", "name_en": "Service", "connector": "SQL",
        "categories": ["PROFILE"], "searched_by": ["MEMBER_ID"], "queries": [QUERY],
        "action_route": "HTTP", "instructions_ja": "", "instructions_en": "", "task_days": 5,
        **changed,
    }  # fmt: skip
    rows = DataCategory.objects.filter(code__in=given["categories"])
    return {
        **given,
        "categories": [row.pk for row in rows],
        "queries": json.dumps(given["queries"]),
    }


def test_source_is_entered_and_changed_with_its_history(bench: Bench, client: Client) -> None:
    user = open_console(client, "administrator")
    assert client.post(f"{BASE}add/", facts()).status_code == 302
    source = DataSource.objects.get(code="SERVICE")
    assert (source.queries, source.searched_by, source.action_route, source.active) == (
        [QUERY], ["MEMBER_ID"], "HTTP", True,
    )  # fmt: skip
    assert [row.code for row in source.categories.all()] == ["PROFILE"]
    changed = facts(code="OTHER", action_route="MANUAL", name_ja="会員サービス")
    assert client.post(f"{BASE}SERVICE/change/", changed).status_code == 302
    source.refresh_from_db()
    assert (source.code, source.action_route, source.name_ja) == (
        "SERVICE", "MANUAL", "会員サービス",
    )  # fmt: skip
    assert client.post(f"{BASE}SERVICE/step/switch-off/", {"seen": 0}).status_code == 302
    history = source.history.order_by("history_id").values_list("history_user", "active")
    assert list(history) == [(user.pk, True), (user.pk, True), (user.pk, False)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"queries": [{**QUERY, "sql": "SELECT member_id FROM people"}]},
        {"queries": [{**QUERY, "sql": "DELETE FROM people"}]},
        {"queries": [{**QUERY, "fields": []}]},
        {"queries": {"category": "PROFILE"}},
        {"queries": []},
        {"queries": [QUERY, QUERY]},
        {"categories": ["PROFILE", "USAGE"]},
        {"connector": "MANUAL"},
        {"action_route": "PORTAL"},
        {"searched_by": ["SHOE_SIZE"]},
        {"task_days": -1},
    ],
    ids=str,
)
def test_source_that_could_not_be_read_is_refused(
    bench: Bench, client: Client, wrong: dict[str, Any]
) -> None:
    open_console(client, "administrator")
    answer = client.post(f"{BASE}add/", facts(**wrong))
    assert answer.status_code == 200
    assert answer.context["errors"]
    assert not DataSource.objects.filter(code="SERVICE").exists()


def test_auditor_reads_a_source_and_changes_nothing(bench: Bench, client: Client) -> None:
    bench.by_hand()
    open_console(client, "auditor")
    assert client.get(f"{BASE}HAND/change/").status_code == 200
    assert client.post(f"{BASE}HAND/change/", facts()).status_code == 403
    assert client.get(f"{BASE}add/").status_code == 403
