"""Changes are announced in the transaction that makes them, whoever makes them."""

from typing import Any

import pytest

from accounts.domain.actor import system_actor
from accounts.models import User
from accounts.services.data_subjects import ensure_member, match_member
from consent.api import api
from consent.enums import ChangeKind
from consent.models import WebhookDelivery
from consent.selectors.changes import changes_after, last_position
from consent.services.bulk import import_consents
from consent.services.changes import PUBLISH_CHANGES, publish_changes
from consent.services.consents import give_consent
from consent.services.webhooks import create_webhook
from dsr.console.models import Job
from policies.models import PolicyVersion
from policies.services.acceptances import record_acceptance, record_joining
from tests.consent.api.service import ADMINISTRATOR
from tests.consent.people import NOW, TODAY, make_item, make_subject
from tests.dsr.portal.walk import client_of, set_up_company
from tests.policies.versions import published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def told(settings: Any) -> None:
    """A service that wants to be told."""
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    make_item()
    published(TODAY, number="policy-1")
    create_webhook(name="app", url="http://127.0.0.1:9/", actor=ADMINISTRATOR, now=NOW)


def announced() -> list[str]:
    """The kinds of change told of since, where a job announced them; none where none did."""
    jobs = Job.objects.filter(task_name=PUBLISH_CHANGES)
    if not jobs.exists():
        return []
    jobs.delete()
    known, told = last_position(), WebhookDelivery.objects.count()
    publish_changes(now=NOW)
    changes = changes_after(known, limit=10)
    assert WebhookDelivery.objects.filter(status="QUEUED").count() == told + len(changes)
    return [change.kind for change in changes]


def test_acceptance_on_the_portal_is_told_at_once() -> None:
    set_up_company()
    publish_changes(now=NOW)  # the company's own policies
    version = PolicyVersion.objects.get(number="policy-1")
    client = client_of(User.objects.get(data_subject=make_subject()))
    path = "/policy/versions/policy-1/accept/"
    client.post(path, {"text_sha256": version.sha256})
    assert announced() == ["policy.accepted"]
    client.post(path, {"text_sha256": version.sha256})  # the same yes again changes nothing
    assert announced() == []


@pytest.mark.parametrize(
    ("record", "joining"), [(record_acceptance, False), (record_joining, True)]
)
def test_acceptance_anybody_records_is_told_at_once(record: Any, joining: bool) -> None:
    record(
        subject_id=ensure_member(member_id="M-1", now=NOW), number="policy-1", language="ja",
        source="SIGN_UP", actor=system_actor("test"), now=NOW,
    )  # fmt: skip
    assert announced() == ["policy.accepted"]
    (told,) = changes_after(last_position() - 1, limit=1)
    assert told.data() == {
        "position": last_position(), "member_id": "M-1", "document": "PRIVACY_POLICY",
        "version": "policy-1", "joining": joining,
    }  # fmt: skip


def test_document_describes_what_changes_tell_and_nothing_else() -> None:
    ensured = ensure_member(member_id="M-1", now=NOW)
    give_consent(
        subject_id=ensured, item_code="LOCATION", text_version="1", language="ja", source="APP",
        now=NOW,
    )  # fmt: skip
    record_joining(
        subject_id=ensured, number="policy-1", language="ja", source="SIGN_UP",
        actor=system_actor("test"), now=NOW,
    )  # fmt: skip
    publish_changes(now=NOW)
    changes = changes_after(0, limit=10)
    assert {change.kind for change in changes} == set(ChangeKind) - {ChangeKind.WITHDRAWN}
    told = {name for change in changes for name in change.data()}
    shapes = api.get_openapi_schema()["components"]["schemas"]
    assert set(shapes["ChangeOut"]["properties"]["data"]["properties"]) == told


def test_what_a_person_takes_over_and_what_is_brought_in_is_told_at_once() -> None:
    brought = ("M-1", "LOCATION", "GIVEN", "1", "ja", "OLD_APP", NOW.isoformat())
    import_consents(rows=[brought], said=lambda count: None, now=NOW)
    assert announced() == ["consent.given"]
    record_acceptance(
        subject_id=ensure_member(member_id="M-1", now=NOW), number="policy-1", language="ja",
        source="SIGN_UP", actor=system_actor("test"), now=NOW,
    )  # fmt: skip
    announced()
    match_member(subject=make_subject(), member_id="M-1", now=NOW)
    assert sorted(announced()) == ["consent.given", "policy.accepted"]
