"""A yes or a no is answered as its operation answers it, byte by byte, in fewer round trips."""

import itertools
import json
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import DataError, OperationalError, connection, transaction
from django.test import RequestFactory
from django.urls import resolve
from django.utils import timezone

from accounts.enums import ApiScope
from accounts.gateways.sealing import unseal_text
from accounts.models import DataSubject
from accounts.selectors.ledgers import verify_ledgers
from accounts.services.data_subjects import match_member
from consent.models import ConsentChange, ConsentEvent, ConsentItem, RememberedAnswer
from consent.selectors.standings import MemberStanding, member_standing
from consent.services.changes import PUBLISH_CHANGES
from consent.services.consents import withdraw_consent
from consent.services.quick_consents import Said, append_word, plain_no, plain_yes
from consent.services.webhooks import create_webhook
from dsr.console.models import Job
from tests.consent.api.service import ADMINISTRATOR, MEMBER, Service, make_client
from tests.consent.people import NOW, make_item, make_subject, publish_words
from tests.consent.toggling import fold_difference

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/consents/"
NO = {"member_id": MEMBER, "item": "LOCATION", "language": "ja", "source": "APP"}
YES = {**NO, "text_version": "1"}
ROW = ("chain", "sequence", "subject", "item", "action", "text_version", "text_sha256",
       "language", "source")  # fmt: skip
_AT = re.compile(rb'"at": "\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"')


@pytest.fixture
def service() -> Service:
    make_item()
    return Service(make_client()[1])


def _rows() -> list[Any]:
    """Everything in the ledger but times, and hashes over times."""
    return list(ConsentEvent.objects.order_by("pk").values_list(*ROW))


def _request(path: str, body: Any, key: str, method: str, **more: Any) -> WSGIRequest:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return RequestFactory().generic(
        method, ROOT + path, sent, content_type="application/json", headers=headers, **more
    )


def _same(path: str, body: Any, key: str, *, method: str = "POST", **more: Any) -> tuple[int, Any]:
    """The answer, once it is proven that both give it and write the same."""
    quick: Any = resolve(ROOT + path).func
    said: list[tuple[Any, ...]] = []
    for view, undone in ((quick.__wrapped__, True), (quick, False)):
        with transaction.atomic():
            answer = view(_request(path, body, key, method, **more))
            facts = answer.status_code, list(answer.headers.items()), answer.content
            said.append((*facts[:2], _AT.sub(b"at", answer.content), _rows()[:1], _rows()[1:]))
            transaction.set_rollback(undone)
    (slow, quickly) = said
    if len(_rows()) == 1:  # the member was made by each of both, with a number of its own
        slow, quickly = slow[:3], quickly[:3]
    assert slow == quickly
    return answer.status_code, json.loads(answer.content or b"null")


def test_every_word_is_recorded_and_answered_the_same(service: Service) -> None:
    make_item("NEEDED", prerequisite=True)
    publish_words("LOCATION", "2", now=timezone.now() + timedelta(seconds=1))
    key, needed = service.key, {"item": "NEEDED"}
    again = {"HTTP_IDEMPOTENCY_KEY": "k-1"}
    walk = [
        ("give", YES, {}, 409, "OTHER_TEXT"),
        ("give", YES | {"text_version": "2"}, {}, 200, 1),
        ("give", YES | {"text_version": "2"}, {}, 200, 1),
        ("withdraw", NO, {}, 200, 2),
        ("withdraw", NO, {}, 200, 2),
        ("give", YES | {"text_version": "2", "language": "en"}, again, 200, 3),
        ("withdraw", NO, {}, 200, 4),
        ("give", YES | {"text_version": "2", "language": "en"}, again, 200, 3),
        ("withdraw", NO, again, 422, "IDEMPOTENCY_KEY_REUSED"),
        ("withdraw", NO | needed, {}, 200, 5),
        ("give", YES | needed, {}, 200, 6),
        ("withdraw", NO | needed, {}, 409, "PREREQUISITE"),
        ("give", YES | {"item": "NO_SUCH"}, {}, 404, "UNKNOWN_ITEM"),
        ("withdraw", NO | {"item": "NO_SUCH"}, {}, 404, "UNKNOWN_ITEM"),
    ]
    for path, body, more, status, told in walk:
        found, said = _same(path, body, key, **more)
        assert (found, said.get("sequence", said.get("code"))) == (status, told)
    publish_words("LOCATION", "3", now=timezone.now() + timedelta(seconds=2))
    ConsentItem.objects.filter(code="NEEDED").update(active=False)
    assert _same("give", YES | {"text_version": "3"}, key)[1]["sequence"] == 7
    assert _same("give", YES | needed, key)[0] == 404
    assert _same("withdraw", NO | needed, key)[1]["sequence"] == 8  # what is offered no more, too
    assert len(_rows()) == 8
    assert fold_difference() == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (NO, 422),
        (YES | {"more": 1}, 422),
        (YES | {"member_id": 1}, 422),
        (YES | {"member_id": "M 1"}, 422),
        (YES | {"item": "LOCATION\n"}, 422),
        (YES | {"language": "de"}, 422),
        (YES | {"source": "app"}, 422),
        (YES | {"text_version": ""}, 422),
        (YES | {"member_id": "~" * 100, "source": "A" * 27}, 200),
        (json.dumps(YES).encode("utf-16"), 200),
        (json.dumps(YES).encode()[:-1] + b', "member_id": "M-2"}', 200),
    ],
)
def test_any_body_is_answered_the_same(service: Service, body: Any, status: int) -> None:
    assert _same("give", body, service.key)[0] == status


def test_any_request_is_answered_the_same(service: Service, settings: Any) -> None:
    assert _same("give", YES, service.key, method="GET")[0] == 405
    assert _same("give", YES, "")[0] == 401
    assert _same("give", YES, "mdg_00000000_" + "A" * 43)[0] == 401
    assert _same("give", YES, make_client(ApiScope.CHECK, name="reader")[1])[0] == 403
    assert _same("give", YES, service.key, HTTP_IDEMPOTENCY_KEY="")[0] == 422
    assert _same("give", YES, service.key, HTTP_IDEMPOTENCY_KEY="a b")[0] == 422
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert _same("give", YES, service.key)[0] == 413
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    busy = make_client(name="busy", per_minute=2)[1]
    assert [_same("give", YES, busy)[0] for _ in range(2)] == [200, 429]


def test_word_of_a_known_member_costs_no_query_beside_reading_and_appending(
    service: Service, django_assert_num_queries: Any
) -> None:
    service.give()
    with django_assert_num_queries(0):  # both are prepared, past Django's cursors
        assert service.withdraw()[1]["sequence"] == 2
        assert service.give(**{"Idempotency-Key": "k"})[1]["sequence"] == 3
    assert ConsentChange.objects.exclude(event=None).count() == 3


def test_word_is_told_by_a_job_of_its_own_transaction(service: Service, settings: Any) -> None:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    service.give()
    create_webhook(name="app", url="http://127.0.0.1:9/", actor=ADMINISTRATOR, now=NOW)
    jobs = Job.objects.filter(task_name=PUBLISH_CHANGES)
    before = jobs.count()
    with transaction.atomic():
        assert service.withdraw()[1]["sequence"] == 2
        assert jobs.count() == before + 1
        transaction.set_rollback(True)
    assert (jobs.count(), len(_rows())) == (before, 1)


def _found(key: str) -> MemberStanding:
    found = member_standing(
        key=key, member_id=MEMBER, item_code="LOCATION", once="k", now=timezone.now()
    )
    assert found is not None
    return found


def _append(found: MemberStanding, *, once: str = "") -> Any:
    word = plain_yes(found=found, text_version="1") or plain_no(found=found)
    assert word is not None
    said = Said(MEMBER, "LOCATION", "ja", "APP", once, "a request")
    return append_word(found=found, word=word, said=said, now=timezone.now())


@pytest.mark.parametrize("once", ["", "k"])
def test_what_holds_no_more_writes_nothing(service: Service, once: str) -> None:
    service.give()
    given = _found(service.key)
    service.withdraw()
    assert _append(given, once=once) is None
    withdrawn = _found(service.key)
    make_item("OTHER")
    withdraw_consent(
        subject_id=(person := make_subject()).pk, item_code="OTHER", language="ja",
        source="PREFERENCE_CENTRE", now=timezone.now(),
    )  # fmt: skip
    match_member(subject=person, member_id=MEMBER, now=timezone.now())  # takes the place
    assert _append(withdrawn, once=once) is None
    assert (len(_rows()), RememberedAnswer.objects.count()) == (5, 0)  # two were carried over
    found = _found(service.key)
    service.give(member="M-2", **{"Idempotency-Key": "k"})
    assert _append(found, once="k") is None  # the key came meanwhile
    assert (len(_rows()), fold_difference()) == (6, 0)


def test_member_nobody_knew_is_made_with_their_first_word_or_not_at_all(service: Service) -> None:
    found = _found(service.key)
    word = plain_no(found=found)
    assert word is not None
    said = Said(MEMBER, "LOCATION", "no language", "APP", "", "a request")
    with pytest.raises(DataError), transaction.atomic():
        append_word(found=found, word=word, said=said, now=timezone.now())
    assert DataSubject.objects.count() == 0
    assert _append(found)["sequence"] == 1
    made = DataSubject.objects.select_related("data_key").get()
    sealed = made.member_id_sealed
    assert (made.made_by_service, sealed is not None) == (True, True)
    context = f"accounts.datasubject.member_id:{made.pk}"
    assert unseal_text(made.data_key, sealed or b"", context=context) == MEMBER


@pytest.mark.django_db(transaction=True)
def test_connection_lost_before_the_row_writes_none_and_never_tries_twice(
    service: Service,
) -> None:
    service.give()
    found = _found(service.key)
    connection.connection.pgconn.finish()
    with pytest.raises(OperationalError):
        _append(found, once="k")
    connection.close()
    assert (len(_rows()), RememberedAnswer.objects.count()) == (1, 0)


def _at_once(say: Callable[[int], Any]) -> list[Any]:
    """What eight threads, by their number, were answered."""
    start, answers = threading.Barrier(8), []

    def speak(number: int) -> None:
        try:
            start.wait()
            answers.extend(say(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=speak, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_services_at_once_leave_whole_chains_the_last_word_and_one_row_for_a_key() -> None:
    make_item()
    service = Service(make_client(per_minute=56)[1])  # what is decided anew is counted once
    first = _at_once(lambda number: [service.withdraw()])
    assert [said["sequence"] for _, said in first] == [1] * 8
    once = _at_once(lambda number: [service.give(**{"Idempotency-Key": "once"})])
    assert {(status, said["sequence"]) for status, said in once} == {(200, 2)}
    assert len(once) == 8
    answers = _at_once(
        lambda number: [
            (service.give if (number + turn) % 2 else service.withdraw)(
                **{"Idempotency-Key": f"{number}-{turn}"} if number < 4 else {}
            )
            for turn in range(5)
        ]
    )
    assert [status for status, _ in answers] == [200] * 40
    rows = list(ConsentEvent.objects.order_by("sequence").values_list("sequence", "action"))
    told = {(said["sequence"], said["action"]) for _, said in answers}
    assert set(rows[2:]) <= told <= set(rows)
    assert all(a[1] != b[1] for a, b in itertools.pairwise(rows))  # a yes upon a yes adds none
    assert (DataSubject.objects.count(), fold_difference()) == (1, 0)
    assert ConsentChange.objects.exclude(event=None).count() == len(rows)
    assert [check.faults for check in verify_ledgers() if check.faults] == []
