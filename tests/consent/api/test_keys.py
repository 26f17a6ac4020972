"""A key opens what its client may do, as long and as often as it may, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.enums import ApiScope
from accounts.models import ApiKey, ApiUsage
from accounts.services.api_clients import revoke_client, rotate_key
from tests.consent.api.service import ADMINISTRATOR, MEMBER, Service, make_client
from tests.consent.people import make_item

pytestmark = pytest.mark.django_db


def test_a_key_opens_its_scopes_and_no_more() -> None:
    make_item()
    asker = Service(make_client(ApiScope.CHECK)[1])
    assert asker.check()[0] == 200
    refused = {
        asker.give()[0], asker.withdraw()[0], asker.get("/changes")[0],
        asker.post("/consents/history", {"member_id": MEMBER})[0],
        asker.post("/consents/current", {"member_id": MEMBER})[0],
        asker.post("/policies/governing", {"member_id": MEMBER})[0],
    }  # fmt: skip
    assert refused == {403}
    writer = Service(make_client(ApiScope.WRITE, name="writer")[1])
    assert (writer.check()[0], writer.get("/items")[0]) == (403, 403)


def test_rotated_key_works_through_the_overlap_and_a_revoked_client_not_at_all() -> None:
    make_item()
    now = timezone.now()
    client, old = make_client(now=now)
    why: dict[str, Any] = {
        "client_id": client.pk,
        "reason": "test",
        "actor": ADMINISTRATOR,
        "now": now,
    }
    new = rotate_key(overlap_hours=1, **why)
    assert (Service(old).check()[0], Service(new).check()[0]) == (200, 200)
    newest = rotate_key(overlap_hours=0, **why)
    statuses = [Service(key).check()[0] for key in (old, new, newest)]
    assert statuses == [401, 401, 200]
    assert ApiKey.objects.get(expires_at__isnull=True).last_used_at is not None
    revoke_client(**why)
    assert (Service(newest).check()[0], Service(newest).give()[0]) == (401, 401)
    assert newest not in str(list(ApiKey.objects.values()))


def test_beyond_the_limit_of_a_minute_nothing_is_served() -> None:
    make_item()
    service = Service(make_client(per_minute=3)[1])
    answers = [service.raw("/consents/check", {"member_id": "M", "item": "X"}) for _ in range(5)]
    statuses = [answer.status_code for answer in answers]
    assert statuses in ([200, 200, 200, 429, 429], [200, 200, 200, 429, 200])  # a minute may turn
    assert 1 <= int(answers[3]["Retry-After"]) <= 60


def test_what_other_processes_served_counts_as_well() -> None:
    client, key = make_client(per_minute=3)
    now = timezone.now().replace(second=0, microsecond=0)
    for minute in (now, now + timedelta(minutes=1)):  # it may turn
        ApiUsage.objects.create(client=client, minute=minute, requests=3)
    assert Service(key).check()[0] == 429


def test_nobody_without_a_key_learns_anything() -> None:
    make_item()
    for key in ("", "mdg_00000000_" + "A" * 43, "x"):
        answer = Service(key).raw("/consents/check", {"member_id": "M-1", "item": "LOCATION"})
        assert (answer.status_code, answer.json()["code"]) == (401, "KEY")
        assert answer["WWW-Authenticate"].startswith("Bearer")
