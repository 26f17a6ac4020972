"""Somebody asks for another person: a parent for a child, an agent who may not read the answer."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from config.demo.accounts import MANAGER, REVIEWER
from config.demo.licence import draw_licence
from config.demo.milly_app.personas import HINATA, KEI, MARIA, TARO
from config.demo.people import draw_people
from dsr.cases.models import Case
from tests.journeys import desk
from tests.journeys.conftest import Travel
from tests.journeys.person import (
    Filing,
    about,
    about_agent,
    file_request,
    pdf_text,
    read_letter,
    sign_in,
)
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.django_db(transaction=True)
UPLOAD = "main form[enctype] button.button"
AUTHORITY = "dsr_identity/authoritycheck"


def upload(requester: Traveller, name: str, content: bytes, **choices: str) -> None:
    """One file, and what it is."""
    requester.tick(**choices)
    file = {"name": name, "mimeType": "image/png", "buffer": content}
    requester.page.set_input_files("[name=file]", file)
    requester.press(UPLOAD)
    assert requester.page.locator(".error-summary").count() == 0, requester.text()


def show_documents(requester: Traveller, case: Case, *, of: str, by: str, authority: str) -> None:
    """A licence of each of the two, and what shows the authority."""
    base = f"/requests/{case.reference}/"
    requester.go(f"{base}identity/documents/")
    people = draw_people(0)
    for whose, person in (("PRINCIPAL", people[of]), ("REPRESENTATIVE", people[by])):
        licence = draw_licence(person, address=person.address)
        upload(requester, f"{whose}.png", licence, whose=whose, document_class="DRIVERS_LICENCE")
    requester.press(f"form[action='{base}identity/documents/done/'] button")
    requester.go(f"{base}authority/")
    upload(requester, "authority.png", desk.picture(authority), document_class=authority)
    requester.press(f"form[action='{base}authority/done/'] button")
    requester.go(base)


def verify_both(staff: Traveller, case: Case) -> None:
    """Principal and representative, attribute by attribute."""
    desk.open_step(staff, case, "decide", on="dsr_identity/identitycheck")
    for whose in ("match", "agent_match"):
        staff.tick(**{f"{whose}_{name}": "MATCH" for name in ("NAME", "BIRTH_DATE", "ADDRESS")})
    for whose in ("", "agent_"):
        staff.select(**{f"{whose}document_class": "DRIVERS_LICENCE"})
        staff.fill(**{f"{whose}expiry_seen": desk.today(700)})
    staff.tick(verdict="yes")
    desk.confirm(staff)


def work_out_the_purposes(staff: Traveller, case: Case) -> None:
    """Collected and decided: told what the data is used for."""
    desk.collect(staff, case, REVIEWER)
    desk.decide(staff, case, select={"answer_1": "NOTIFIED|"})


def test_parent_asks_for_a_child_and_authority_is_checked_again_on_the_day_of_release(
    travel: Travel,
) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=2), tick=True):
        requester = travel("ja")
        filing = Filing(
            kinds=("PURPOSE_NOTICE",),
            by="PARENT",
            typed={**about(HINATA), **about_agent(KEI, "母")},
        )
        case = file_request(requester, KEI, filing)
        assert (case.requester_kind, case.authority_gate) == ("STATUTORY", "OPEN")
        show_documents(requester, case, of="hinata", by="kei", authority="FAMILY_REGISTER")

        reviewer = travel("en", desk=True)
        desk.already_signed_in(reviewer, REVIEWER)
        verify_both(reviewer, case)
        desk.open_step(reviewer, case, "decide", on=AUTHORITY)
        reviewer.tick(point_RELATION="SHOWN", verdict="yes", notice="DO_NOT_TELL")
        reviewer.fill(
            issued_on=desk.today(), birth_date=HINATA.birth_date.isoformat(),
            reason="戸籍で親子と確認した。同居の幼い子で、通知は要らない。",
        )  # fmt: skip
        desk.confirm(reviewer)
        assert desk.status_of(case) == "ACCEPTED"
        work_out_the_purposes(reviewer, case)

    manager, reviewer = (travel("ja", desk=True) for _one in range(2))
    desk.already_signed_in(manager, MANAGER)
    desk.already_signed_in(reviewer, REVIEWER)
    desk.open_step(manager, case, "release")
    manager.press(desk.CONFIRM)
    assert "代理権を本日確認" in manager.text()  # to be checked today
    assert desk.status_of(case) == "AWAITING_APPROVAL"
    desk.open_step(reviewer, case, "recheck", on=AUTHORITY)
    reviewer.tick(verdict="yes")
    desk.confirm(reviewer)
    desk.release(manager, case)

    requester = travel("ja")
    requester.go(f"/requests/{case.reference}/")
    sign_in(requester, KEI.email)
    told = read_letter(requester, case)
    assert [name for name in (HINATA.full_name, KEI.full_name) if name not in told] == []
    desk.close(manager, case)
    requester.go(f"/requests/{case.reference}/")


def test_answer_goes_by_post_to_the_principal_where_the_mandate_gives_no_right_to_receive(
    travel: Travel,
) -> None:
    requester = travel("en")
    filing = Filing(
        kinds=("PURPOSE_NOTICE",), by="MANDATE",
        typed={**about(TARO), **about_agent(MARIA, "lawyer")},
        chosen={"authority": ("PURPOSE_NOTICE", "no"), "delivery": ("PAPER",)},
    )  # fmt: skip
    case = file_request(requester, MARIA, filing)
    show_documents(requester, case, of="taro", by="maria", authority="MANDATE")

    reviewer, manager = (travel("ja", desk=True) for _one in range(2))
    desk.already_signed_in(reviewer, REVIEWER)
    desk.already_signed_in(manager, MANAGER)
    verify_both(reviewer, case)
    desk.open_step(reviewer, case, "decide", on=AUTHORITY)
    points = {"RELATION": "SHOWN", "SIGNED": "SHOWN", "SCOPE": "SHOWN", "RECEIVE": "NOT_SHOWN"}
    reviewer.tick(**{f"point_{name}": found for name, found in points.items()}, verdict="yes",
                  kinds_stated="PURPOSE_NOTICE")  # fmt: skip
    reviewer.fill(issued_on=desk.today())
    desk.confirm(reviewer)
    assert Case.objects.get(pk=case.pk).answer_goes_to == "PRINCIPAL"
    desk.take_step(reviewer, case, "write-notice", on=AUTHORITY)
    desk.take_step(reviewer, case, "record-notice", on=AUTHORITY, posted_on=desk.today())
    work_out_the_purposes(reviewer, case)
    desk.release(manager, case)

    desk.open_step(manager, case, "record-delivery")
    manager.select(postal_method="REGISTERED")
    manager.fill(tracking_number="123-45-67890-3", posted_on=desk.today())
    desk.confirm(manager)
    manager.go(f"/console/dsr_fulfilment/collection/{case.reference}/change/")
    letter = manager.fetch("a[href*='letter'] >> nth=0")
    assert TARO.full_name in pdf_text(letter)
    refused = requester.page.goto(f"/requests/{case.reference}/answer/")
    assert refused.status == 404
    requester.go(f"/requests/{case.reference}/")
    assert "The answer goes to the person, not to you" in requester.text()
    desk.close(manager, case)
