"""The short way for services: whose host it answers for, and methods that are no operations."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client

from config.api_handler import HEADERS
from config.wsgi import application
from tests.consent.api.service import make_client
from tests.consent.people import make_item

Answered = tuple[int, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def hosts(settings: Any) -> None:
    """One name of the desk."""
    settings.ALLOWED_HOSTS = ["desk.example"]


def ask(method: str, path: str, *, host: str = "desk.example", **more: Any) -> Answered:
    """Status, headers and body, as the server gets them."""
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SCRIPT_NAME": "",
        "SERVER_NAME": "inside", "SERVER_PORT": "8000", "HTTP_HOST": host,
        "wsgi.url_scheme": "https", "wsgi.input": BytesIO(), **more,
    }  # fmt: skip
    request_started.disconnect(close_old_connections)  # as Django's test client does
    body = b"".join(
        application(environ, lambda status, headers, exc_info=None: said.extend((status, headers)))
    )
    request_started.connect(close_old_connections)
    return int(said[0].split()[0]), dict(said[1]), body


def check(key: str, host: str, scheme: str) -> Answered:
    """A check of consent."""
    body = json.dumps({"member_id": "M-1", "item": "LOCATION"}).encode()
    more = {
        "HTTP_AUTHORIZATION": f"Bearer {key}", "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body), "wsgi.url_scheme": scheme,
    }  # fmt: skip
    return ask("POST", "/api/v1/consents/check", host=host, **more)


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_request_for_another_host_is_a_problem(scheme: str, settings: Any) -> None:
    make_item()
    key = make_client()[1]
    assert check(key, "desk.example", scheme)[0] == 200
    settings.SECURE_SSL_REDIRECT = True  # asks for the host itself
    others = [
        check(key, "evil.example", scheme),
        ask("GET", "/api/v1/items", host="evil.example", **{"wsgi.url_scheme": scheme}),
    ]
    for status, headers, body in others:
        assert (status, headers["Content-Type"]) == (400, "application/problem+json")
        assert json.loads(body)["code"] == "HOST"
        assert b"evil" not in body
        assert HEADERS.items() <= headers.items()
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert int(headers["Content-Length"]) == len(body)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/api/v1/changes", "/api/v1/nothing"])
def test_head_is_get_without_a_body(path: str) -> None:
    signed = {"HTTP_AUTHORIZATION": f"Bearer {make_client()[1]}"}
    got, head = ask("GET", path, **signed), ask("HEAD", path, **signed)
    assert got[2] != b""
    assert head == (got[0], got[1], b"")


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/v1/openapi.json", "GET, HEAD, OPTIONS"),
        ("/api/v1/changes", "GET, HEAD, OPTIONS"),
        ("/api/v1/consents/check", "POST, OPTIONS"),
    ],
)
def test_options_says_which_methods_there_are_and_others_are_refused(
    path: str, methods: str
) -> None:
    status, headers, body = ask("OPTIONS", path)
    assert (status, headers["Allow"], body) == (204, methods, b"")
    assert not {"Content-Type", "Content-Length"} & headers.keys()
    status, headers, _ = ask("DELETE", path)
    assert (status, headers["Allow"]) == (405, methods)


def test_keys_say_which_methods_there_are_to_every_origin() -> None:
    client = Client(headers={"host": "desk.example"})
    told = client.options("/.well-known/jwks.json")
    assert (told.status_code, told["Allow"]) == (200, "GET, HEAD, OPTIONS")
    assert told["Access-Control-Allow-Origin"] == "*"
    assert client.head("/.well-known/jwks.json").status_code == 200
    assert client.post("/.well-known/jwks.json").status_code == 405
