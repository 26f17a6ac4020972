"""A desk whose rules were never seeded: nobody is asked on the website, and staff read why."""

from typing import Any

import pytest
from django.test import Client

from policies.services.seeding import seed_rules
from tests.accounts.console import open_console
from tests.desk import NOW

pytestmark = pytest.mark.django_db
OURS = "https://www.milly.example"
NOTICE, LIST = "/snippet/notice.json", "/console/consent/webchoice/"


def test_nobody_is_asked_and_staff_read_which_rule_is_missing(
    client: Client, settings: Any
) -> None:
    settings.CONSENT_SNIPPET_ORIGINS = [OURS]
    answer = Client().get(NOTICE, headers={"origin": OURS})
    assert (answer.status_code, answer.json()["code"]) == (503, "RULE_MISSING")
    assert "ここでの選択は、まだご利用いただけません。" in answer.json()["message"]
    assert answer["Access-Control-Allow-Origin"] == OURS
    assert "no-store" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]
    open_console(client, "auditor")
    told = "サイトでの選択の保存期間が定められていません。"
    page = client.get(LIST).content.decode()
    assert told in page
    assert 'href="/console/policies/retentionrule/"' in page
    seed_rules(now=NOW)
    assert told not in client.get(LIST).content.decode()
    asked = Client().get(NOTICE)
    assert (asked.status_code, "public" in asked["Cache-Control"]) == (200, True)
