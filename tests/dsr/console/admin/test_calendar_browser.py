"""Calendar, corrections and letters in a real browser, on a phone and wide: clean, not cut."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.selectors.actors import actor_of
from dsr.cases.enums import OutcomeCode
from dsr.cases.services.assignments import assign_case
from dsr.cases.services.defects import ask_for_correction
from dsr.cases.services.letters import write_letters
from policies.models import Closure
from tests.accounts.admin.test_console_browser import language, look, page
from tests.desk import file_disclosure, make_requester, set_up_desk
from tests.dsr.console.admin.test_console_browser import enter

__all__ = ["language", "page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUEUE = "/console/dsr_cases/case/"


def test_calendar_and_corrections_are_clean(
    page: Any, client: Client, live_server: Any, language: str
) -> None:
    set_up_desk()
    user = enter(page, client, live_server, "manager")
    today = datetime.now(tz=UTC)
    Closure.objects.create(on=today.date().replace(day=12), reason="創立記念日")
    cases = [
        file_disclosure(
            make_requester(f"p{number}@mail.example"),
            now=today - timedelta(days=9 if number else 40),
        )
        for number in range(10)
    ]
    manager = actor_of(user)
    late = cases[0]
    asked_at = today - timedelta(days=39)
    assign_case(case_id=late.pk, owner_id=user.pk, actor=manager, now=asked_at)
    ask_for_correction(
        case_id=late.pk, code=OutcomeCode.F3, text="ご住所をお知らせください。", actor=manager,
        now=asked_at,
    )  # fmt: skip
    write_letters(case_id=late.pk, now=today)
    for path in (
        f"{QUEUE}calendar/",
        f"{QUEUE}{late.reference}/change/",
        f"{QUEUE}{late.reference}/step/decline-acceptance/",
        f"{QUEUE}{cases[1].reference}/step/send-interim-notice/",
        f"{QUEUE}?tab=correction",
        "/console/",
    ):
        look(page, path, language)
    look(page, f"{QUEUE}calendar/", language)
    page.locator("button[name=make]").click()
    assert page.locator("#feed-address").input_value().endswith(".ics")
