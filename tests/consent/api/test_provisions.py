"""Services send records of provision: all of a call or none, each once, each fault by its place."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts.enums import ApiScope
from policies.models import ProvisionBatch, ProvisionRecord
from policies.services.seeding import seed_rules
from tests.consent.api.service import MEMBER, Service, make_client
from tests.consent.people import NOW

pytestmark = pytest.mark.django_db
PATH = "/provisions"


def record(number: int = 1, **changed: Any) -> dict[str, Any]:
    return {
        "key": f"APP-{number}", "direction": "PROVIDED", "provided_on": "2026-01-15",
        "member_id": MEMBER, "party_name": "見本リサーチ株式会社", "party_address": "東京都",
        "party_representative": " 見本 太郎 ", "items": "年代、都道府県", "basis": "CONSENT",
        **changed,
    }  # fmt: skip


@pytest.fixture
def service() -> Service:
    seed_rules(now=NOW)
    return Service(make_client()[1])


def test_records_are_kept_once_however_often_they_are_sent(service: Service) -> None:
    body = {"records": [record(1), record(2, provided_on="2026-02-15")]}
    assert service.post(PATH, body) == (200, {"recorded": 2, "known": 0})
    body["records"].append(record(3))
    assert service.post(PATH, body) == (200, {"recorded": 1, "known": 2})
    kept = ProvisionRecord.objects.order_by("key")
    assert list(kept.values_list("key", "provided_on", "party_representative", "batch__total")) == [
        ("APP-1", date(2026, 1, 15), "見本 太郎", 2),
        ("APP-2", date(2026, 2, 15), "見本 太郎", 2),
        ("APP-3", date(2026, 1, 15), "見本 太郎", 1),
    ]
    assert all(source.startswith("api:") for source in kept.values_list("batch__source", flat=True))


def test_thousand_records_fit_into_one_call_and_one_more_does_not(service: Service) -> None:
    thousand = [record(n, member_id=f"M-{n}", items="年代、" * 40) for n in range(1000)]
    assert service.post(PATH, {"records": thousand})[1] == {"recorded": 1000, "known": 0}
    assert ProvisionBatch.objects.count() == 1
    status, problem = service.post(PATH, {"records": [*thousand, record(1001)]})
    assert (status, problem["errors"]) == (
        422, [{"pointer": "/body/asked/records", "code": "too_long"}],
    )  # fmt: skip


def test_every_faulty_record_is_named_by_its_place_and_none_is_kept(service: Service) -> None:
    status, problem = service.post(
        PATH,
        {
            "records": [
                record(1),
                record(2, direction="RECEIVED"),
                record(3, provided_on="2999-01-01"),
                record(4, party_name="　"),
            ]
        },
    )
    assert (status, problem["code"], problem["errors"]) == (
        409,
        "PROVISION_REFUSED",
        [
            {"pointer": "/body/asked/records/1/circumstances", "code": "MISSING"},
            {"pointer": "/body/asked/records/2/provided_on", "code": "IN_THE_FUTURE"},
            {"pointer": "/body/asked/records/3/party_name", "code": "MISSING"},
        ],
    )
    status, problem = service.post(PATH, {"records": [record(1), record(2, recipient="NOBODY")]})
    assert (status, problem["errors"]) == (
        409, [{"pointer": "/body/asked/records/1/recipient", "code": "UNKNOWN_RECIPIENT"}],
    )  # fmt: skip
    assert not ProvisionRecord.objects.exists()


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"provided_on": "15/01/2026"}, "/provided_on"),
        ({"provided_on": 0}, "/provided_on"),
        ({"provided_on": "2026-02-30"}, "/provided_on"),
        ({"direction": "GIVEN"}, "/direction"),
        ({"items": "年代\x00"}, "/items"),
        ({"items": "\ud800"}, "/items"),
        ({"items": ""}, "/items"),
        ({"窓口 花子": "name"}, ""),  # nothing that was sent is repeated
    ],
)
def test_value_of_another_form_is_refused_with_its_place(
    service: Service, changed: dict[str, Any], pointer: str
) -> None:
    status, problem = service.post(PATH, {"records": [record(1), record(2, **changed)]})
    assert (status, problem["code"]) == (422, "INVALID")
    assert [fault["pointer"] for fault in problem["errors"]] == [f"/body/asked/records/1{pointer}"]
    assert not ProvisionRecord.objects.exists()


def test_key_that_is_of_another_record_is_refused_and_never_overwrites(service: Service) -> None:
    service.post(PATH, {"records": [record(1)]})
    other = record(1, member_id="M-000043")
    for records in ([record(2), other], [record(2), record(2, items="氏名")]):
        status, problem = service.post(PATH, {"records": records})
        assert (status, problem["errors"]) == (
            409, [{"pointer": "/body/asked/records/1/key", "code": "OTHER_RECORD"}],
        )  # fmt: skip
    assert ProvisionRecord.objects.values_list("key", flat=True).get() == "APP-1"


def test_request_sent_twice_is_answered_alike_and_a_refusal_repeats_nothing(
    service: Service,
) -> None:
    body, once = {"records": [record(1)]}, {"Idempotency-Key": "k-1"}
    first = service.raw(PATH, body, **once)
    again = service.raw(PATH, body, **once)
    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    assert first.json() == {"recorded": 1, "known": 0}
    status, problem = service.post(PATH, {"records": [record(2)]}, **once)
    assert (status, problem["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    refused = service.raw(PATH, {"records": [record(1, member_id="M-9")]}).content.decode()
    assert [told for told in ("M-9", MEMBER, "見本", "APP-1") if told in refused] == []


def test_key_without_the_scope_may_not_record_provisions() -> None:
    others = [scope for scope in ApiScope if scope != ApiScope.PROVISION_WRITE]
    asking = Service(make_client(*others)[1])
    assert asking.post(PATH, {"records": [record()]})[0] == 403
    sender = Service(make_client(ApiScope.PROVISION_WRITE, name="sender")[1])
    assert (sender.check()[0], sender.get("/changes")[0]) == (403, 403)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_same_records_sent_by_four_at_once_are_kept_once() -> None:
    seed_rules(now=NOW)
    service = Service(make_client()[1])
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(service.post(PATH, {"records": [record(1), record(2)]}))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted((status, said["recorded"]) for status, said in answers) == [
        (200, 0), (200, 0), (200, 0), (200, 2),
    ]  # fmt: skip
    assert ProvisionRecord.objects.count() == 2
