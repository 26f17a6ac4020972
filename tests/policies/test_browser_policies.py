"""Policies in a real browser, on a phone and a desk: axe and the content policy find nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from config.demo.milly_app import sources
from config.demo.provision_records import seed_provision_records
from policies.domain.calendar import jst_date
from policies.models import ProvisionRecord
from policies.services.policy_drafts import start_draft
from policies.services.seeding import (
    seed_countries,
    seed_external_transmissions,
    seed_holders,
)
from tests.accounts.admin.test_console_browser import language, look, page
from tests.accounts.console import open_console
from tests.consent.people import make_item
from tests.desk import make_requester, staff_actor
from tests.dsr.portal.walk import POLICY_EN, POLICY_JA, client_of, set_up_company
from tests.policies.versions import published

__all__ = ["language", "page"]  # fixtures of the console's own browser tests
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DRAFTS = "/console/policies/policydraft/"
PROVISIONS = "/console/policies/provisionrecord/"


def enter(tab: Any, client: Client, live_server: Any) -> None:
    value = client.cookies["sessionid"].value
    tab.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])


def test_policy_pages_are_clean(page: Any, client: Client, live_server: Any, language: str) -> None:
    set_up_company()
    seed_holders(
        processors=sources.processor_rows(), recipients=sources.recipient_rows(), retentions=()
    )
    seed_countries(rows=sources.country_rows())
    seed_external_transmissions(rows=sources.transmission_rows())
    today = jst_date(timezone.now())
    published(
        today - timedelta(days=5), number="consent", requires_consent=True,
        introduces=["PURPOSE:PARTNER_REPORT", "ITEM:LOCATION"], text_ja=POLICY_JA,
        text_en=POLICY_EN,
    )  # fmt: skip
    make_item()
    published(
        today + timedelta(days=20), number="next", requires_consent=True,
        introduces=["PURPOSE:PARTNER_REPORT"], text_ja=f"{POLICY_JA}1　新しい項です。\n",
        text_en=f"{POLICY_EN}1  A new clause.\n", summary_ja="項を加えました。",
        summary_en="A clause was added.",
    )  # fmt: skip
    enter(page, client_of(make_requester()), live_server)
    for path in (
        "/policy/", "/policy/versions/", "/policy/versions/consent/", "/preferences/",
        "/policy/versions/next/",
        "/policy/versions/2023-09-01/next/", "/register/",
    ):  # fmt: skip
        look(page, path, language)
    page.goto("/policy/versions/next/")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/policy/versions/next/")
    look(page, "/policy/versions/next/?agreed", language)
    open_console(client, "manager")
    enter(page, client, live_server)
    seed_provision_records(member_ids=["M-000042"], now=timezone.now())
    draft = start_draft(
        facts={
            "document": "PRIVACY_POLICY", "number": "draft-1", "nature": "MIXED",
            "text_ja": f"{POLICY_JA}第9条のとおりです。\n", "text_en": POLICY_EN,
            "summary_ja": "要点", "summary_en": "Summary", "consent_triggers": ["NEW_PURPOSE"],
            "introduces": ["PURPOSE:PARTNER_REPORT"], "effective_from": date(2099, 1, 1),
        },
        actor=staff_actor("administrator"),
        now=timezone.now(),
    )  # fmt: skip
    for path in (
        DRAFTS, f"{DRAFTS}add/", f"{DRAFTS}{draft.pk}/change/",
        f"{DRAFTS}{draft.pk}/change/?edit=yes", f"{DRAFTS}{draft.pk}/step/split/",
        "/console/policies/policyversion/next/change/", "/register/?staff",
        PROVISIONS, f"{PROVISIONS}{ProvisionRecord.objects.order_by('pk')[0].key}/change/",
    ):  # fmt: skip
        look(page, path, language)
