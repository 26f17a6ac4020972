"""A person walks the portal: a company to ask, answers for every page, and ways through."""

import re
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from accounts.models import User
from config.demo.milly_app.sources import category_rows, purpose_rows
from dsr.cases.models import Case
from dsr.portal.domain.pages import KINDS
from dsr.portal.enums import Page
from dsr.portal.forms.pages import FORMS
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import PageAnswers
from dsr.portal.selectors.journeys import journey_of
from dsr.portal.services.drafts import save_page
from policies.services.seeding import (
    publish_policy_version,
    seed_register,
    seed_rules,
    set_up_organisation,
)

ANSWERS: dict[Page, dict[str, Any]] = {
    Page.REQUESTER: {"asked_by": "SELF"},
    Page.KINDS: {"kinds": ["DISCLOSURE"]},
    Page.AGENT: {
        "agent_family_name": "代理",
        "agent_given_name": "太郎",
        "agent_family_name_kana": "ダイリ",
        "agent_given_name_kana": "タロウ",
        "agent_birth_year": "1960",
        "agent_birth_month": "12",
        "agent_birth_day": "31",
        "relationship": "弁護士",
    },
    Page.AGENT_CONTACT: {
        "agent_postal_code": "5300001",
        "agent_address": "大阪市北区見本町4-5-6",
        "agent_phone": "",
    },
    Page.AUTHORITY: {"mandate_kinds": [kind.value for kind in KINDS[:-1]], "may_receive": "yes"},
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
    Page.CALLED: {"called": "見本"},
    Page.SCOPE: {"scope": ["ALL"], "scope_detail": "", "period_from": "", "period_to": ""},
    Page.CORRECTION: {
        "correction_1_field": "住所",
        "correction_1_current": "旧住所",
        "correction_1_right": "新住所",
        "correction_basis": "住民票",
    },
    Page.SUSPENSION_DATA: {"suspension_scope": ["LOCATION"], "suspension_extent": "2025年分"},
    Page.SUSPENSION_WHY: {"suspension_grounds": ["BEYOND_PURPOSE"], "suspension_detail": "広告"},
    Page.ERASURE_DATA: {"erasure_scope": ["ALL", "USAGE"]},
    Page.ERASURE_WHY: {"erasure_grounds": ["NO_LONGER_NEEDED", "POLICY"]},
    Page.PROVISION_STOP_DATA: {"provision_stop_scope": ["DEVICE"]},
    Page.PROVISION_STOP_WHY: {"provision_stop_grounds": ["PROVIDED_WITHOUT_CONSENT"]},
    Page.INQUIRY: {"nature": "COMPLAINT", "inquiry_text": "返事がありません"},
    Page.DELIVERY: {
        "delivery_method": "DOWNLOAD",
        "formats": ["PDF", "CSV", "JSON"],
        "delivery_address": "",
    },
    Page.IDENTITY: {"identity_method": "MEMBER_MATCH"},
    Page.FEE: {"receipt_addressee": ""},
    Page.PURPOSE: {},
}
OF_A_DISCLOSURE = [
    Page.REQUESTER, Page.KINDS, Page.NAME, Page.CONTACT, Page.MEMBERSHIP, Page.SCOPE,
    Page.DELIVERY, Page.IDENTITY, Page.FEE, Page.PURPOSE,
]  # fmt: skip
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


def answer_all(client: Client, **changes: Any) -> list[str]:
    """Every page, in the order the portal asks; `changes` by field. Returns the addresses."""
    seen: list[str] = []
    address = client.get("/request/")["Location"]
    while address != "/request/check/":
        page = Page(address.split("/")[2])
        assert address not in seen, f"asked twice: {address}"
        seen.append(address)
        told = {name: value for name, value in changes.items() if _is_on(page, name)}
        answered = answer(client, page, **told)
        assert answered.status_code == 302, answered.content.decode()
        address = answered["Location"]
    return seen


def _is_on(page: Page, name: str) -> bool:
    return name in ANSWERS[page] or (page == Page.INQUIRY and name == "about_reference")


def send(client: Client) -> Case:
    """Press the last button on the check page."""
    draft = hidden(client.get("/request/check/").content.decode(), "draft")
    sent = client.post("/request/submit/", {"draft": draft})
    return Case.objects.get(reference=sent["Location"].split("/")[2])


def file_request(client: Client, **changes: Any) -> Case:
    """From the first page to the filed case."""
    answer_all(client, **changes)
    return send(client)


def save_all(draft: Draft, *, on: date = date(2026, 4, 1), **changes: Any) -> list[Page]:
    """Every page a filing needs through its form and the service, without a browser."""
    saved: list[Page] = []
    while pages := journey_of(draft, on=on).to_answer:
        page = pages[0]
        assert page not in saved, f"asked twice: {page}"
        save_one(draft, page, on=on, **changes)
        saved.append(page)
    return saved


def save_one(draft: Draft, page: Page, *, on: date = date(2026, 4, 1), **changes: Any) -> None:
    """One page through its form and the service."""
    journey = journey_of(draft, on=on)
    told = {name: value for name, value in changes.items() if _is_on(page, name)}
    revision = journey.saved.get(page, PageAnswers()).revision
    form = FORMS[page]({**ANSWERS[page], "revision": revision, **told}, facts=journey.facts)
    assert form.is_valid(), form.errors
    save_page(
        draft_id=draft.pk,
        user_id=draft.user_id,
        page=page,
        answers=form.answers(),
        revision=revision,
        now=draft.created_at,
    )
    draft.refresh_from_db()
