"""The front door says what the rules say, and can be found."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from policies.models import FeeScheduleRow, Organisation, PolicyVersion
from tests.dsr.portal.walk import set_up_company
from tests.policies.versions import published

pytestmark = pytest.mark.django_db
PUBLIC = ("/", "/policy/", "/register/", "/agents/", "/accessibility/")


@pytest.fixture
def client() -> Client:
    set_up_company()
    return Client()


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def publish_fee(amount: int, *, effective_from: date) -> None:
    """A later row like the seeded one: published rows never change."""
    row = FeeScheduleRow.objects.filter(kind="DISCLOSURE").order_by("effective_from", "pk")[0]
    row.pk, row.amount, row.effective_from = None, amount, effective_from
    row.save(force_insert=True)


def test_fee_on_the_front_door_is_the_schedules(client: Client) -> None:
    assert "1,000" in text_of(client, "/")
    publish_fee(2500, effective_from=date(2024, 1, 1))
    html = text_of(client, "/")
    assert "2,500" in html
    assert "1,000" not in html
    publish_fee(0, effective_from=date(2025, 1, 1))
    assert "請求は無料です" in text_of(client, "/")


def test_target_on_the_front_door_is_called_an_aim(client: Client) -> None:
    html = text_of(client, "/")
    assert "14日以内の回答を目安" in html
    assert "法律で決められた期限ではありません" in html


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page_may_be_found_and_leads_to_a_request(client: Client, path: str) -> None:
    html = text_of(client, path)
    assert "noindex" not in html
    assert client.get(path).headers.get("X-Robots-Tag") is None
    assert ('href="/request/"' in html) or ('href="/"' in html)


def test_policy_leads_to_the_request_in_two_steps(client: Client) -> None:
    assert 'href="/"' in text_of(client, "/policy/")
    assert 'href="/request/"' in text_of(client, "/")


def test_policy_in_force_is_shown_in_the_readers_language(client: Client) -> None:
    html = text_of(client, "/policy/")
    assert '2023-09-01版（<span class="nowrap">2023年9月1日</span>施行）' in html
    assert "個人データの取扱いを定めます。" in html
    client.cookies["django_language"] = "en"
    assert "How we handle personal data." in text_of(client, "/policy/")


def test_announced_policy_is_not_shown_before_its_day(client: Client) -> None:
    first = PolicyVersion.objects.get()
    from policies.services.seeding import publish_policy_version

    publish_policy_version(
        number="2999-01-01",
        text_ja="将来の方針",
        text_en="Later policy",
        announced_at=datetime(2026, 1, 1, tzinfo=UTC),
        effective_from=date(2999, 1, 1),
        now=datetime(2026, 1, 1, tzinfo=UTC),
    )
    html = text_of(client, "/policy/")
    assert first.number in html
    assert "将来の方針" not in html


def test_register_shows_what_is_set_and_invents_nothing(client: Client) -> None:
    html = text_of(client, "/register/")
    assert "株式会社ミリー" in html
    assert "代表者" not in html
    assert "安全管理措置" not in html
    Organisation.objects.update(representative_ja="見本 太郎", security_measures_ja="暗号化します")
    html = text_of(client, "/register/")
    assert "見本 太郎" in html
    assert "暗号化します" in html


def test_sitemap_lists_the_public_pages_and_robots_lets_them_be_found(client: Client) -> None:
    today = timezone.localdate()
    published(today, number="terms-1", document="TERMS")
    published(today + timedelta(days=90), number="not-announced")
    sitemap = text_of(client, "/sitemap.xml")
    assert re.findall("<loc>http://testserver(.*?)</loc>", sitemap) == [
        "/", "/policy/", "/terms/", "/policy/versions/", "/register/", "/agents/",
        "/accessibility/", "/policy/versions/2023-09-01/", "/policy/versions/terms-1/",
    ]  # fmt: skip
    for path in ("/terms/", "/policy/versions/terms-1/"):
        text_of(client, path)
    assert text_of(client, "/robots.txt").splitlines() == [
        "User-agent: *",
        "Disallow: /requests/",
        "Disallow: /console/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def test_unknown_address_is_not_found(client: Client) -> None:
    assert client.get("/nothing/").status_code == 404
