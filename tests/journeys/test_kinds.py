"""A journey for every kind of request, from the front door to the closed case, in both languages.

The person of one language goes to the end: files, proves who they are, the desk collects,
investigates, decides, acts and releases, the letter is read, the case is closed. The person of the
other language files the same; the answer's pages are read in both.
(Disclosure has its own, longer journey: test_disclosure.py.)
"""

import pytest
from django.utils import timezone, translation

from accounts.models import User
from config.demo.accounts import MANAGER, REVIEWER
from dsr.cases.models import Case
from tests.desk import file_disclosure
from tests.journeys import desk
from tests.journeys.conftest import Travel
from tests.journeys.kinds import HANAKO_ID, KINDS, MARIA_ID, WHO, Kind
from tests.journeys.members import put_back
from tests.journeys.person import download, file_request, prove, read_letter, send_message
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = {"ja": "en", "en": "ja"}


@pytest.mark.parametrize("kind", KINDS)
def test_kind_goes_from_the_front_door_to_the_archive(travel: Travel, kind: str) -> None:
    asked = KINDS[kind]
    with put_back(HANAKO_ID, MARIA_ID):
        go_with(travel, kind, asked)


def go_with(travel: Travel, kind: str, asked: Kind) -> None:
    """The whole journey."""
    if kind == "INQUIRY":  # the complaint is about an earlier request
        user, _made = User.objects.get_or_create(email=WHO[asked.lead].email)
        file_disclosure(user, now=timezone.now())
    file_for_nothing(travel(OTHER[asked.lead]), kind, asked)
    requester = travel(asked.lead)
    case = file_for_nothing(requester, kind, asked)
    show_who_it_is(requester, case, kind)

    staff = [travel(OTHER[asked.lead], desk=True) for _one in range(2)]
    answer(case, kind, asked, *staff)
    told = read_letter(requester, case)
    assert [words for words in asked.told if words not in told] == []
    if asked.downloads:
        assert "index.html" in download(requester, case).namelist()
    desk.close(staff[1], case)
    for language in ("ja", "en"):
        reader = travel(language)
        reader.chapter = "answered"
        reader.take_session(requester.session())
        look_back(reader, case)


def file_for_nothing(requester: Traveller, kind: str, asked: Kind) -> Case:
    """Filed; what is asked costs nothing."""
    requester.chapter = kind
    language = requester.language
    case = file_request(requester, WHO[language], asked.filing(kind, language))
    assert [item.kind for item in case.items.all()] == [kind]
    assert case.fee_gate == "NOT_NEEDED"
    return case


def show_who_it_is(requester: Traveller, case: Case, kind: str) -> None:
    """Proven where it must be, and accepted."""
    if kind == "INQUIRY":
        assert case.identity_gate == "NOT_NEEDED"
        requester.go(f"/requests/{case.reference}/")
    else:
        prove(requester, case)
    if kind == "CORRECTION":
        send_message(requester, case, "M-000042", **{"proof.png": desk.picture("proof")})
        assert "proof.jpg" in requester.text()  # drawn anew
    assert desk.status_of(case) == "ACCEPTED"


def answer(case: Case, kind: str, asked: Kind, reviewer: Traveller, manager: Traveller) -> None:
    """All the desk does until the person is told."""
    reviewer.chapter = manager.chapter = kind
    desk.already_signed_in(reviewer, REVIEWER)
    desk.already_signed_in(manager, MANAGER)
    desk.collect(reviewer, case, REVIEWER)
    if asked.found:
        desk.investigate(reviewer, case, asked.found)
    desk.decide(reviewer, case, select=asked.select, fill=asked.fill, shown=asked.shown)
    if asked.actions:
        assert asked.effect() != asked.becomes
        assert desk.act(manager, reviewer, case) == list(asked.actions)
        assert asked.effect() == asked.becomes
    desk.release(manager, case)


def look_back(reader: Traveller, case: Case) -> None:
    """The pages of a closed case, in the reader's language."""
    item = case.items.get()
    for address in ("", "answer/", "filed/"):
        reader.go(f"/requests/{case.reference}/{address}")
        if address != "filed/":
            with translation.override(reader.language):
                assert item.get_outcome_display() in reader.text()
    reader.go("/requests/")
    assert case.reference in reader.text()
