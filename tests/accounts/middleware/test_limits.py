"""Guessing and large bodies: the same limit whichever app serves the page."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.middleware.guesses import MOST
from accounts.models import User
from tests.desk import file_disclosure, make_requester, set_up_desk

pytestmark = pytest.mark.django_db
PAGES = ("", "filed/", "identity/", "identity/documents/", "fee/", "receipt/", "answer/")


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def person() -> User:
    set_up_desk()
    return make_requester()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_guessing_on_any_page_of_a_request_ends_in_not_found_everywhere(
    person: User, page: str
) -> None:
    own = file_disclosure(person)
    client = client_of(person)
    assert client.get(f"/requests/{own.reference}/").status_code == 200
    for number in range(MOST):
        assert client.get(f"/requests/DSR-2026-9{number:05d}/{page}").status_code == 404
    assert client.get(f"/requests/{own.reference}/").status_code == 404
    assert client.get(f"/requests/{own.reference}/filed/").status_code == 404
    assert client.get("/requests/").status_code == 200
    other = make_requester("taro@mail.example")
    theirs = file_disclosure(other)
    assert client_of(other).get(f"/requests/{theirs.reference}/").status_code == 200


def test_guesses_are_counted_for_ten_minutes_from_the_first(
    person: User, settings: Settings
) -> None:
    """By the cache of production: its counter begins a time of its own, five minutes, each time."""
    database = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": database, "LOCATION": "guesses_cache"}}
    call_command("createcachetable")
    own, client, seen = file_disclosure(person), client_of(person), []
    first = timezone.now()
    for second in (*range(MOST), 400, 599, 601):
        with time_machine.travel(first + timedelta(seconds=second), tick=False):
            wrong = "DSR-2026-900000" if second < MOST else own.reference
            seen.append(client.get(f"/requests/{wrong}/").status_code)
    assert seen == [404] * MOST + [404, 404, 200]


@pytest.mark.parametrize("signed_in", [True, False])
def test_body_over_the_limit_is_refused_before_it_is_read(
    person: User, settings: object, *, signed_in: bool
) -> None:
    client = client_of(person) if signed_in else Client()
    declared = 56 * 1024 * 1024
    answer = client.generic(
        "POST", "/requests/DSR-2026-000001/", b"text=x", CONTENT_LENGTH=str(declared),
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert answer.status_code == 413
    assert "55MB" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 30])
def test_odd_length_is_no_error(person: User, length: str) -> None:
    answer = client_of(person).get("/requests/", CONTENT_LENGTH=length)
    assert answer.status_code == 200
