"""Code pages: the same for a known and an unknown member (DOMAIN §6, SECURITY 3)."""

import re
import uuid

import pytest
from django.core import mail
from django.test import Client, override_settings

from accounts.jobs.outbox import deliver
from accounts.models import OutboxMessage, User
from dsr.cases.models import Case
from dsr.identity.enums import IdentityMethod
from tests.desk import make_requester, set_up_desk
from tests.dsr.identity.people import checked_case, directory, fresh_client
from tests.dsr.identity.representatives import represented_case

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'(csrfmiddlewaretoken" value=")[^"]*')
OTHER = {"registered_email": "hanako@mail.example"}


@pytest.fixture(autouse=True)
def desk() -> None:
    set_up_desk()


def client_of(user: User) -> Client:
    return fresh_client(user)


def claimed_case(email: str) -> tuple[Case, Client]:
    case, _check, user = checked_case(IdentityMethod.CONTACT_CODE, email=email, claims=OTHER)
    return case, client_of(user)


def seen(case: Case, client: Client, typed: str) -> list[tuple[int, str, str]]:
    """Status, next page and body of the whole walk, without what differs for every case."""
    base = f"/requests/{case.reference}/identity/"
    answers = [
        client.get(base),
        client.post(f"{base}code/"),
        client.get(f"{base}?sent=1"),
        client.post(base, {"code": typed}),
        client.post(base, {"code": typed}),
        client.post(base, {"code": typed}),
        client.post(base, {"code": typed}),
    ]
    walk = []
    for answer in answers:
        body = answer.content.decode().replace(case.reference, "REFERENCE")
        body = TOKEN.sub(r"\1", body)
        body = body.replace(case.requester.email, "ADDRESS")
        place = answer.get("Location", "").replace(case.reference, "REFERENCE")
        walk.append((answer.status_code, place, body))
    return walk


def newest_code() -> str:
    for message in OutboxMessage.objects.filter(template="ONE_TIME_CODE", status="QUEUED"):
        deliver(message_id=message.pk)
    found = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert found is not None
    return found.group(1)


def test_known_and_unknown_contact_see_the_same_status_body_and_next_page() -> None:
    with directory({}):
        known, known_client = claimed_case("a@mail.example")
        first = seen(known, known_client, "x")
        sent = OutboxMessage.objects.filter(template="ONE_TIME_CODE").count()
    with directory():
        unknown, unknown_client = claimed_case("b@mail.example")
        second = seen(unknown, unknown_client, "x")
    assert first == second
    assert [status for status, _, _ in first] == [200, 302, 200, 422, 422, 422, 422]
    assert first[1][1] == "/requests/REFERENCE/identity/?sent=1"
    assert (sent, OutboxMessage.objects.filter(template="ONE_TIME_CODE").count()) == (1, 1)


def test_signed_in_member_and_stranger_see_the_same() -> None:
    with directory({"email": "a@mail.example"}):
        member, _check, member_user = checked_case(email="a@mail.example")
        stranger, _check, stranger_user = checked_case(email="b@mail.example")
        first = seen(member, client_of(member_user), "x")
        second = seen(stranger, client_of(stranger_user), "x")
    assert first == second


def test_right_code_confirms_and_the_page_says_so() -> None:
    with directory({}):
        case, _check, user = checked_case()
        client = client_of(user)
        base = f"/requests/{case.reference}/identity/"
        client.post(f"{base}code/")
        answer = client.post(base, {"code": newest_code()})
        assert (answer.status_code, answer["Location"]) == (302, base)
        page = client.get(base).content.decode()
    case.refresh_from_db()
    assert case.identity_gate == "PASSED"
    assert "ご本人であることを確認しました" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]


@pytest.mark.parametrize("typed", ["", "123", "١٢٣٤٥٦", "9" * 40, "\x00"])
def test_odd_code_is_refused_kindly(typed: str) -> None:
    with directory({}):
        case, _check, user = checked_case()
        client = client_of(user)
        client.post(f"/requests/{case.reference}/identity/code/")
        answer = client.post(f"/requests/{case.reference}/identity/", {"code": typed})
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_sixth_code_within_the_hour_is_explained() -> None:
    with directory({}):
        case, _check, user = checked_case()
        client = client_of(user)
        for _ in range(5):
            client.post(f"/requests/{case.reference}/identity/code/")
        answer = client.post(f"/requests/{case.reference}/identity/code/", follow=True)
    assert "コードの送信回数が上限に達しました" in answer.content.decode()
    assert OutboxMessage.objects.filter(template="ONE_TIME_CODE").count() == 5


def test_silent_directory_is_told_and_nothing_is_sent() -> None:
    case, _check, user = checked_case()
    broken = {"dsn": "host=127.0.0.1 port=1 dbname=none", "by_email": "SELECT 1"}
    with override_settings(MEMBER_DIRECTORY=broken):
        answer = client_of(user).post(f"/requests/{case.reference}/identity/code/", follow=True)
    assert "ただいま確認できません" in answer.content.decode()
    assert not OutboxMessage.objects.filter(template="ONE_TIME_CODE").exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""), ("post", ""), ("post", "code/"), ("post", "method/"), ("get", "documents/"),
        ("post", "documents/"), ("post", "documents/done/"),
        ("post", "documents/00000000-0000-0000-0000-000000000000/delete/"),
    ],
)  # fmt: skip
def test_foreign_case_looks_exactly_like_none(method: str, path: str) -> None:
    case, _check, _user = checked_case(IdentityMethod.DOCUMENT)
    client = client_of(make_requester("taro@mail.example"))
    answers = [
        getattr(client, method)(f"/requests/{reference}/identity/{path}", {"method": "DOCUMENT"})
        for reference in (case.reference, "DSR-2026-999999")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    foreign, none = (TOKEN.sub(r"\1", answer.content.decode()) for answer in answers)
    assert foreign.replace(case.reference, "DSR-2026-999999") == none


def test_stranger_is_sent_to_sign_in() -> None:
    case, _check, _user = checked_case()
    answer = Client().get(f"/requests/{case.reference}/identity/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_other_way_opens_the_documents_page_and_back() -> None:
    case, check, user = checked_case()
    client = client_of(user)
    base = f"/requests/{case.reference}/identity/"
    client.post(f"{base}method/", {"method": "DOCUMENT"})
    assert client.get(base)["Location"] == f"{base}documents/"
    client.post(f"{base}method/", {"method": "MEMBER_MATCH"})
    assert client.get(f"{base}documents/")["Location"] == base
    assert client.post(f"{base}method/", {"method": "TELEPATHY"}).status_code == 404
    check.refresh_from_db()
    assert check.method == "MEMBER_MATCH"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("code/", ""),
        ("method/", ""),
        ("documents/done/", "documents/"),
        (f"documents/{uuid.UUID(int=42)}/delete/", "documents/"),
    ],
)
def test_coming_back_from_signing_in_again_leads_to_the_page(address: str, page: str) -> None:
    case, _check, user = checked_case()
    base = f"/requests/{case.reference}/identity/"
    assert Client().post(base + address)["Location"].endswith(f"?next={base}{address}")
    assert client_of(user).get(base + address)["Location"] == base + page


def test_held_person_is_not_told_that_they_were_confirmed() -> None:
    with directory({}):
        for email in ("hanako@mail.example", "other@mail.example"):
            case, client = claimed_case(email)
            base = f"/requests/{case.reference}/identity/"
            client.post(base + "code/")
            typed = newest_code()
            answer = client.post(base, {"code": typed}, follow=True)
    assert answer.status_code == 200
    assert "ご本人であることを確認しました" not in answer.content.decode()


@pytest.mark.parametrize("method", ["MEMBER_MATCH", "CONTACT_CODE"])
def test_code_needs_a_fresh_sign_in_first(method: str) -> None:
    with directory({}):
        case, _check, user = checked_case(IdentityMethod(method), claims=OTHER)
        client = Client()
        client.force_login(user)
        base = f"/requests/{case.reference}/identity/"
        answers = [client.get(base), client.post(f"{base}code/"), client.post(base, {"code": "1"})]
        assert [answer.status_code for answer in answers] == [302, 302, 302]
        assert all("/reauthenticate/" in answer["Location"] for answer in answers)
        assert not OutboxMessage.objects.filter(template="ONE_TIME_CODE").exists()


def test_documents_need_no_fresh_sign_in() -> None:
    case, _check, user = checked_case(IdentityMethod.DOCUMENT)
    client = Client()
    client.force_login(user)
    assert client.get(f"/requests/{case.reference}/identity/documents/").status_code == 200


def test_representative_is_offered_documents_and_no_code() -> None:
    case = represented_case()
    client = fresh_client(case.requester)
    base = f"/requests/{case.reference}/identity/"
    assert client.get(base)["Location"] == f"{base}documents/"
    client.post(f"{base}method/", {"method": "MEMBER_MATCH"})
    client.post(f"{base}code/")
    assert not OutboxMessage.objects.filter(template="ONE_TIME_CODE").exists()
    html = client.get(f"{base}documents/").content.decode()
    assert "どなたの書類ですか" in html
    assert "登録メールアドレスに届くコード" not in html
