"""The short door answers as the operation behind it does, byte by byte, or leaves it to it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import close_old_connections, connection
from django.utils import timezone

from accounts.enums import ApiScope
from accounts.services.api_clients import revoke_client
from config.api_handler import ApiHandler, Wsgi, check_before
from consent.api.check_door import answer_before
from consent.enums import Verdict
from consent.selectors.quick_checks import HELD, forget_grounds, quick_check
from policies.models import PolicyVersion
from tests.consent.api.service import ADMINISTRATOR, MEMBER, Service, make_client
from tests.consent.people import make_item, publish_words

pytestmark = pytest.mark.django_db
PATH, MANY = "/api/v1/consents/check", {"PATH_INFO": "/api/v1/consents/check-many"}
GOOD = json.dumps({"member_id": MEMBER, "item": "LOCATION"}).encode()


@pytest.fixture(autouse=True)
def _nothing_held() -> Iterator[None]:
    forget_grounds()
    yield
    forget_grounds()


@pytest.fixture
def service() -> Service:
    make_item()
    return Service(make_client()[1])


def _environ(body: bytes, key: str, **more: Any) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": PATH, "QUERY_STRING": "", "SERVER_NAME": "desk",
        "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http",
        "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {key}", "wsgi.input": BytesIO(body),
    } | more  # fmt: skip


def _ask(application: Wsgi, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    said: list[Any] = []
    request_started.disconnect(close_old_connections)  # as Django's test client does
    body = application(environ, lambda status, headers: said.extend((status, headers)))
    request_started.connect(close_old_connections)
    return said[0], said[1], b"".join(body)


def _same(body: bytes, key: str, **more: Any) -> tuple[int, Any]:
    """The answer, once it is proven that both give it."""
    operation = ApiHandler()
    short = _ask(check_before(operation), _environ(body, key, **more))
    long = _ask(operation, _environ(body, key, **more))
    assert short == long
    return int(short[0][:3]), json.loads(short[2] or b"null")


@pytest.mark.django_db(transaction=True)  # in a transaction the operation's own statement answers
def test_verdicts_are_the_same(service: Service) -> None:
    asked = {"item": "LOCATION", "member_ids": ["M-3", MEMBER, "M-2", "M-3", "M-4"]}
    many = json.dumps(asked).encode()
    service.give(member="M-2")
    service.withdraw(member="M-3")

    def verdict() -> Any:
        assert answer_before(_environ(GOOD, service.key)) is not None  # by the door, not around it
        said = _same(GOOD, service.key)[1]["verdict"]
        of_all = _same(many, service.key, **MANY)[1]
        assert ("M-4" in of_all["refused"]["NO_RECORD"], "M-4" in of_all["allowed"]) == (
            True,
            False,
        )
        assert MEMBER in (of_all["refused"] | {"GIVEN": of_all["allowed"]})[said]
        return said

    said = [verdict()]
    service.give()
    said.append(verdict())
    publish_words("LOCATION", "2", now=timezone.now() + timedelta(seconds=1), asks_again=True)
    forget_grounds()
    said.append(verdict())
    service.give(version="2")
    said.append(verdict())  # also while the earlier words are held for those in force
    now = timezone.now()
    PolicyVersion.objects.create(
        number="2", text_ja="第1条", text_en="Article 1", requires_consent=True, sha256="a" * 64,
        introduces=["ITEM:LOCATION"], announced_at=now - timedelta(days=9),
        published_at=now - timedelta(days=9), effective_from=now.date() - timedelta(days=2),
    )  # fmt: skip
    forget_grounds()
    said.append(verdict())
    service.withdraw()
    said.append(verdict())
    assert said == ["NO_RECORD", "GIVEN", "ASK_AGAIN", "GIVEN", "POLICY_WAITS", "WITHDRAWN"]
    assert _same(GOOD.replace(b"LOCATION", b"NO_SUCH"), service.key)[1]["verdict"] == "UNKNOWN_ITEM"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (b"[" * 100_000, 400),
        (b"null", 422),
        (b'{"member_id": "M-1"}', 422),
        (b'{"member_id": 1, "item": "LOCATION"}', 422),
        (b'{"member_id": "M-1", "item": null}', 422),
        (b'{"member_id": "M-1", "item": "LOCATION", "more": 1}', 422),
        (b'{"member_id": "", "item": "LOCATION"}', 422),
        (b'{"member_id": "M 1", "item": "LOCATION"}', 422),
        (b'{"member_id": "M-1\\n", "item": "LOCATION"}', 422),
        (b'{"member_id": "\\ud800", "item": "LOCATION"}', 422),
        (b'{"member_id": "M-1", "item": "LOCATION\\n"}', 422),
        (b'{"member_id": "M-1", "item": "LOC ATION"}', 422),
        (b'{"member_id": "M-1", "item": "%s"}' % (b"I" * 41), 422),
        (b'{"member_id": "%s", "item": "LOCATION"}' % (b"M" * 101), 422),
        (b'{"member_id": "%s", "item": "%s"}' % (b"~" * 100, b"I" * 40), 200),
        (b'{"item": "LOCATION", "member_id": "x", "member_id": "M-1"}', 200),
        (b' {"item":"LOCATION",\n"member_id":"\\u004d-1"} ', 200),
        (json.dumps({"member_id": "M-1", "item": "LOCATION"}).encode("utf-16"), 200),
        (GOOD + b" " * 2000, 200),
    ],
)
def test_any_body_is_answered_the_same(service: Service, body: bytes, status: int) -> None:
    assert _same(body, service.key)[0] == status


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"item": "LOCATION", "member_ids": [MEMBER, "M-2", MEMBER, "M-3"]}, 200),
        ({"member_ids": ["~" * 100], "item": "LOCATION"}, 200),
        ({"item": "NO_SUCH", "member_ids": [MEMBER]}, 200),
        ({"item": "LOCATION", "member_ids": []}, 422),
        ({"item": "LOCATION", "member_ids": [f"M-{number}" for number in range(1001)]}, 422),
        ({"item": "LOCATION", "member_ids": [MEMBER, "a\nb"]}, 422),
        ({"item": "LOCATION", "member_ids": [MEMBER, ""]}, 422),
        ({"item": "LOCATION", "member_ids": [MEMBER, 1]}, 422),
        ({"item": "LOCATION", "member_ids": [MEMBER, "~" * 101]}, 422),
        ({"item": "LOCATION", "member_ids": MEMBER}, 422),
        ({"item": "LOCATION", "member_ids": {MEMBER: 1}}, 422),
        ({"item": "LOCATION", "member_id": MEMBER}, 422),
        ({"item": 1, "member_ids": [MEMBER]}, 422),
    ],
)
def test_any_question_about_many_is_answered_the_same(
    service: Service, asked: Any, status: int
) -> None:
    service.give()
    service.give(member="M-3")
    service.withdraw(member="M-3")
    body = json.dumps(asked).encode()
    assert _same(body, service.key, **MANY)[0] == status
    if status == 200 and asked["item"] == "LOCATION":
        assert answer_before(_environ(body, service.key, **MANY)) is not None
    assert _same(body, "mdg_00000000_" + "A" * 43, **MANY)[0] == 401


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"REQUEST_METHOD": "GET"}, 405),
        ({"REQUEST_METHOD": "PUT"}, 405),
        ({"HTTP_AUTHORIZATION": ""}, 401),
        ({"HTTP_AUTHORIZATION": "Bearer mdg_00000000_" + "A" * 43}, 401),
        ({"CONTENT_LENGTH": ""}, 422),
        ({"CONTENT_LENGTH": "10"}, 400),
        ({"CONTENT_TYPE": "text/plain"}, 200),
        ({"QUERY_STRING": "member_id=M-2"}, 200),
        ({"wsgi.url_scheme": "https"}, 200),
    ],
)
def test_any_request_is_answered_the_same(
    service: Service, environ: dict[str, str], status: int
) -> None:
    assert _same(GOOD, service.key, **environ)[0] == status


def test_behind_a_proxy_it_is_redirected_and_bound_to_tls_the_same(
    service: Service, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert _same(GOOD, service.key)[0] == 301
    assert _same(GOOD, service.key, HTTP_X_FORWARDED_PROTO="http")[0] == 301
    assert _same(GOOD, service.key, HTTP_X_FORWARDED_PROTO="https")[0] == 200
    answer = _ask(
        check_before(ApiHandler()), _environ(GOOD, service.key, HTTP_X_FORWARDED_PROTO="https")
    )
    assert ("Strict-Transport-Security", "max-age=60") in answer[1]


def test_limits_and_scopes_are_the_same() -> None:
    make_item()
    writer = make_client(ApiScope.WRITE, name="writer")[1]
    assert _same(GOOD, writer)[0] == 403
    busy = make_client(name="busy", per_minute=2)[1]
    assert [_same(GOOD, busy)[0] for _ in range(2)] == [200, 429]
    many = json.dumps({"item": "LOCATION", "member_ids": [MEMBER]}).encode()
    assert (_same(many, writer, **MANY)[0], _same(many, busy, **MANY)[0]) == (403, 429)


@pytest.mark.django_db(transaction=True)
def test_withdrawal_holds_at_once_and_a_revoked_key_soon(service: Service) -> None:
    now = timezone.now()
    client, key = make_client(name="watched", now=now)
    asked: dict[str, Any] = {"key": key, "member_id": MEMBER, "item_code": "LOCATION"}
    service.give()
    assert quick_check(**asked, now=now).answer.verdict == Verdict.GIVEN
    service.withdraw()
    assert quick_check(**asked, now=now).answer.verdict == Verdict.WITHDRAWN
    revoke_client(client_id=client.pk, reason="test", actor=ADMINISTRATOR, now=now)
    assert quick_check(**asked, now=now + HELD).caller is None
    assert timedelta(seconds=1) >= HELD


@pytest.mark.django_db(transaction=True)
def test_database_out_of_reach_is_never_a_yes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_item()
    service = Service(make_client()[1])
    service.give()
    assert _same(GOOD, service.key)[1]["allowed"] is True
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        patch.setitem(connection.settings_dict, "PORT", "1")  # nobody listens there
        connection.close()
        status, said = _same(GOOD, service.key)
        assert (status, said["allowed"]) == (503, False)
    assert _same(GOOD, service.key)[1]["allowed"] is True
    connection.connection.pgconn.finish()  # as when the server was started again
    assert _same(GOOD, service.key)[1]["allowed"] is True
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")  # as psycopg does after a rollback
    answer = answer_before(_environ(GOOD, service.key))
    assert isinstance(answer, bytes)
    assert json.loads(answer)["allowed"] is True
