"""The whole journey in a real browser, from the front door to the archive.

Japanese on a phone, English on a desk. Every page that anybody passes is looked at by axe, and its
content security policy may not have stopped anything.
"""

import gc
import io
import json
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import connections
from django.utils import timezone
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.django_connector import DjangoConnector

from config.demo.accounts import MANAGER, PASSWORD, REVIEWER, Account, set_up_accounts
from config.demo.company import set_up_company
from config.demo.milly_app.holdings import read_category
from config.demo.milly_app.loader import load_members
from config.demo.milly_app.personas import HANAKO, PERSONAS
from config.demo.milly_app.queries import HELD
from config.stripe_sandbox.services.deliveries import deliver_pending_webhooks
from dsr.cases.models import Case
from dsr.fees.gateways.stripe_client import close_stripe_clients
from dsr.fees.models import Fee
from tests.accounts.mailbox import read_code
from tests.config.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
AS_OF = date(2026, 4, 1)
SEND = "main form button.button:not(.button--secondary)"
CONFIRM = ".step-page button[type=submit]"
TELL_OF_CSP = """document.addEventListener('securitypolicyviolation', event =>
  console.error('CSP', event.violatedDirective, event.blockedURI))"""
OTHERS = [persona for persona in PERSONAS if persona.key != "hanako"]


class Traveller(Visitor):
    """Somebody on the journey: every page they pass is looked at."""

    def __init__(self, browser: Any, base_url: str, language: str, **options: Any) -> None:
        super().__init__(browser, base_url, language, **options)
        self.window.add_init_script(TELL_OF_CSP)
        self.page.set_default_timeout(30_000)
        self.faults: list[tuple[str, str, list[str | None]]] = []
        self.seen = 0

    def see(self) -> None:
        """Note every accessibility violation, complaint of the browser and wrong language."""
        self.page.wait_for_load_state("load")
        found = Axe().run(self.page).response["violations"]
        for violation in found:
            nodes = [node["html"] for node in violation["nodes"]]
            self.faults.append((self.page.url, violation["id"], nodes))
        self.faults += [(self.page.url, "browser", [text]) for text in self.complaints]
        self.complaints.clear()
        language = self.page.locator("html").get_attribute("lang")
        if language != self.language:
            self.faults.append((self.page.url, "language", [language]))
        self.seen += 1

    def go(self, address: str) -> None:
        """Open a page and look at it."""
        self.page.goto(address)
        self.see()

    def press(self, selector: str) -> None:
        """Click what leads on, and look at where it led."""
        super().press(selector)
        self.see()


Travel = Callable[..., Traveller]


@pytest.fixture
def travel(browser: Any, live_server: Any, settings: Any) -> Iterator[Travel]:
    """A desk at work on a real address; opens windows in a language."""
    settings.SITE_URL = live_server.url
    settings.STRIPE_API_BASE = f"{live_server.url}/sandbox/stripe"
    cache.clear()
    now = timezone.now()
    load_members(as_of=AS_OF)
    set_up_company(now=now)
    set_up_accounts(now=now)
    travellers: list[Traveller] = []

    def open_window(language: str, **options: Any) -> Traveller:
        travellers.append(Traveller(browser, live_server.url, language, **options))
        return travellers[-1]

    yield open_window
    for traveller in travellers:
        traveller.close()
    close_stripe_clients()


def do_jobs() -> None:
    """Webhooks ring, and a real worker does what waits, until nothing is left to do now."""
    with ThreadPoolExecutor(max_workers=1) as pool:  # the browser's event loop holds this thread
        pool.submit(_work).result(timeout=120)


def _work() -> None:
    deliver_pending_webhooks(now=timezone.now())
    connector = cast("DjangoConnector", jobs.connector)
    with jobs.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    connections.close_all()
    gc.collect()  # the jobs' threads are gone; their connections must not outlive the test


def sign_in(requester: Traveller) -> None:
    requester.page.fill("[name=login]", HANAKO.email)
    requester.press(SEND)
    requester.page.fill("[name=code]", read_code(timezone.now()))
    requester.press(SEND)


def sign_in_staff(staff: Traveller, account: Account) -> None:
    """Password, then the number an authenticator app shows."""
    staff.go("/accounts/staff/login/?next=/console/")
    staff.page.fill("[name=login]", account.email)
    staff.page.fill("[name=password]", PASSWORD)
    staff.press(SEND)
    staff.page.fill("[name=code]", account.current_code())
    staff.press(SEND)
    assert staff.page.url.endswith("/console/")


def file_request(requester: Traveller) -> str:
    """From the front door to the reference, one question a page."""
    page = requester.page
    requester.go("/")
    requester.press("main a.button >> nth=0")
    sign_in(requester)
    typed = {
        "name": {
            "family_name": HANAKO.family_name, "given_name": HANAKO.given_name,
            "birth_year": "1988", "birth_month": "7", "birth_day": "15",
        },
        "contact": {"postal_code": HANAKO.postal_code, "address": HANAKO.address},
        "membership": {"member_id": "M-000042"},
        "fee": {"receipt_addressee": HANAKO.full_name},
    }  # fmt: skip
    chosen = {"who": "SELF", "kinds": "DISCLOSURE", "delivery": "DOWNLOAD",
              "identity": "MEMBER_MATCH"}  # fmt: skip
    for slug in ("who", "kinds", "name", "contact", "membership", "scope", "delivery", "identity",
                 "fee", "purpose"):  # fmt: skip
        assert page.url.endswith(f"/request/{slug}/")
        for field, value in typed.get(slug, {}).items():
            page.fill(f"[name={field}]", value)
        if slug in chosen:
            page.check(f"[value={chosen[slug]}]")
        requester.press(SEND)
    requester.press(SEND)  # check your answers
    found = re.search(r"DSR-\d{4}-\d{6}", page.inner_text("main"))
    assert found is not None
    return found.group()


def pay(requester: Traveller, reference: str) -> None:
    """The card is declined first, then it pays; the receipt is there."""
    page = requester.page
    requester.go(f"/requests/{reference}/fee/")
    requester.press(SEND)
    assert "/sandbox/stripe/pay/" in page.url
    page.check("[name=method][value=DECLINED]")
    requester.press("form.pay button[type=submit]")
    page.check("[name=method][value=PAYS]")
    requester.press("form.pay button[type=submit]")
    do_jobs()
    requester.go(f"/requests/{reference}/fee/")
    assert Fee.objects.get().status == "PAID"
    requester.go(f"/requests/{reference}/receipt/")


def prove(requester: Traveller, reference: str) -> None:
    """A code to the address on file."""
    requester.go(f"/requests/{reference}/identity/")
    requester.press(SEND)
    requester.page.fill("[name=code]", read_code(timezone.now()))
    requester.press("main form:has([name=code]) button")
    requester.go(f"/requests/{reference}/")
    assert Case.objects.get().status == "ACCEPTED"


def take_step(staff: Traveller, reference: str, slug: str, *, on: str = "dsr_cases/case") -> None:
    """A button of the case page, then the page of the step; its form is filled by now."""
    staff.go(f"/console/{on}/{reference}/change/")
    staff.press(f"a[href*='/step/{slug}/'] >> nth=0")


def collect(staff: Traveller, reference: str) -> None:
    """Sources are searched by jobs, paper by a person."""
    take_step(staff, reference, "assign")
    staff.page.select_option("[name=owner]", label=REVIEWER.display_name)
    staff.press(CONFIRM)
    take_step(staff, reference, "begin-collection")
    staff.press(CONFIRM)
    do_jobs()
    desk = "dsr_fulfilment/collection"
    for number in range(2):
        take_step(staff, reference, "nothing", on=desk)
        staff.page.select_option("[name=chosen]", index=number)
        staff.page.fill("[name=statement]", "書庫を会員IDで探しました。")
        staff.press(CONFIRM)
    for _number in range(2):
        take_step(staff, reference, "finish-task", on=desk)
        staff.press(CONFIRM)
    assert Case.objects.get().status == "REVIEWING"


def decide(staff: Traveller, reference: str) -> None:
    """The proposed answer: everything."""
    take_step(staff, reference, "decide", on="dsr_fulfilment/collection")
    assert staff.page.input_value("[name=answer_1]") == "FULL|"
    staff.press(CONFIRM)
    take_step(staff, reference, "submit-for-approval")
    staff.press(CONFIRM)
    do_jobs()
    assert Case.objects.get().status == "AWAITING_APPROVAL"


def release(staff: Traveller, reference: str) -> None:
    """Somebody else says yes."""
    take_step(staff, reference, "release")
    staff.press(CONFIRM)
    do_jobs()
    assert Case.objects.get().status == "RELEASED"


def download(requester: Traveller, reference: str) -> zipfile.ZipFile:
    """Behind a fresh code."""
    page = requester.page
    requester.go(f"/requests/{reference}/answer/")
    requester.press("main form button.button")
    page.fill("[name=code]", read_code(timezone.now()))
    requester.press("main form:has([name=code]) button")
    with page.expect_download() as waiting:
        page.click(f"a[href='/requests/{reference}/answer/package/']")
    package = Path(waiting.value.path()).read_bytes()
    deadline = time.monotonic() + 20  # the server notes the last byte after the browser has it
    while Case.objects.get().status != "DELIVERED" and time.monotonic() < deadline:
        time.sleep(0.1)
    assert Case.objects.get().status == "DELIVERED"
    return zipfile.ZipFile(io.BytesIO(package))


def check_package(package: zipfile.ZipFile) -> None:
    """Everything the company's service holds about Hanako, and nobody else."""
    for category in HELD:
        held = read_category(member_id="M-000042", category=category, start=0, size=1)
        records = json.loads(package.read(f"data/{category}.json"))["records"]
        assert (category, len(records)) == (category, held.total)
        assert held.total > 0
        assert {record.get("member_id", "M-000042") for record in records} == {"M-000042"}
    text = "\n".join(
        package.read(name).decode("utf-8-sig")
        for name in package.namelist()
        if name.endswith((".json", ".csv", ".html"))
    )
    planted = [HANAKO.former_name, HANAKO.address, HANAKO.inquiries[1].body]
    assert [fact for fact in planted if fact and fact not in text] == []
    assert [other.email for other in OTHERS if other.email in text] == []
    assert [
        other.member_id for other in OTHERS if other.member_id and other.member_id in text
    ] == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_request_goes_from_the_front_door_to_the_archive(travel: Travel, language: str) -> None:
    requester = travel(language)
    reference = file_request(requester)
    pay(requester, reference)
    prove(requester, reference)

    desk = {"viewport": {"width": 1280, "height": 900}}
    reviewer, manager = travel(language, **desk), travel(language, **desk)
    sign_in_staff(reviewer, REVIEWER)
    collect(reviewer, reference)
    decide(reviewer, reference)
    sign_in_staff(manager, MANAGER)
    release(manager, reference)

    check_package(download(requester, reference))
    requester.go(f"/requests/{reference}/")
    take_step(manager, reference, "close")
    manager.press(CONFIRM)
    manager.go(f"/console/dsr_cases/case/{reference}/change/")
    requester.go("/requests/")
    case = Case.objects.get()
    assert (case.reference, case.status) == (reference, "CLOSED")
    assert case.purge_on is not None
    assert case.prepared_by_id != case.released_by_id
    everybody = (requester, reviewer, manager)
    assert [traveller.faults for traveller in everybody] == [[], [], []]
    assert requester.seen > 20  # every page was looked at, not none
