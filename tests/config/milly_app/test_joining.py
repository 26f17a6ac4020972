"""Registering with the sample service: the whole text in force, recorded at the desk as joining."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.domain.clock import jst_date
from accounts.models import ApiClient
from config.demo.milly_app import desk, holdings
from policies.enums import PolicyDocument
from policies.models import PolicyAcceptance
from tests.policies.versions import published

AT = "/demo/service/join/"


def offered(client: Client) -> dict[str, str]:
    """What the page shows, each box ticked."""
    html = client.get(AT).content.decode()
    assert not re.search(r"<input[^>]* checked", html)
    hidden = dict(re.findall(r'name="([A-Z_]+)_SHA256" value="([0-9a-f]{64})"', html))
    return {f"{name}_SHA256": sha256 for name, sha256 in hidden.items()} | dict.fromkeys(
        hidden, "on"
    )


@pytest.mark.urls("tests.config.milly_app.service_urls")
@pytest.mark.django_db(transaction=True)
def test_new_member_joins_under_the_texts_in_force_and_is_governed_by_them(
    own_milly_app: Any, live_server: Any, settings: Any
) -> None:
    settings.SITE_URL = live_server.url
    now = timezone.now()
    today = jst_date(now)
    published(today - timedelta(days=800), number="first")
    published(
        today - timedelta(days=90), number="consent", requires_consent=True,
        introduces=["PURPOSE:PARTNER_REPORT"],
    )  # fmt: skip
    published(today - timedelta(days=30), number="newest")
    published(today - timedelta(days=30), number="terms", document=PolicyDocument.TERMS)
    client = Client()
    form = offered(client)
    assert sorted(form) == [
        "PRIVACY_POLICY", "PRIVACY_POLICY_SHA256", "TERMS", "TERMS_SHA256",
    ]  # fmt: skip
    for refused in (form | {"TERMS_SHA256": "0" * 64}, {**form, "PRIVACY_POLICY": ""}, {}):
        assert client.post(AT, refused).status_code == 422
    settings.SITE_URL = "http://127.0.0.1:9"  # nobody answers: nobody is registered
    assert client.post(AT, form).status_code == 503
    assert not PolicyAcceptance.objects.exists()
    settings.SITE_URL = live_server.url
    answer = client.post(AT, form, follow=True)
    member_id = answer.redirect_chain[0][0].partition("=")[2]
    html = re.sub(r"\s+", " ", answer.content.decode())
    assert f"会員{member_id}には、プライバシーポリシーのnewest版が適用されます" in html
    assert "同意を待っている版はありません" in html
    told = PolicyAcceptance.objects.order_by("sequence").values_list(
        "version__number", "joined", "source"
    )
    place = f"API:{ApiClient.objects.get().tag}:REGISTRATION"
    assert list(told) == [("newest", True, place), ("terms", True, place)]
    assert len(holdings.find_members(value=member_id)) == 1
    assert client.get(f"/demo/service/{member_id}/").status_code == 200
    new, old = (desk.governing(member_id=member) or {} for member in (member_id, "M-000001"))
    assert (new["version"], new["blocked"]) == ("newest", [])
    assert (old["version"], old["blocked"]) == ("newest", ["PURPOSE:PARTNER_REPORT"])
