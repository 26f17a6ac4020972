"""The wizard for every kind and every requester: pages come and go, nothing typed is lost."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from dsr.cases.models import Case
from dsr.cases.selectors.claims import item_detail
from dsr.portal.domain.pages import KINDS
from dsr.portal.enums import Page
from dsr.portal.forms.pages import FORMS
from dsr.portal.models import Draft
from dsr.portal.selectors.drafts import answers_of
from dsr.portal.selectors.journeys import journey_from
from tests.desk import file_disclosure, make_requester
from tests.dsr.portal.walk import (
    ANSWERS,
    answer,
    answer_all,
    client_of,
    file_request,
    hidden,
    opened,
    send,
    set_up_company,
)

pytestmark = pytest.mark.django_db
CHILD = {"birth_year": "2020", "birth_month": "4", "birth_day": "2"}


@pytest.fixture
def person() -> User:
    set_up_company()
    return make_requester()


@pytest.fixture
def client(person: User) -> Client:
    return client_of(person)


def saved(person: User) -> dict[str, Any]:
    return answers_of(Draft.objects.get(user=person, case__isnull=True))


def slugs(addresses: list[str]) -> list[str]:
    return [address.split("/")[2] for address in addresses]


def press(client: Client, page: Page, **data: Any) -> Any:
    """Any button of a page's form."""
    return client.post(f"/request/{page.value}/", {**opened(client, page), **data})


def test_pages_of_every_kind_are_asked_in_order_and_filed_at_once(client: Client) -> None:
    kinds = [kind.value for kind in KINDS]
    assert slugs(answer_all(client, kinds=kinds)) == [
        "who", "kinds", "name", "contact", "membership", "scope", "correction", "suspension",
        "suspension-why", "erasure", "erasure-why", "provision-stop", "provision-stop-why",
        "inquiry", "delivery", "identity", "fee", "purpose",
    ]  # fmt: skip
    html = client.get("/request/check/").content.decode()
    for words in ("旧住所", "新住所", "利用する必要がなくなった", "返事がありません", "2025年分"):
        assert words in html
    assert send(client).items.count() == 8


def _facts() -> Any:
    from datetime import date

    return journey_from({}, on=date(2026, 4, 1)).facts


def test_no_two_pages_share_a_field_and_every_address_can_be_parked() -> None:
    set_up_company()
    names = [
        name for page in Page for name in FORMS[page](facts=_facts()).fields if name != "revision"
    ]
    assert len(set(names)) == len(names)
    assert max(len(page.value) for page in Page) <= 20


@pytest.mark.parametrize(
    ("by", "extra"),
    [("PARENT", CHILD), ("MINOR_GUARDIAN", CHILD), ("ADULT_GUARDIAN", {}), ("MANDATE", {})],
)
def test_representative_is_asked_about_both_people_and_told_what_to_show(
    client: Client, by: str, extra: dict[str, str]
) -> None:
    documents = {
        "PARENT": "親権者であることが分かる戸籍謄本・抄本または住民票",
        "MINOR_GUARDIAN": "未成年後見人であることが分かる戸籍謄本・抄本",
        "ADULT_GUARDIAN": "登記事項証明書",
        "MANDATE": "委任状（作成から3か月以内",
    }
    asked = slugs(answer_all(client, asked_by=by, kinds=["ERASURE"], **extra))
    assert asked[:8] == [
        "who", "kinds", "agent", "agent-contact", "authority", "name", "contact", "membership",
    ]  # fmt: skip
    assert "identity" not in asked
    assert documents[by] in client.get("/request/authority/").content.decode()
    assert "ご本人のお名前と生年月日" in client.get("/request/name/").content.decode()
    case = send(client)
    assert case.authority_gate == "OPEN"


@pytest.mark.parametrize("by", ["PARENT", "MINOR_GUARDIAN"])
def test_adult_is_not_asked_for_by_a_parent_or_guardian_of_a_minor(client: Client, by: str) -> None:
    answer(client, Page.REQUESTER, asked_by=by)
    refused = answer(client, Page.NAME)
    assert refused.status_code == 422
    assert "ご本人が18歳以上のため" in refused.content.decode()


def test_person_who_turns_out_to_be_asked_for_by_a_parent_is_said_so_at_their_age(
    client: Client,
) -> None:
    answer_all(client, kinds=["ERASURE"])
    changed = client.post(
        "/request/who/?change=1", {**opened(client, Page.REQUESTER), "asked_by": "PARENT"}
    )
    assert changed["Location"] == "/request/agent/?change=1"
    html = client.get("/request/name/").content.decode()
    assert "ご本人が18歳以上のため" in html
    assert 'value="1990"' in html


def test_heirs_and_spouses_are_told_to_bring_a_mandate(client: Client) -> None:
    html = client.get("/request/who/").content.decode()
    assert "配偶者、相続人、保佐人、補助人の方も、ご本人の委任状が必要です" in html


def test_mandate_that_does_not_name_a_chosen_kind_is_refused(client: Client) -> None:
    answer(client, Page.REQUESTER, asked_by="MANDATE")
    answer(client, Page.KINDS, kinds=["ERASURE", "DISCLOSURE", "INQUIRY"])
    refused = answer(client, Page.AUTHORITY, mandate_kinds=["DISCLOSURE"])
    assert refused.status_code == 422
    assert "次の請求も選ばれています：消去。" in refused.content.decode()
    covered = answer(client, Page.AUTHORITY, mandate_kinds=["DISCLOSURE", "ERASURE"])
    assert covered["Location"] == "/request/name/"


def test_kind_added_later_asks_its_pages_and_what_no_longer_fits(client: Client) -> None:
    answer_all(client, asked_by="MANDATE", kinds=["ERASURE"], mandate_kinds=["ERASURE"])
    data = {**opened(client, Page.KINDS), "kinds": ["ERASURE", "DISCLOSURE"]}
    address = client.post("/request/kinds/?change=1", data)["Location"]
    assert address == "/request/authority/?change=1"
    html = client.get(address).content.decode()
    assert "次の請求も選ばれています：保有個人データの開示" in html
    asked = []
    while address != "/request/check/":
        page = Page(address.split("/")[2])
        asked.append(page)
        address = client.post(address, {**ANSWERS[page], **opened(client, page)})["Location"]
    assert asked == [Page.AUTHORITY, Page.SCOPE, Page.DELIVERY, Page.FEE]
    assert [item.kind for item in send(client).items.order_by("position")] == [
        "DISCLOSURE", "ERASURE",
    ]  # fmt: skip


def test_kind_taken_out_drops_its_pages_and_keeps_what_was_typed(
    client: Client, person: User
) -> None:
    answer_all(client, kinds=["CORRECTION", "DISCLOSURE"])
    changed = client.post(
        "/request/kinds/?change=1", {**opened(client, Page.KINDS), "kinds": ["DISCLOSURE"]}
    )
    assert changed["Location"] == "/request/check/"
    assert "新住所" not in client.get("/request/check/").content.decode()
    assert client.get("/request/correction/")["Location"] == "/request/"
    assert saved(person)["corrections"][0]["right"] == "新住所"
    case = send(client)
    assert [item.kind for item in case.items.all()] == ["DISCLOSURE"]


def test_page_of_a_kind_taken_out_in_another_window_is_still_saved(
    client: Client, person: User
) -> None:
    answer(client, Page.REQUESTER)
    answer(client, Page.KINDS, kinds=["CORRECTION"])
    typed = {**ANSWERS[Page.CORRECTION], **opened(client, Page.CORRECTION)}
    answer(client, Page.KINDS, kinds=["DISCLOSURE"])
    assert client.post("/request/correction/", typed).status_code == 302
    assert saved(person)["corrections"][0]["right"] == "新住所"


@pytest.mark.parametrize(
    ("page", "field", "foreign"),
    [
        (Page.SUSPENSION_WHY, "suspension_grounds", "PROVIDED_WITHOUT_CONSENT"),
        (Page.ERASURE_WHY, "erasure_grounds", "PROVIDED_WITHOUT_CONSENT"),
        (Page.PROVISION_STOP_WHY, "provision_stop_grounds", "BEYOND_PURPOSE"),
    ],
)
def test_ground_of_another_kind_is_neither_offered_nor_taken(
    client: Client, page: Page, field: str, foreign: str
) -> None:
    answer(client, Page.KINDS, kinds=["SUSPENSION", "ERASURE", "PROVISION_STOP"])
    assert f'value="{foreign}"' not in client.get(f"/request/{page.value}/").content.decode()
    assert press(client, page, **{field: [foreign]}).status_code == 422
    assert press(client, page, **{field: []}).status_code == 422
    assert press(client, page, **{field: ["POLICY"]}).status_code == 302


def test_erasure_promises_nothing_absolute(client: Client) -> None:
    answer(client, Page.KINDS, kinds=["ERASURE"])
    html = client.get("/request/erasure-why/").content.decode()
    assert "誰のデータか分からない状態にすること" in html
    assert "保存期間が終わった時点で消去する" in html


def test_disclosure_is_asked_for_no_reason_and_no_ground(client: Client) -> None:
    answer(client, Page.KINDS, kinds=["DISCLOSURE", "PURPOSE_NOTICE", "PROVISION_RECORDS"])
    html = client.get("/request/scope/").content.decode()
    assert "理由を書く必要はありません" in html
    assert "grounds" not in html
    checked = re.findall(r'value="(\w+)"[^>]*checked', html)
    assert checked == ["ALL"]


def test_inquiry_offers_own_requests_alone(client: Client, person: User) -> None:
    own = file_disclosure(person)
    foreign = file_disclosure(make_requester("taro@mail.example"))
    answer(client, Page.KINDS, kinds=["INQUIRY"])
    html = client.get("/request/inquiry/").content.decode()
    assert f'value="{own.reference}"' in html
    assert foreign.reference not in html
    typed = {"nature": "COMPLAINT", "inquiry_text": "x"}
    refused = press(client, Page.INQUIRY, **typed, about_reference=foreign.reference)
    assert refused.status_code == 422
    case = file_request(client, kinds=["INQUIRY"], about_reference=own.reference)
    assert item_detail(case.items.get())["about_reference"] == own.reference


def test_kinds_page_says_article_and_fee_of_each(client: Client) -> None:
    html = client.get("/request/kinds/").content.decode()
    for words in ("第33条第1項", "第32条第2項", "第33条第5項", "第34条", "第35条", "第40条"):
        assert words in html
    assert html.count("手数料：1,000円") == 1
    assert html.count("無料") == 7
    assert "サービスの設定からすぐに停止できます" in html


@pytest.mark.parametrize(
    ("kinds", "ways", "formats"),
    [
        (["DISCLOSURE"], ["DOWNLOAD", "PAPER", "MEDIA"], True),
        (["ERASURE"], ["DOWNLOAD", "PAPER"], False),
        (["PURPOSE_NOTICE"], ["DOWNLOAD", "PAPER"], False),
    ],
)
def test_delivery_page_offers_what_fits(
    client: Client, kinds: list[str], ways: list[str], formats: bool
) -> None:
    answer(client, Page.KINDS, kinds=kinds)
    html = client.get("/request/delivery/").content.decode()
    assert re.findall(r'name="delivery_method"\s+value="(\w+)"', html) == ways
    assert ('name="formats"' in html) == formats


def test_agent_who_may_not_receive_chooses_no_download_and_no_address(client: Client) -> None:
    answer(client, Page.REQUESTER, asked_by="MANDATE")
    answer(client, Page.KINDS, kinds=["DISCLOSURE"])
    answer(client, Page.AUTHORITY, may_receive="no")
    html = client.get("/request/delivery/").content.decode()
    assert re.findall(r'name="delivery_method"\s+value="(\w+)"', html) == ["PAPER", "MEDIA"]
    assert "delivery_address" not in html
    assert answer(client, Page.DELIVERY, delivery_method="DOWNLOAD").status_code == 422


def test_free_request_shows_no_fee_page_and_says_so(client: Client) -> None:
    assert "fee" not in slugs(answer_all(client, kinds=["ERASURE"]))
    assert "この請求は無料です" in client.get("/request/check/").content.decode()
    assert client.get("/request/fee/")["Location"] == "/request/"


def test_mixed_request_pays_once(client: Client) -> None:
    answer_all(client, kinds=["DISCLOSURE", "ERASURE"])
    assert "1,000" in client.get("/request/check/").content.decode()
    assert [fee.amount for fee in _fees(send(client))] == [1000]


def _fees(case: Case) -> list[Any]:
    from dsr.fees.models import Fee

    return list(Fee.objects.filter(case=case))


def test_purposes_are_told_before_sending(client: Client) -> None:
    answer_all(client, asked_by="ADULT_GUARDIAN", kinds=["CORRECTION"])
    html = client.get("/request/check/").content.decode()
    told = html.index("代理権の確認と、必要な場合のご本人へのお知らせ")
    assert told < html.index("この内容で請求する")
    assert hidden(html, "draft") == str(Draft.objects.get(case__isnull=True).pk)
