"""The whole journey of a disclosure, with its fee and its download; staff sign in by hand."""

import json
import zipfile

import pytest

from config.demo.accounts import MANAGER, REVIEWER
from config.demo.milly_app.holdings import read_category
from config.demo.milly_app.personas import HANAKO, PERSONAS
from config.demo.milly_app.queries import HELD
from dsr.cases.models import Case
from dsr.fees.models import Fee
from tests.journeys import desk
from tests.journeys.conftest import Travel
from tests.journeys.person import SEND, Filing, about, download, file_request, prove
from tests.journeys.traveller import Traveller
from tests.journeys.worker import do_jobs

pytestmark = pytest.mark.django_db(transaction=True)
OTHERS = [persona for persona in PERSONAS if persona.key != "hanako"]


def pay(requester: Traveller, case: Case) -> None:
    """The card is declined first, then it pays; the receipt is there."""
    requester.go(f"/requests/{case.reference}/fee/")
    requester.press(SEND)
    assert "/sandbox/stripe/pay/" in requester.page.url
    for outcome in ("DECLINED", "PAYS"):
        requester.tick(method=outcome)
        requester.press("form.pay button[type=submit]")
    do_jobs()
    requester.go(f"/requests/{case.reference}/fee/")
    assert Fee.objects.get().status == "PAID"
    requester.go(f"/requests/{case.reference}/receipt/")
    requester.go(f"/requests/{case.reference}/")


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
    requester.chapter = "DISCLOSURE"
    receipt = {"fee": {"receipt_addressee": HANAKO.full_name}}
    filing = Filing(kinds=("DISCLOSURE",), typed={**about(HANAKO), **receipt})
    case = file_request(requester, HANAKO, filing)
    pay(requester, case)
    prove(requester, case)
    assert desk.status_of(case) == "ACCEPTED"

    reviewer, manager = (travel(language, desk=True) for _one in range(2))
    reviewer.chapter = "DISCLOSURE"
    desk.sign_in_staff(reviewer, REVIEWER)
    desk.collect(reviewer, case, REVIEWER, by_hand=True)
    desk.open_step(reviewer, case, "decide", on=desk.COLLECTION)
    assert reviewer.page.input_value("[name=answer_1]") == "FULL|"  # proposed: everything
    desk.confirm(reviewer)
    desk.take_step(reviewer, case, "submit-for-approval")
    do_jobs()
    desk.sign_in_staff(manager, MANAGER)
    desk.release(manager, case)

    check_package(download(requester, case))
    assert desk.status_of(case) == "DELIVERED"
    requester.go(f"/requests/{case.reference}/")
    desk.close(manager, case)
    requester.go("/requests/")
    case = Case.objects.get()
    assert case.purge_on is not None
    assert case.prepared_by_id != case.released_by_id
    assert len(requester.seen) > 20  # every page was looked at, not none
