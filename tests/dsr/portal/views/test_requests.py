"""My requests: only mine, whatever is guessed; messages once; withdrawal after being told."""

import re
import uuid
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.middleware.guesses import MOST as GUESSES
from accounts.models import User
from dsr.cases.enums import OutcomeCode
from dsr.cases.models import Case, CaseMessage
from dsr.cases.services.defects import ask_for_correction
from dsr.cases.services.messages import send_message
from dsr.fees.models import Fee
from dsr.fees.services.waivers import waive_fee
from dsr.portal.models import ParkedPage
from dsr.portal.selectors.requests import PAGE_SIZE
from dsr.portal.services.parking import park_page
from dsr.portal.views.parking import message_slot
from tests.accounts.gateways import uploads
from tests.desk import file_disclosure, make_requester, staff_actor
from tests.dsr.portal.walk import client_of, file_request, hidden, set_up_company

pytestmark = pytest.mark.django_db
# The token is random, and the language switch repeats the address that was asked for.
SAYS_ITSELF = re.compile(r'name="(?:csrfmiddlewaretoken|next)" value="[^"]*"')
PAGES = ("", "submitted/", "filed/", "withdraw/")
LIST_QUERIES = 6  # one of them: is there a policy to agree to
REQUEST_QUERIES = 10
MOST_QUERIES = 12  # with an unread message, files, words to give back and something to complete


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    set_up_company()
    return make_requester()


@pytest.fixture
def client(person: User) -> Client:
    return client_of(person)


def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def send(client: Client, case: Case, text: str, token: str | None = None) -> int:
    data = {"text": text, "send_token": token or str(uuid.uuid4())}
    return client.post(f"/requests/{case.reference}/", data).status_code


@pytest.mark.parametrize("page", PAGES)
def test_foreign_request_looks_exactly_like_none(client: Client, page: str) -> None:
    foreign = file_disclosure(make_requester("taro@mail.example"))
    answers = [
        client.get(f"/requests/{reference}/{page}")
        for reference in (foreign.reference, "DSR-2026-999999", "x" * 200, "𠮷")
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    bodies = {SAYS_ITSELF.sub("", answer.content.decode()) for answer in answers}
    assert len(bodies) == 1
    assert all(foreign.reference not in body for body in bodies)


@pytest.mark.parametrize("page", ["", "withdraw/"])
def test_foreign_request_takes_no_post(client: Client, page: str) -> None:
    foreign = file_disclosure(make_requester("taro@mail.example"))
    data = {"text": "hello", "send_token": str(uuid.uuid4())}
    assert client.post(f"/requests/{foreign.reference}/{page}", data).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.status, CaseMessage.objects.count()) == ("RECEIVED", 0)


def test_guessing_is_slowed_until_even_ones_own_is_not_found(client: Client, person: User) -> None:
    own = file_disclosure(person)
    for number in range(GUESSES):
        assert client.get(f"/requests/{own.reference}/").status_code == 200
        assert client.get(f"/requests/DSR-2026-9{number:05d}/").status_code == 404
    assert client.get(f"/requests/{own.reference}/").status_code == 404
    other = make_requester("taro@mail.example")
    theirs = file_disclosure(other)
    assert client_of(other).get(f"/requests/{theirs.reference}/").status_code == 200


def test_list_is_empty_then_newest_first(client: Client, person: User) -> None:
    assert "まだ請求はありません" in client.get("/requests/").content.decode()
    first, second = file_disclosure(person), file_disclosure(person)
    file_disclosure(make_requester("taro@mail.example"))
    html = client.get("/requests/").content.decode()
    assert html.index(second.reference) < html.index(first.reference)
    assert html.count("card__title") == 2
    assert "2026年4月1日受付" in html


def test_list_needs_as_many_queries_for_three_rows_as_for_one(client: Client, person: User) -> None:
    file_disclosure(person)
    one = queries_of(client, "/requests/")
    file_disclosure(person)
    file_disclosure(person)
    assert (one, queries_of(client, "/requests/")) == (LIST_QUERIES, LIST_QUERIES)


def test_request_page_needs_as_many_queries_for_three_messages_as_for_one(
    client: Client, person: User
) -> None:
    case = file_disclosure(person)
    send(client, case, "one")
    client.get(f"/requests/{case.reference}/")  # the banner of the message is shown once
    one = queries_of(client, f"/requests/{case.reference}/")
    send(client, case, "two")
    send(client, case, "three")
    client.get(f"/requests/{case.reference}/")
    three = queries_of(client, f"/requests/{case.reference}/")
    assert (one, three) == (REQUEST_QUERIES, REQUEST_QUERIES)


def test_request_page_with_everything_on_it_stays_within_twelve_queries(
    client: Client, person: User
) -> None:
    case, reviewer = file_request(client), staff_actor("reviewer")
    image = SimpleUploadedFile("a.jpg", uploads.encoded(uploads.picture(), "JPEG"))
    token = str(uuid.uuid4())
    client.post(f"/requests/{case.reference}/", {"text": "x", "send_token": token, "files": image})
    assert client.get(f"/requests/{case.reference}/").status_code == 200  # told of it once
    send_message(
        case_id=case.pk, text="ご確認ください。", send_token=uuid.uuid4(),
        actor=reviewer, now=timezone.now(),
    )  # fmt: skip
    ask_for_correction(
        case_id=case.pk, code=OutcomeCode.F3, text="住所を補ってください。",
        actor=reviewer, now=timezone.now(),
    )  # fmt: skip
    park_page(
        user_id=person.pk, page=message_slot(case.reference),
        posted={"text": ["書きかけの返事"], "send_token": [token]}, now=timezone.now(),
    )  # fmt: skip
    with CaptureQueriesContext(connection) as seen:
        html = client.get(f"/requests/{case.reference}/").content.decode()
    for words in ("住所を補ってください。", "書きかけの返事", "a.jpg"):
        assert words in html
    assert not CaseMessage.objects.filter(direction="TO_REQUESTER", read_at=None).exists()
    assert len(seen) == MOST_QUERIES


def test_list_goes_on_after_a_page(client: Client, person: User) -> None:
    cases = [file_disclosure(person) for _ in range(PAGE_SIZE + 1)]
    html = client.get("/requests/").content.decode()
    assert cases[0].reference not in html
    assert f'href="?before={cases[1].pk}"' in html
    rest = client.get(f"/requests/?before={cases[1].pk}").content.decode()
    assert (rest.count("card__title"), cases[0].reference in rest) == (1, True)


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣", "²", ""])
def test_odd_cursor_is_no_error(client: Client, before: str) -> None:
    assert client.get("/requests/", {"before": before}).status_code == 200


def test_submitted_page_says_reference_arrival_and_what_to_do(client: Client) -> None:
    case = file_request(client)
    html = client.get(f"/requests/{case.reference}/submitted/").content.decode()
    day = f"{case.arrival_date.year}年{case.arrival_date.month}月{case.arrival_date.day}日"
    assert case.reference in html
    assert day in html
    assert html.index(f"/requests/{case.reference}/fee/") < html.index(
        f"/requests/{case.reference}/identity/"
    )


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 4, 1, 14, 30, tzinfo=UTC), "2026年4月1日"),
        (datetime(2026, 4, 1, 15, 30, tzinfo=UTC), "2026年4月2日"),
    ],
)
def test_arrival_is_the_day_in_japan(client: Client, person: User, at: datetime, day: str) -> None:
    case = file_disclosure(person, now=at)
    html = client.get(f"/requests/{case.reference}/filed/").content.decode()
    assert f"{day}受付" in html


def test_filed_copy_shows_what_was_sent_and_no_more(client: Client) -> None:
    case = file_request(client)
    html = client.get(f"/requests/{case.reference}/filed/").content.decode()
    for words in ("𠮷野 花子", "1990年4月1日", "150-0001 東京都渋谷区見本町1-2-3", "M-000042"):
        assert words in html


def test_page_is_in_english_for_an_english_reader(client: Client, person: User) -> None:
    case = file_disclosure(person)
    client.cookies["django_language"] = "en"
    html = client.get(f"/requests/{case.reference}/filed/").content.decode()
    assert "received on 1 April 2026" in html


def test_message_is_kept_once_and_shown(client: Client, person: User) -> None:
    case = file_disclosure(person)
    html = client.get(f"/requests/{case.reference}/").content.decode()
    token = hidden(html, "send_token")
    assert [send(client, case, "何日に届きますか 🗝", token) for _ in range(2)] == [302, 302]
    assert CaseMessage.objects.count() == 1
    assert "何日に届きますか 🗝" in client.get(f"/requests/{case.reference}/").content.decode()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "メッセージを入力してください"),
        ("番号は123456789018です", "マイナンバー（個人番号）のようです"),
        ("長" * 5001, "メッセージが長すぎます"),
    ],
)
def test_refused_message_is_explained_and_given_back(
    client: Client, person: User, text: str, words: str
) -> None:
    case = file_disclosure(person)
    data = {"text": text, "send_token": str(uuid.uuid4())}
    refused = client.post(f"/requests/{case.reference}/", data)
    html = refused.content.decode()
    assert refused.status_code == 422
    assert words in html
    assert text in html
    assert CaseMessage.objects.count() == 0


def test_withdrawal_asks_first_and_happens_once(client: Client, person: User) -> None:
    case = file_disclosure(person)
    path = f"/requests/{case.reference}/withdraw/"
    assert client.get(path).status_code == 200
    case.refresh_from_db()
    assert case.status == "RECEIVED"
    assert client.post(path)["Location"] == f"/requests/{case.reference}/"
    case.refresh_from_db()
    assert case.status == "WITHDRAWN"
    assert "取り下げました" in client.get(f"/requests/{case.reference}/").content.decode()
    assert client.get(path)["Location"] == f"/requests/{case.reference}/"
    again = client.post(path, follow=True).content.decode()
    assert "取り下げられない段階" in again


def test_withdrawal_asks_again_when_something_happened_since_the_page_was_read(
    client: Client, person: User
) -> None:
    case = file_disclosure(person)
    path = f"/requests/{case.reference}/withdraw/"
    seen = hidden(client.get(path).content.decode(), "seen")
    client.post(f"/requests/{case.reference}/", {"text": "質問です", "send_token": uuid.uuid4()})
    assert client.post(path, {"seen": seen})["Location"] == path
    case.refresh_from_db()
    assert case.status == "RECEIVED"
    seen = hidden(client.get(path).content.decode(), "seen")
    client.post(path, {"seen": seen})
    case.refresh_from_db()
    assert case.status == "WITHDRAWN"


def test_message_reaches_the_desk_even_after_withdrawal(client: Client, person: User) -> None:
    case = file_disclosure(person)
    client.post(f"/requests/{case.reference}/withdraw/")
    assert send(client, case, "やはりお願いします") == 302
    assert CaseMessage.objects.count() == 1


def test_message_sent_after_the_session_ran_out_comes_back(person: User) -> None:
    case = file_disclosure(person)
    path = f"/requests/{case.reference}/"
    client = client_of(person)
    html = client.get(path).content.decode()
    data = {name: hidden(html, name) for name in ("owner", "send_token")} | {"text": "長い話 🗝"}
    client.logout()
    assert client.post(path, data)["Location"] == f"/accounts/login/?next={quote(path, safe='')}"
    client = client_of(person)
    for _ in range(2):
        assert "長い話 🗝</textarea>" in client.get(path).content.decode()
    assert client.post(path, data).status_code == 302
    assert CaseMessage.objects.count() == 1
    html = client.get(path).content.decode()
    assert "長い話 🗝</textarea>" not in html
    assert "長い話 🗝" in html
    assert ParkedPage.objects.count() == 0


def test_withdrawal_says_nothing_was_paid_only_where_it_is_so(client: Client) -> None:
    case = file_request(client)
    path = f"/requests/{case.reference}/withdraw/"
    unpaid = "まだお支払いいただいていない"
    assert unpaid in client.get(path).content.decode()
    waive_fee(
        fee_id=Fee.objects.get(case=case).pk,
        reason="障害のため",
        actor=staff_actor("finance"),
        now=timezone.now(),
    )
    assert unpaid not in client.get(path).content.decode()
