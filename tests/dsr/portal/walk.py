"""A person walks the portal: a company to ask, answers for every page, and ways through."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from accounts.models import User
from config.demo.milly_app.sources import category_rows, purpose_rows
from dsr.cases.models import Case
from dsr.portal.enums import Page
from dsr.portal.forms.pages import FORMS
from dsr.portal.models import Draft
from dsr.portal.services.drafts import save_page
from policies.services.seeding import (
    publish_policy_version,
    seed_register,
    seed_rules,
    set_up_organisation,
)

ANSWERS: dict[Page, dict[str, Any]] = {
    Page.REQUESTER: {"requester_kind": "SELF"},
    Page.NAME: {
        "family_name": "𠮷野",
        "given_name": "花子",
        "family_name_kana": "ヨシノ",
        "given_name_kana": "ハナコ",
        "former_name": "",
        "birth_year": "1990",
        "birth_month": "4",
        "birth_day": "1",
    },
    Page.CONTACT: {
        "postal_code": "1500001",
        "address": "東京都渋谷区見本町1-2-3",
        "registered_address": "",
        "phone": "03-0000-0000",
    },
    Page.MEMBERSHIP: {"member_id": "M-000042", "registered_email": ""},
    Page.SCOPE: {"scope": ["ALL"], "scope_detail": "", "period_from": "", "period_to": ""},
    Page.DELIVERY: {
        "delivery_method": "DOWNLOAD",
        "formats": ["PDF", "CSV", "JSON"],
        "delivery_address": "",
    },
    Page.IDENTITY: {"identity_method": "MEMBER_MATCH"},
    Page.FEE: {"receipt_addressee": ""},
    Page.PURPOSE: {},
}
POLICY_JA = "## 第1条\n個人データの取扱いを定めます。\n\n## 第2条\nお問い合わせに応じます。\n"
POLICY_EN = "## Article 1\nHow we handle personal data.\n\n## Article 2\nWe answer inquiries.\n"


def set_up_company() -> None:
    """Rules, organisation, register and a policy in force."""
    now = datetime(2023, 8, 1, tzinfo=UTC)
    seed_rules(now=now)
    set_up_organisation(
        facts={
            "name_ja": "株式会社ミリー",
            "name_en": "Milly Inc.",
            "contact_mail": "privacy@milly.example",
            "postal_code": "100-0000",
            "address_ja": "東京都千代田区見本町1-1-1",
            "address_en": "1-1-1 Mihon-cho, Chiyoda-ku, Tokyo",
        }
    )
    publish_policy_version(
        number="2023-09-01",
        text_ja=POLICY_JA,
        text_en=POLICY_EN,
        announced_at=now,
        effective_from=datetime(2023, 9, 1, tzinfo=UTC).date(),
        now=now,
    )
    seed_register(purposes=purpose_rows(), categories=category_rows())


def client_of(user: User, **options: Any) -> Client:
    """A signed-in browser without scripts."""
    client = Client(**options)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def hidden(html: str, name: str) -> str:
    """The value of a hidden field of a page."""
    tags = [tag for tag in re.findall(r"<input[^>]*>", html) if f'name="{name}"' in tag]
    found = re.search(r'value="([^"]*)"', tags[0]) if tags else None
    assert found is not None, f"no hidden field {name}"
    return found.group(1)


def opened(client: Client, page: Page) -> dict[str, str]:
    """Open a page and return what its form hides."""
    html = client.get(f"/request/{page.value}/").content.decode()
    return {name: hidden(html, name) for name in ("owner", "revision")}


def answer(client: Client, page: Page, **changes: Any) -> Any:
    """Open a page, type, press continue."""
    data = {**ANSWERS[page], **opened(client, page), **changes}
    return client.post(f"/request/{page.value}/", data)


def answer_all(client: Client) -> None:
    """Every page, in order."""
    for page in Page:
        assert answer(client, page).status_code == 302


def file_request(client: Client) -> Case:
    """From the first page to the filed case."""
    answer_all(client)
    draft = hidden(client.get("/request/check/").content.decode(), "draft")
    sent = client.post("/request/submit/", {"draft": draft})
    return Case.objects.get(reference=sent["Location"].split("/")[2])


def save_all(draft: Draft, **changes: Any) -> None:
    """Every page through its form and the service, without a browser."""
    for page in Page:
        form = FORMS[page]({**ANSWERS[page], "revision": 0, **changes}, today=date(2026, 4, 1))
        assert form.is_valid(), form.errors
        save_page(
            draft_id=draft.pk,
            user_id=draft.user_id,
            page=page,
            answers=form.answers(),
            revision=0,
            now=draft.created_at,
        )
