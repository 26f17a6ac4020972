"""Art 4-1: location is refused without consent. Whatever is not a clear yes is a no."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.domain.clock import jst_date
from consent.enums import Verdict
from tests.consent.api.service import MEMBER, Service, make_client
from tests.consent.people import make_item
from tests.policies.versions import published


@pytest.fixture
def service(db: None) -> Service:
    make_item()
    return Service(make_client()[1])


def refused(service: Service) -> str:
    """The reason of a no, the same for one member and among many."""
    status, said = service.check()
    many = service.post("/consents/check-many", {"item": "LOCATION", "member_ids": [MEMBER]})[1]
    assert (status, said["allowed"], many["allowed"]) == (200, False, [])
    assert many["refused"] == {said["verdict"]: [MEMBER]}
    return str(said["verdict"])


def test_location_is_refused_without_consent_by_the_checks_contract(service: Service) -> None:
    assert refused(service) == Verdict.NO_RECORD
    service.give()
    assert service.check()[1]["allowed"] is True
    service.withdraw()
    assert refused(service) == Verdict.WITHDRAWN


def test_no_record_is_never_a_yes(service: Service) -> None:
    service.give(member="M-somebody-else")
    assert refused(service) == Verdict.NO_RECORD


def test_outdated_policy_is_never_a_yes(service: Service) -> None:
    today = jst_date(timezone.now())
    published(today - timedelta(days=900), number="first")
    service.give()
    assert service.check()[1]["allowed"] is True
    published(
        today - timedelta(days=1), number="second", requires_consent=True,
        introduces=["ITEM:LOCATION"],
    )  # fmt: skip
    assert refused(service) == Verdict.POLICY_WAITS
    said = {"member_id": MEMBER, "language": "ja", "source": "APP"}
    assert service.post("/policies/accept", {**said, "version": "first"})[0] == 200
    assert refused(service) == Verdict.POLICY_WAITS
    assert service.post("/policies/accept", {**said, "version": "second"})[0] == 200
    assert service.check()[1]["allowed"] is True


@pytest.mark.django_db(transaction=True)
def test_unreachable_database_is_never_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_item()
    service = Service(make_client()[1])
    service.give()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        patch.setitem(connection.settings_dict, "PORT", "1")  # nobody listens there
        connection.close()
        status, said = service.check()
        assert (status, said["allowed"], said.get("verdict")) == (503, False, None)
        many = {"item": "LOCATION", "member_ids": [MEMBER]}
        status, said = service.post("/consents/check-many", many)
        assert (status, said["allowed"]) == (503, False)
        answer = service.raw("/consents/check", {"member_id": MEMBER, "item": "LOCATION"})
        assert answer["Content-Type"] == "application/problem+json"
        assert service.give()[0] == 503
    assert service.check()[1]["allowed"] is True
