"""Art 13 over the interface: who is governed by what; joining apart from a yes to a revision."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.domain.clock import jst_date
from accounts.models import ApiClient
from consent.models import ConsentChange
from policies.enums import PolicyDocument
from policies.models import PolicyAcceptance
from tests.consent.api.service import MEMBER, Service, make_client
from tests.consent.people import make_item
from tests.policies.versions import published

pytestmark = pytest.mark.django_db


@pytest.fixture(params=PolicyDocument)
def document(request: Any) -> Any:
    """Each case is tried with the policy and with the terms of service."""
    return request.param


@pytest.fixture
def service(document: PolicyDocument) -> Service:
    """A text of long ago, a revision that needs consent, and a later one that needs none."""
    today = jst_date(timezone.now())
    published(today - timedelta(days=900), number="first", document=document)
    published(
        today - timedelta(days=90), number="consent", document=document, requires_consent=True,
        introduces=["ITEM:LOCATION"],
    )  # fmt: skip
    published(today - timedelta(days=10), number="newest", document=document)
    make_item()
    return Service(make_client()[1])


def accept(service: Service, version: str, **more: Any) -> tuple[int, Any]:
    body = {"member_id": MEMBER, "version": version, "language": "ja", "source": "SIGN_UP", **more}
    return service.post("/policies/accept", body)


def governed(service: Service, document: PolicyDocument) -> tuple[str, bool, list[str], list[str]]:
    status, said = service.post(
        "/policies/governing", {"member_id": MEMBER, "document": document.value}
    )
    assert (status, said["in_force"]["version"]) == (200, "newest")
    waiting = [line["version"] for line in said["waiting"]]
    return said["version"], said["reconsent_required"], waiting, said["blocked"]


def test_reconsent_required_until_the_very_version_is_accepted(
    service: Service, document: PolicyDocument
) -> None:
    waits = ("newest", True, ["consent"], ["ITEM:LOCATION"])
    assert governed(service, document) == waits
    status, said = accept(service, "newest")
    assert (status, said["joined"]) == (200, False)
    assert governed(service, document) == waits  # no yes to what an earlier version brought
    assert accept(service, "consent")[0] == 200
    assert governed(service, document) == ("newest", False, [], [])


def test_member_who_joins_under_a_later_version_accepted_the_whole_text(
    service: Service, document: PolicyDocument
) -> None:
    service.give()
    assert service.check()[1]["verdict"] == "POLICY_WAITS"
    shown = service.post(
        "/policies/governing", {"member_id": "M-nobody", "document": document.value}
    )[1]["in_force"]
    status, said = accept(service, shown["version"], joining=True, text_sha256=shown["text_sha256"])
    assert (status, said["document"], said["joined"]) == (200, document, True)
    assert governed(service, document) == ("newest", False, [], [])
    assert service.check()[1]["verdict"] == "GIVEN"
    row = PolicyAcceptance.objects.get()
    assert (row.joined, row.source) == (True, f"API:{ApiClient.objects.get().tag}:SIGN_UP")
    assert accept(service, "newest", joining=True)[1]["sequence"] == said["sequence"]
    assert ConsentChange.objects.filter(acceptance=row).count() == 1


def test_joining_is_true_or_false_and_nothing_else(
    service: Service, document: PolicyDocument
) -> None:
    for word in ("yes", 1, None):
        assert accept(service, "newest", joining=word)[0] == 422
    assert accept(service, "newest", joining=True, text_sha256="0" * 64)[1]["code"] == "OTHER_TEXT"
    assert not PolicyAcceptance.objects.exists()
