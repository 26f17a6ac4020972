"""The ledgers of yes and no in the console: words for staff, codes for exports."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.selectors.actors import actor_of
from consent.services.consents import give_consent
from policies.services.acceptances import record_acceptance
from tests.accounts.console import open_console
from tests.consent.people import make_item, make_subject
from tests.policies.versions import published

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


def test_auditor_reads_in_words_where_people_decided(client: Client) -> None:
    make_item()
    published(NOW.date(), number="2026-04-01", requires_consent=True)
    subject = make_subject()
    give_consent(
        subject_id=subject.pk, item_code="LOCATION", text_version="1", language="ja",
        source="PREFERENCE_CENTRE", now=NOW,
    )  # fmt: skip
    record_acceptance(
        subject_id=subject.pk, number="2026-04-01", language="ja", source="PORTAL",
        actor=actor_of(open_console(client, "auditor")), now=NOW,
    )  # fmt: skip
    for ledger, code, words in (
        ("/console/consent/consentevent/", "PREFERENCE_CENTRE", "窓口の「データ利用の設定」"),
        ("/console/policies/policyacceptance/", "PORTAL", "窓口の版のページ"),
    ):
        rows = client.get(ledger)
        page = client.get(ledger + f"{rows.context['cl'].result_list[0].pk}/change/")
        for html in (rows.content.decode(), page.content.decode()):
            assert (words in html, code in html) == (True, False)
        # The day of the headline is not torn apart at the end of a phone's line.
        assert re.search(
            r'<h1>\s*<span class="nowrap">2026-04-01</span> 12:00 ', page.content.decode()
        )


def test_manager_reads_who_published_and_is_led_to_no_closed_door(client: Client) -> None:
    published(NOW.date(), number="2026-04-01", published_by=open_console(client, "manager"))
    html = client.get("/console/policies/policyversion/2026-04-01/change/").content.decode()
    assert "/console/accounts/user/" not in html
    assert re.search(r'<h1>\s*<span class="nowrap">2026-04-01</span>\s*</h1>', html)
