"""The page of a request: every item, its outcome once told and never more, letters, what to do."""

import re
import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import AccessRecord, User
from dsr.cases.enums import Outcome, OutcomeCode, Status
from dsr.cases.models import Case
from dsr.cases.services.defects import ask_for_correction
from dsr.cases.services.filing import AskedItem
from dsr.cases.services.items import ItemDecision, decide_items, mark_notified
from dsr.cases.services.letters import write_letters
from dsr.portal.selectors.requests import SHOWN_STATUS
from policies.enums import RequestKind
from tests.desk import NOW, file_disclosure, make_requester, staff_actor
from tests.dsr.portal.walk import client_of, file_request, set_up_company

pytestmark = pytest.mark.django_db
CHILD = {"birth_year": "2020", "birth_month": "4", "birth_day": "2"}


@pytest.fixture
def person() -> User:
    cache.clear()
    set_up_company()
    return make_requester()


@pytest.fixture
def client(person: User) -> Client:
    return client_of(person)


def page(client: Client, case: Case) -> str:
    answer = client.get(f"/requests/{case.reference}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def decide(case: Case, outcome: Outcome, code: str = "") -> None:
    items = case.items.order_by("position")
    decisions = [ItemDecision(item_id=item.pk, outcome=outcome, code=code) for item in items]
    decide_items(case_id=case.pk, decisions=decisions, now=NOW)


def asking(person: User, kind: RequestKind) -> Case:
    return file_disclosure(person, items=[AskedItem(kind=kind)])


def told(html: str) -> list[str]:
    """Words of the tags below the heading of the items."""
    part = html[html.index("請求の内容") : html.index("これまでの経過")]
    tags = re.findall(r'<(\w+) class="tag[^"]*">(.*?)</\1>', part, re.DOTALL)
    return [re.sub(r"<[^>]+>|\s+", "", words) for _name, words in tags]


def test_every_item_is_shown_with_what_was_asked(client: Client) -> None:
    kinds = ["DISCLOSURE", "CORRECTION", "ERASURE", "INQUIRY"]
    html = page(client, file_request(client, kinds=kinds))
    for words in ("保有個人データの開示", "訂正・追加・削除", "消去", "苦情・お問い合わせ",
                  "新住所", "返事がありません", "利用する必要がなくなった"):  # fmt: skip
        assert words in html
    assert len(told(html)) == 4


def test_list_names_the_kinds_of_each_request(client: Client) -> None:
    file_request(client, kinds=["ERASURE", "CORRECTION"])
    html = client.get("/requests/").content.decode()
    assert "訂正・追加・削除" in html
    assert "消去" in html


def test_outcome_is_shown_only_once_it_was_told(client: Client, person: User) -> None:
    case = asking(person, RequestKind.ERASURE)
    decide(case, Outcome.DONE)
    assert told(page(client, case)) == ["ご対応をお待ちしています"]
    mark_notified(case_id=case.pk, now=NOW)
    assert told(page(client, case)) == ["実施"]


@pytest.mark.parametrize(
    ("kind", "outcome", "code", "words"),
    [
        (RequestKind.DISCLOSURE, Outcome.REFUSED, "D1", "開示しない"),
        (RequestKind.PROVISION_RECORDS, Outcome.REFUSED, "D3", "開示しない"),
        (RequestKind.PURPOSE_NOTICE, Outcome.REFUSED, "P1", "通知しない"),
        (RequestKind.CORRECTION, Outcome.REFUSED, "C1", "行わない"),
        (RequestKind.SUSPENSION, Outcome.REFUSED, "S2", "行わない"),
        (RequestKind.ERASURE, Outcome.ALTERNATIVE, "S5", "期日を定めた代替措置"),
        (RequestKind.INQUIRY, Outcome.ANSWERED, "", "回答済み"),
    ],
)
def test_outcome_is_said_in_the_words_of_its_kind_without_a_code(
    client: Client, person: User, kind: RequestKind, outcome: Outcome, code: str, words: str
) -> None:
    case = asking(person, kind)
    decide(case, outcome, code)
    mark_notified(case_id=case.pk, now=NOW)
    html = page(client, case)
    assert told(html) == [words]
    assert code == "" or not re.search(rf"\b{code}\b", html)


@pytest.mark.parametrize("kind", list(RequestKind))
def test_existence_not_revealed_reads_exactly_as_non_existence(
    client: Client, person: User, kind: RequestKind
) -> None:
    seen = []
    for code in (OutcomeCode.N1, OutcomeCode.X1):
        case = asking(person, kind)
        decide(case, Outcome.DOES_NOT_EXIST, code)
        mark_notified(case_id=case.pk, now=NOW)
        html = page(client, case).replace(case.reference, "REFERENCE")
        seen.append(re.sub(r'name="[^"]*" value="[^"]*"', "", html))
    assert seen[0] == seen[1]


def test_every_status_has_words_for_the_person() -> None:
    assert set(SHOWN_STATUS) == set(Status)


def test_representative_is_asked_for_documents_of_authority(client: Client) -> None:
    case = file_request(client, asked_by="PARENT", kinds=["ERASURE"], **CHILD)
    html = page(client, case)
    assert "代理権の確認を行う" in html
    assert f'href="/requests/{case.reference}/authority/"' in html
    assert "代理権を確認できる書類をご提出ください" in html
    own = page(client, file_request(client, kinds=["ERASURE"]))
    assert "代理権" not in own


def test_inquiry_is_not_said_to_look_for_data(client: Client) -> None:
    html = page(client, file_request(client, kinds=["INQUIRY"]))
    assert "お問い合わせの内容を確認し、回答を準備します" in html
    assert "データを調査します" not in html
    assert "データを調査します" in page(client, file_request(client, kinds=["ERASURE"]))


def test_filed_copy_names_both_people_and_the_authority(client: Client) -> None:
    case = file_request(client, asked_by="MANDATE", kinds=["ERASURE"], mandate_kinds=["ERASURE"])
    html = client.get(f"/requests/{case.reference}/filed/").content.decode()
    for words in ("代理 太郎", "弁護士", "任意代理人", "𠮷野 花子", "委任の範囲", "受領の権限"):
        assert words in html


def test_filed_copy_of_an_inquiry_shows_no_more_than_was_asked(client: Client) -> None:
    case = file_request(client, kinds=["INQUIRY"])
    html = client.get(f"/requests/{case.reference}/filed/").content.decode()
    assert "返事がありません" in html
    for words in ("生年月日", "受け取り方法", "会員番号"):
        assert words not in html


def test_what_is_to_be_completed_is_shown_with_its_day(client: Client, person: User) -> None:
    case = file_disclosure(person, now=timezone.now())
    defect = ask_for_correction(
        case_id=case.pk, code=OutcomeCode.F3, text="対象の期間を教えてください。",
        actor=staff_actor("reviewer"), now=timezone.now(),
    )  # fmt: skip
    html = page(client, case)
    due = defect.due_date
    assert f"{due.year}年{due.month}月{due.day}日までに、請求の内容を補ってください" in html
    assert "対象の期間を教えてください。" in html


def test_letter_is_downloaded_by_its_owner_alone_and_on_record(
    client: Client, person: User
) -> None:
    case = file_disclosure(person)
    write_letters(case_id=case.pk, now=NOW)
    letter = case.letters.get()
    path = f"/requests/{case.reference}/letters/{letter.pk}/"
    assert f'href="{path}"' in page(client, case)
    before = AccessRecord.objects.count()
    answer: Any = client.get(path)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert AccessRecord.objects.count() == before + 1
    other = client_of(make_requester("taro@mail.example"))
    assert other.get(path).status_code == 404
    assert client.get(f"/requests/{case.reference}/letters/{uuid.uuid4()}/").status_code == 404
