"""The snippet's two addresses: what they say, to whom, and what they keep."""

import gzip
import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.selectors.ledgers import verify_ledger
from consent.domain.web_notice import MOST_BYTES
from consent.models import WebChoice
from consent.views.snippet import MOST
from policies.models import ExternalTransmission
from policies.services.seeding import seed_rules

pytestmark = pytest.mark.django_db
OURS = "https://www.milly.example"
MOST_OF_SNIPPET = 6_000  # bytes, compressed (issue 5)
ID = "5f0c9a52-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    cache.clear()
    settings.CONSENT_SNIPPET_ORIGINS = [OURS]
    seed_rules(now=timezone.now())
    make_transmission("session", "NECESSARY")
    make_transmission("analytics-sample", "ANALYTICS")
    make_transmission("ads-sample", "ADVERTISING")


def make_transmission(code: str, group: str) -> ExternalTransmission:
    """One line of the register; every text says its code and language."""
    fields = ("name", "recipient", "what", "why", "their_use", "opt_out")
    texts = {
        f"{field}_{lang}": f"{field} {code} {lang}" for field in fields for lang in ("ja", "en")
    }
    return ExternalTransmission.objects.create(
        code=code, group=group, position=ExternalTransmission.objects.count() + 1, **texts
    )


def notice_of(language: str = "ja") -> dict[str, Any]:
    answer = Client().get("/snippet/notice.json", {"language": language}, headers={"origin": OURS})
    assert answer["Access-Control-Allow-Origin"] == OURS
    assert not answer.cookies
    found: dict[str, Any] = answer.json()
    return found


def send(origin: str | None = OURS, **changes: Any) -> Any:
    body = {
        "id": ID,
        "version": notice_of()["version"],
        "language": "ja",
        "allowed": [],
        "gpc": False,
    }
    headers = {"origin": origin} if origin else {}
    client = Client(enforce_csrf_checks=True)
    return client.post(
        "/snippet/choices/", json.dumps({**body, **changes}), "text/plain", headers=headers
    )


def test_snippet_fits_in_six_kilobytes() -> None:
    path = finders.find("consent/snippet.js")
    assert path
    with open(path, "rb") as file:  # noqa: PTH123 -- finders gives a text
        assert len(gzip.compress(file.read(), 9)) <= MOST_OF_SNIPPET


def test_notice_shows_the_register_by_group_in_one_language() -> None:
    for language, words in (("ja", "すべて許可しない"), ("en", "Allow nothing")):
        notice = notice_of(language)
        shown = [(row["code"], row["optional"]) for row in notice["groups"]]
        assert shown == [("NECESSARY", False), ("ANALYTICS", True), ("ADVERTISING", True)]
        row = notice["groups"][1]["transmissions"][0]
        assert (row["code"], row["what"]) == (
            "analytics-sample",
            f"what analytics-sample {language}",
        )
        assert notice["words"]["refuse"] == words
    assert notice_of("ja")["version"] == notice_of("en")["version"]


def test_other_words_are_another_version_and_stopped_ones_are_not_shown() -> None:
    before = notice_of()["version"]
    ExternalTransmission.objects.filter(code="ads-sample").update(what_en="more")
    changed = notice_of()["version"]
    ExternalTransmission.objects.filter(code="ads-sample").update(active=False)
    after = notice_of()
    assert len({before, changed, after["version"]}) == 3
    assert [row["code"] for row in after["groups"]] == ["NECESSARY", "ANALYTICS"]


def test_choice_is_recorded_without_cookie_and_without_a_person() -> None:
    answer = send(allowed=["ANALYTICS"], gpc=True)
    assert (answer.status_code, answer.json()["id"]) == (201, ID)
    assert answer["Access-Control-Allow-Origin"] == OURS
    assert not answer.cookies
    row = WebChoice.objects.get()
    assert (row.chain, row.origin, row.language, row.by_signal) == (f"web:{ID}", OURS, "ja", True)
    assert (row.offered, row.allowed) == (["ANALYTICS", "ADVERTISING"], ["ANALYTICS"])
    assert row.notice_sha256 == notice_of()["version"]


def test_choices_of_one_browser_form_a_chain_and_a_resent_one_adds_nothing() -> None:
    for allowed in ([], [], ["ANALYTICS"], ["ANALYTICS"], []):
        assert send(allowed=allowed).status_code == 201
    assert send(id=str(uuid.UUID(int=5)), allowed=[]).status_code == 201
    rows = WebChoice.objects.filter(chain=f"web:{ID}").order_by("sequence")
    assert list(rows.values_list("sequence", "allowed")) == [
        (1, []), (2, ["ANALYTICS"]), (3, []),
    ]  # fmt: skip
    assert verify_ledger("consent_webchoice").faults == []


def test_same_choice_under_the_signal_or_made_anew_later_is_proof_of_its_own() -> None:
    """A browser keeps a choice for two years from when it was made last: so does the desk."""
    begin = timezone.now()
    for days, signal in ((0, False), (0.9, False), (0.9, True), (2, True), (700, True)):
        with time_machine.travel(begin + timedelta(days=days), tick=False):
            assert send(allowed=["ANALYTICS"], gpc=signal).status_code == 201
    rows = WebChoice.objects.order_by("sequence").values_list("at", "by_signal")
    assert [((at - begin) / timedelta(days=1), signal) for at, signal in rows] == [
        (0, False), (0.9, True), (2, True), (700, True),
    ]  # fmt: skip


@pytest.mark.parametrize("origin", [None, "https://evil.example", f"{OURS}.evil.example", "null"])
def test_other_sites_may_neither_record_nor_read(origin: str | None) -> None:
    answer = send(origin, allowed=["ANALYTICS"])
    assert (answer.status_code, answer.json()) == (403, {"code": "ORIGIN"})
    assert "Access-Control-Allow-Origin" not in answer
    headers = {"origin": origin} if origin else {}
    assert "Access-Control-Allow-Origin" not in Client().get(
        "/snippet/notice.json", headers=headers
    )
    assert not WebChoice.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"version": "0" * 64}, 409, "OTHER_NOTICE"),
        ({"allowed": ["NECESSARY"]}, 400, "NOT_OFFERED"),
        ({"allowed": ["FUNCTIONAL"]}, 400, "NOT_OFFERED"),
        ({"allowed": [1]}, 400, "UNREADABLE"),
        ({"allowed": None}, 400, "UNREADABLE"),
        ({"allowed": [["ANALYTICS"]]}, 400, "UNREADABLE"),
        ({"allowed": {"ANALYTICS": False}}, 400, "UNREADABLE"),  # no list: no yes
        ({"allowed": ""}, 400, "UNREADABLE"),
        ({"id": "no number"}, 400, "UNREADABLE"),
        ({"id": 5}, 400, "UNREADABLE"),
        ({"language": "fr"}, 400, "UNREADABLE"),
        ({"version": None}, 400, "UNREADABLE"),
        ({"more": "x" * MOST_BYTES}, 400, "UNREADABLE"),
    ],
)
def test_what_is_no_choice_is_refused(changes: dict[str, Any], status: int, code: str) -> None:
    answer = send(**changes)
    assert (answer.status_code, answer.json()) == (status, {"code": code})
    assert not WebChoice.objects.exists()


def test_body_that_is_no_json_object_is_refused() -> None:
    for body in ("", "[]", "5", "null", "{", "\x00", '"text"', "[" * 2000):
        answer = Client().post("/snippet/choices/", body, "text/plain", headers={"origin": OURS})
        assert (answer.status_code, answer.json()) == (400, {"code": "UNREADABLE"})


@time_machine.travel(datetime(2026, 4, 1, 3, 0, tzinfo=UTC), tick=False)
def test_flood_of_one_network_is_stopped() -> None:
    statuses = [
        Client().post("/snippet/choices/", "", "text/plain", headers={"origin": OURS}).status_code
        for _ in range(MOST + 1)
    ]
    assert statuses == [400] * MOST + [429]


def test_busy_network_may_choose_again_in_the_next_ten_minutes(settings: Any) -> None:
    """By the cache of production: its counter begins a new time of its own with every count."""
    database = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": database, "LOCATION": "snippet_cache"}}
    call_command("createcachetable")
    begin, statuses = datetime(2026, 4, 1, 3, 0, tzinfo=UTC), []
    for seconds in (*range(MOST), 300, 599, 601, 1199, 1201):
        with time_machine.travel(begin + timedelta(seconds=seconds), tick=False):
            answer = Client().post("/snippet/choices/", "", "text/plain", headers={"origin": OURS})
            statuses.append(answer.status_code)
    assert statuses == [400] * MOST + [429, 429, 400, 400, 400]
