"""A request sent twice is done once: Idempotency-Key, for a day."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import DataSubject
from consent.models import ConsentEvent, RememberedAnswer
from consent.services.remembered_answers import forget_answers
from tests.consent.api.service import MEMBER, Service, make_client
from tests.consent.people import make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    make_item()
    return Service(make_client()[1])


def test_the_same_key_answers_the_same_and_does_it_once(service: Service) -> None:
    first = service.give(**{"Idempotency-Key": "k-1"})
    service.withdraw()
    answer = service.raw(
        "/consents/give",
        {"member_id": MEMBER, "item": "LOCATION", "text_version": "1", "language": "ja",
         "source": "APP_SETTINGS"},
        **{"Idempotency-Key": "k-1"},
    )  # fmt: skip
    assert (answer.json(), answer["Idempotent-Replayed"]) == (first[1], "true")
    assert service.check()[1]["verdict"] == "WITHDRAWN"
    status, problem = service.give(member="M-7", **{"Idempotency-Key": "k-1"})
    assert (status, problem["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    other = Service(make_client(name="other")[1])
    assert other.give(member="M-7", **{"Idempotency-Key": "k-1"})[0] == 200


def test_refused_request_leaves_its_key_unused(service: Service) -> None:
    assert service.give(version="9", **{"Idempotency-Key": "k"})[0] == 409
    assert service.give(version="1", **{"Idempotency-Key": "k"})[0] == 200


def test_key_whose_day_is_over_is_a_new_one_though_it_was_not_deleted_yet(
    service: Service,
) -> None:
    key = {"Idempotency-Key": "M-000042-off"}
    service.withdraw(**key)
    service.give()
    RememberedAnswer.objects.update(at=timezone.now() - timedelta(hours=24, seconds=1))
    status, said = service.withdraw(**key)
    assert (status, said["sequence"], service.check()[1]["verdict"]) == (200, 3, "WITHDRAWN")
    assert service.withdraw(**key)[1] == said
    RememberedAnswer.objects.update(at=timezone.now() - timedelta(hours=23))
    service.give()
    assert service.withdraw(**key)[1] == said
    RememberedAnswer.objects.update(at=timezone.now() - timedelta(hours=25))
    assert service.give(**key)[0] == 200  # another body


def test_answers_are_remembered_for_a_day(service: Service) -> None:
    service.give(**{"Idempotency-Key": "k"})
    assert forget_answers(now=timezone.now() + timedelta(hours=23)) == 0
    assert forget_answers(now=timezone.now() + timedelta(hours=25)) == 1
    assert service.withdraw(**{"Idempotency-Key": "k"})[0] == 200


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_eight_requests_with_one_key_record_once() -> None:
    make_item()
    service = Service(make_client()[1])
    answers: list[Any] = []

    def ask() -> None:
        try:
            answers.append(service.give(member="M-new", **{"Idempotency-Key": "once"}))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in answers} == {200}
    assert len({str(answer) for _, answer in answers}) == 1
    assert ConsentEvent.objects.count() == DataSubject.objects.count() == 1
