"""A company at work on a real address, and windows onto it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from config.demo.accounts import set_up_accounts
from config.demo.company import set_up_company
from config.demo.milly_app.loader import load_members
from config.demo.milly_app.personas import MARIA
from config.demo.provision_records import seed_provision_records
from dsr.fees.gateways.stripe_client import close_stripe_clients
from tests.journeys.traveller import Traveller

AS_OF = date(2026, 4, 1)
DESK = {"viewport": {"width": 1280, "height": 900}}
Travel = Callable[..., Traveller]


@pytest.fixture
def travel(browser: Any, live_server: Any, settings: Any) -> Iterator[Travel]:
    """Opens windows in a language: travel("ja"), or travel("ja", desk=True) for the console.

    At the end nobody may have met a fault.
    """
    settings.SITE_URL = live_server.url
    settings.STRIPE_API_BASE = f"{live_server.url}/sandbox/stripe"
    settings.ACTION_ENDPOINTS = {
        name: {**entry, "url": f"{live_server.url}/demo/service/actions/"}
        for name, entry in settings.ACTION_ENDPOINTS.items()
    }
    settings.ACTION_ENDPOINT_ALLOWED_HOSTS = [live_server.thread.host]
    cache.clear()
    now = timezone.now()
    load_members(as_of=AS_OF)
    set_up_company(now=now)
    set_up_accounts(now=now)
    seed_provision_records(member_ids=[str(MARIA.member_id)], now=now)
    travellers: list[Traveller] = []

    def open_window(language: str, *, desk: bool = False, **options: Any) -> Traveller:
        options = {**(DESK if desk else {}), **options}
        travellers.append(Traveller(browser, live_server.url, language, **options))
        return travellers[-1]

    yield open_window
    faults = [fault for traveller in travellers for fault in traveller.faults]
    for traveller in travellers:
        traveller.close()
    close_stripe_clients()
    assert faults == []
