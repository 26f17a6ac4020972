"""What services ask and record: anything but a clear yes is a no, and each thing is done once."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.domain.clock import jst_date
from accounts.models import AccessRecord, ApiClient, DataSubject
from accounts.services.data_subjects import ensure_member, match_member
from consent.models import ConsentEvent, ConsentItem, ConsentState
from consent.selectors.consents import check_consent, switches
from consent.services.bulk import import_consents
from consent.services.consents import withdraw_consent
from policies.models import PolicyVersion
from policies.services.seeding import set_up_organisation
from tests.consent.api.service import MEMBER, Service, make_client
from tests.consent.people import make_item, make_subject, publish_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    make_item()
    return Service(make_client()[1])


def test_no_record_is_a_no_with_its_reason(service: Service) -> None:
    assert service.check() == (
        200,
        {"allowed": False, "verdict": "NO_RECORD", "since": None, "text_version": None},
    )


def test_yes_is_a_yes_until_it_is_withdrawn(service: Service) -> None:
    status, given = service.give()
    assert (status, given["action"], given["sequence"]) == (200, "GIVEN", 1)
    assert (service.check()[1]["allowed"], service.check()[1]["text_version"]) == (True, "1")
    assert service.withdraw()[1]["sequence"] == 2
    assert service.check()[1] | {"since": None} == {
        "allowed": False, "verdict": "WITHDRAWN", "since": None, "text_version": "1",
    }  # fmt: skip
    event = ConsentEvent.objects.get(sequence=1)
    assert (event.source, event.language) == (
        f"API:{ApiClient.objects.get().tag}:APP_SETTINGS",
        "ja",
    )


def test_ledger_tells_services_apart_that_name_their_places_alike() -> None:
    make_item()
    (app, app_key), (shop, shop_key) = make_client(name="app"), make_client(name="shop")
    Service(app_key).give(**{"Idempotency-Key": "1"})  # nobody's yet: the whole way
    Service(shop_key).withdraw()  # the quick one
    words = ConsentEvent.objects.order_by("sequence").values_list("action", "source")
    assert list(words) == [
        ("GIVEN", f"API:{app.tag}:APP_SETTINGS"), ("WITHDRAWN", f"API:{shop.tag}:APP_SETTINGS"),
    ]  # fmt: skip


def test_unknown_item_is_never_a_yes(service: Service) -> None:
    assert service.check(item="NO_SUCH")[1]["verdict"] == "UNKNOWN_ITEM"
    body = {"member_id": MEMBER, "item": "NO_SUCH", "language": "ja", "source": "APP"}
    status, problem = service.post("/consents/withdraw", body)
    assert (status, problem["code"]) == (404, "UNKNOWN_ITEM")


def test_item_that_is_offered_no_more_is_never_a_yes(service: Service) -> None:
    service.give()
    ConsentItem.objects.update(active=False)
    assert service.check()[1]["verdict"] == "UNKNOWN_ITEM"
    many = service.post("/consents/check-many", {"item": "LOCATION", "member_ids": [MEMBER]})[1]
    assert (many["allowed"], many["refused"]) == ([], {"UNKNOWN_ITEM": [MEMBER]})
    assert service.give()[1]["code"] == "UNKNOWN_ITEM"


def test_yes_to_an_item_that_is_offered_no_more_is_taken_back_all_the_same(
    service: Service,
) -> None:
    service.give()
    ConsentItem.objects.update(active=False)
    assert service.withdraw()[1]["action"] == "WITHDRAWN"
    assert [answer[1]["code"] for answer in (service.give(), service.withdraw(member="M-7"))] == [
        "UNKNOWN_ITEM", "UNKNOWN_ITEM",
    ]  # fmt: skip
    ConsentItem.objects.update(active=True)
    assert service.check()[1]["verdict"] == "WITHDRAWN"


def test_words_that_ask_again_turn_a_yes_into_a_no(service: Service) -> None:
    service.give()
    publish_words("LOCATION", "2", now=timezone.now() + timedelta(seconds=1), asks_again=True)
    assert service.check()[1]["verdict"] == "ASK_AGAIN"
    status, problem = service.give()
    assert (status, problem["code"]) == (409, "OTHER_TEXT")
    assert service.give(version="2")[0] == 200


@pytest.mark.parametrize(
    ("version", "verdict"), [("1", "ASK_AGAIN"), ("2", "GIVEN"), ("3", "GIVEN")]
)
def test_words_a_person_saw_decide_and_not_the_day_of_their_yes(
    version: str, verdict: str, service: Service
) -> None:
    now = timezone.now()
    publish_words("LOCATION", "2", now=now - timedelta(days=2), asks_again=True)
    publish_words("LOCATION", "3", now=now - timedelta(days=1))
    brought = (MEMBER, "LOCATION", "GIVEN", version, "ja", "OLD_APP", now.isoformat())
    import_consents(rows=[brought], said=lambda count: None, now=now)
    many = {"item": "LOCATION", "member_ids": [MEMBER]}
    found = service.post("/consents/check-many", many)[1]
    person = ensure_member(member_id=MEMBER, now=now)
    assert [
        service.check()[1]["verdict"],
        service.post("/consents/current", {"member_id": MEMBER})[1]["items"][0]["verdict"],
        "GIVEN" if found["allowed"] == [MEMBER] else next(iter(found["refused"])),
        switches(subject_id=person, on=jst_date(now))[0].answer.verdict,
        check_consent(subject_id=person, item_code="LOCATION", on=jst_date(timezone.now())).verdict,
    ] == [verdict] * 5


def _announce(number: str, introduces: list[str]) -> None:
    now = timezone.now()
    PolicyVersion.objects.create(
        number=number, text_ja="第1条", text_en="Article 1", requires_consent=True,
        introduces=introduces, announced_at=now - timedelta(days=9),
        effective_from=date(2020, 1, 1) if not introduces else now.date() - timedelta(days=2),
        published_at=now - timedelta(days=9), sha256="a" * 64,
    )  # fmt: skip


def test_consent_to_what_came_with_a_policy_not_accepted_is_no_yes(service: Service) -> None:
    service.give()
    _announce("2", ["ITEM:LOCATION"])
    many = {"item": "LOCATION", "member_ids": [MEMBER, "M-2"]}
    assert service.check()[1]["verdict"] == "POLICY_WAITS"
    assert service.post("/consents/check-many", many)[1] == {
        "item": "LOCATION", "allowed": [],
        "refused": {"POLICY_WAITS": [MEMBER], "NO_RECORD": ["M-2"]},
    }  # fmt: skip
    governing = service.post("/policies/governing", {"member_id": MEMBER})[1]
    assert (governing["reconsent_required"], governing["blocked"]) == (True, ["ITEM:LOCATION"])
    body = {"member_id": MEMBER, "version": "2", "language": "ja", "source": "APP"}
    assert service.post("/policies/accept", body)[0] == 200
    assert service.check()[1]["verdict"] == "GIVEN"
    assert service.post("/consents/check-many", many)[1]["allowed"] == [MEMBER]
    governing = service.post("/policies/governing", {"member_id": MEMBER})[1]
    assert (governing["version"], governing["reconsent_required"]) == ("2", False)


def test_many_are_checked_in_one_statement_each_in_one_list(
    service: Service, django_assert_num_queries: Any
) -> None:
    service.give(member="M-1")
    service.give(member="M-2")
    service.withdraw(member="M-2")
    ids = ["M-1", "M-2", "M-1", *(f"N-{n}" for n in range(997))]
    with django_assert_num_queries(
        1
    ):  # whose key it is; the check itself is one prepared statement
        status, said = service.post("/consents/check-many", {"item": "LOCATION", "member_ids": ids})
    assert (status, said["allowed"], said["refused"]["WITHDRAWN"]) == (200, ["M-1"], ["M-2"])
    assert len(said["refused"]["NO_RECORD"]) == 997
    more = {"item": "LOCATION", "member_ids": [f"N-{n}" for n in range(1001)]}
    assert service.post("/consents/check-many", more)[0] == 422


def test_standing_and_history_are_told_and_looking_is_on_record(service: Service) -> None:
    service.give()
    service.withdraw()
    (line,) = service.post("/consents/current", {"member_id": MEMBER})[1]["items"]
    assert (line["item"], line["verdict"], line["allowed"]) == ("LOCATION", "WITHDRAWN", False)
    history = service.post("/consents/history", {"member_id": MEMBER, "limit": 1})[1]
    assert ([e["sequence"] for e in history["events"]], history["more"]) == ([2], True)
    older = service.post("/consents/history", {"member_id": MEMBER, "before": 2})[1]
    assert ([e["action"] for e in older["events"]], older["more"]) == (["GIVEN"], False)
    assert AccessRecord.objects.filter(actor_kind="SERVICE", action="VIEWED").count() == 3


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nowhere", "", 404, "NO_OPERATION"),
        ("GET", "/consents/check", "", 405, "METHOD"),
        ("POST", "/consents/check", "{", 400, "UNREADABLE"),
        ("POST", "/consents/check", "[]", 422, "INVALID"),
        ("POST", "/consents/check", '{"member_id": "\\ud800", "item": "X"}', 422, "INVALID"),
        ("POST", "/consents/check", '{"member_id": "a\\u0000", "item": "X"}', 422, "INVALID"),
        ("POST", "/consents/check", '{"member_id": "a", "item": "X", "b": 1}', 422, "INVALID"),
    ],
)
def test_every_fault_is_a_problem(
    service: Service, method: str, path: str, body: str, status: int, code: str
) -> None:
    answer = service.client.generic(
        method, f"/api/v1{path}", body, content_type="application/json",
        headers={"Authorization": f"Bearer {service.key}"},
    )  # fmt: skip
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["code"], answer.json()["status"]) == (code, status)


@pytest.mark.parametrize("path", ["consents/check", "consents/withdraw", "receipts"])
def test_body_sent_in_pieces_is_refused_and_not_read_as_an_empty_one(
    service: Service, path: str
) -> None:
    answer = service.client.generic(
        "POST", f"/api/v1/{path}", b"", HTTP_TRANSFER_ENCODING="chunked",
        headers={"Authorization": f"Bearer {service.key}"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (411, "LENGTH")


def test_problem_repeats_nothing_that_was_sent(service: Service) -> None:
    sent = {"member_id": "LOCATION", "item": "hanako-42", "language": "ja", "source": "APP"}
    for path, body in (
        ("give", {**sent, "text_version": "hanako-43"}), ("withdraw", sent),
        ("give", {**sent, "item": "LOCATION", "text_version": "hanako-43"}),
    ):  # fmt: skip
        answer = service.raw(f"/consents/{path}", body)
        assert (answer.status_code in (404, 409), b"hanako" in answer.content) == (True, False)
    answer = service.raw("/consents/withdraw", {**sent, "hanako@mail.example": "hanako-44"})
    assert (answer.json()["errors"], b"hanako" in answer.content) == (
        [{"pointer": "/body/asked", "code": "extra_forbidden"}], False,
    )  # fmt: skip


def test_body_longer_than_what_is_taken_is_a_problem(service: Service) -> None:
    for length in (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1, settings.UPLOAD_MOST_BYTES + 1):
        answer = service.client.generic(
            "POST", "/api/v1/consents/check", b"{}", content_type="application/json",
            headers={"Authorization": f"Bearer {service.key}", "Content-Length": str(length)},
        )  # fmt: skip
        assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
        assert answer.json()["code"] == "TOO_LARGE"


def test_person_who_proves_to_be_the_member_takes_what_the_service_recorded(
    service: Service,
) -> None:
    service.give()
    person = make_subject()
    match_member(subject=person, member_id=MEMBER, now=timezone.now())
    assert check_consent(
        subject_id=person.pk, item_code="LOCATION", on=jst_date(timezone.now())
    ).allowed
    assert service.check()[1]["allowed"] is True
    service.withdraw()
    assert not check_consent(
        subject_id=person.pk, item_code="LOCATION", on=jst_date(timezone.now())
    ).allowed
    assert ensure_member(member_id=MEMBER, now=timezone.now()) == person.pk
    assert DataSubject.objects.filter(member_id_index__isnull=False).count() == 1
    assert ConsentState.objects.filter(subject=person).count() == 1


def test_everything_the_service_recorded_stays_proof_when_the_person_proves_to_be_the_member(
    service: Service,
) -> None:
    set_up_organisation(facts={"name_ja": "株式会社ミリー", "name_en": "Milly Inc."})
    for say in (service.give, service.withdraw, service.give):
        assert say()[0] == 200
    before = service.post("/consents/history", {"member_id": MEMBER})[1]
    match_member(subject=make_subject(), member_id=MEMBER, now=timezone.now())
    assert service.post("/consents/history", {"member_id": MEMBER})[1] == before
    receipts = [
        service.post("/receipts", {"member_id": MEMBER, "sequence": line["sequence"]})[1]
        for line in before["events"]
    ]
    told = [one["document"]["consent_record"]["events"][0]["event_state"] for one in receipts]
    assert told == ["consent given", "consent withdrawn", "consent given"]


@pytest.mark.parametrize(("own", "allowed"), [(-1, True), (1, False)])
def test_later_word_holds_when_a_person_proves_to_be_the_member(
    service: Service, own: int, allowed: bool
) -> None:
    now, person = timezone.now(), make_subject()
    service.give()
    withdraw_consent(
        subject_id=person.pk, item_code="LOCATION", language="ja", source="PREFERENCE_CENTRE",
        now=now + timedelta(hours=own),
    )  # fmt: skip
    match_member(subject=person, member_id=MEMBER, now=now + timedelta(hours=2))
    assert service.check()[1]["allowed"] is allowed
