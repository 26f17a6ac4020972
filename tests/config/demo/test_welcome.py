"""The demo's front door, mailbox and tours; and that none of it exists in production."""

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from config.demo.accounts import ACCOUNTS, MANAGER, PASSWORD, set_up_accounts
from config.demo.company import set_up_company
from config.demo.mail_folder import FolderBackend, list_mails, mails_dated
from config.demo.theme_tours import THEMES
from config.demo.tours import TOURS

ROOT = Path(__file__).parents[3]
KEYS = [account.key for account in ACCOUNTS]
MOMENT = datetime(2026, 4, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def desk(db: None) -> Client:
    """A seeded desk without cases, and a browser without scripts."""
    now = timezone.now()
    set_up_company(now=now)
    set_up_accounts(now=now)
    return Client()


@pytest.mark.parametrize("key", KEYS)
def test_one_click_signs_in_and_opens_what_the_role_works_with(desk: Client, key: str) -> None:
    answer = desk.post(f"/demo/sign-in/{key}/")
    expected = "/requests/" if key == "requester" else "/console/"
    assert answer["Location"] == expected
    assert desk.get(expected).status_code == 200


def test_one_click_changes_who_one_is(desk: Client) -> None:
    desk.post("/demo/sign-in/manager/")
    desk.post("/demo/sign-in/requester/")
    assert desk.get("/console/").status_code == 302
    requester = User.objects.get(email="hanako@mail.example")
    assert desk.session["_auth_user_id"] == str(requester.pk)


def test_one_click_is_a_post_and_goes_nowhere_else(desk: Client) -> None:
    assert desk.get("/demo/sign-in/manager/").status_code == 405
    assert desk.post("/demo/sign-in/nobody/").status_code == 404
    answer = desk.post("/demo/sign-in/manager/", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == "/console/"
    answer = desk.post("/demo/sign-in/manager/", {"next": "/demo/tour/manager/"})
    assert answer["Location"] == "/demo/tour/manager/"


def test_one_click_without_the_second_factor_is_refused(desk: Client) -> None:
    user = User.objects.get(email=MANAGER.email)
    user.authenticator_set.all().delete()  # type: ignore[attr-defined]
    assert desk.post("/demo/sign-in/manager/").status_code == 404


def test_long_way_in_works_with_the_printed_password_and_code(desk: Client) -> None:
    answer = desk.post("/accounts/staff/login/", {"login": MANAGER.email, "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    desk.post(answer["Location"], {"code": MANAGER.current_code()})
    assert desk.get("/console/").status_code == 200


def test_seeding_accounts_again_changes_nothing(desk: Client) -> None:
    before = list(User.objects.order_by("pk").values_list("pk", "email", "password"))
    set_up_accounts(now=timezone.now())
    assert list(User.objects.order_by("pk").values_list("pk", "email", "password")) == before


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_are_whole_in_each_language(desk: Client, language: str) -> None:
    desk.get("/demo/", headers={"accept-language": language})
    for path in ("/demo/", "/demo/mail/", *(f"/demo/tour/{role}/" for role in (*TOURS, *THEMES))):
        answer = desk.get(path, headers={"accept-language": language})
        assert answer.status_code == 200
        main = re.sub(r"<[^>]*lang=\"ja\".*?</", "", answer.content.decode().partition("<main")[2])
        words = re.findall(r"[ぁ-んァ-ヶ]{3,}", main.partition("</main>")[0])
        assert bool(words) == (language == "ja"), (path, words)


@pytest.mark.parametrize("role", [*TOURS, *THEMES])
def test_every_step_of_a_tour_leads_somewhere(desk: Client, role: str) -> None:
    desk.post(f"/demo/sign-in/{THEMES[role].account.key if role in THEMES else role}/")
    tour = desk.get(f"/demo/tour/{role}/").content.decode().partition('<ol class="flow">')[2]
    links = re.findall(r'href="([^"]+)"', tour.partition("</ol>")[0])
    assert links != []
    broken = [link for link in links if desk.get(link.replace("&amp;", "&")).status_code >= 400]
    assert [link for link in broken if not link.startswith("/demo/service/")] == []


def test_there_is_a_tour_for_every_account(desk: Client) -> None:
    assert list(TOURS) == KEYS


def send(folder: Path, settings: Settings, *, to: str, body: str) -> None:
    settings.EMAIL_FILE_PATH = folder
    with mails_dated(MOMENT):
        FolderBackend().send_messages([EmailMessage("件名 <b>", body, "a@b.example", [to])])


def test_mailbox_shows_mails_and_only_those_asked_for(
    desk: Client, tmp_path: Path, settings: Settings
) -> None:
    send(tmp_path, settings, to="hanako@mail.example", body="コード 123456")
    send(tmp_path, settings, to="taro@mail.example", body="Your code")
    assert {mail.to for mail in list_mails()} == {"hanako@mail.example", "taro@mail.example"}
    (mail,) = list_mails(to="HANAKO@mail.example")
    assert (mail.at, mail.subject, mail.language) == (MOMENT, "件名 <b>", "ja")
    html = desk.get("/demo/mail/?to=hanako@mail.example").content.decode()
    assert "taro@mail.example" not in html
    page = desk.get(f"/demo/mail/{mail.key}/").content.decode()
    assert "コード 123456" in page
    assert "件名 &lt;b&gt;" in page


@pytest.mark.parametrize("key", ["nothing", "20260401-030000-" + "0" * 32])
def test_mail_that_is_not_there_is_not_found(
    desk: Client, tmp_path: Path, settings: Settings, key: str
) -> None:
    settings.EMAIL_FILE_PATH = tmp_path
    (tmp_path / "nothing.eml").write_text("not ours")
    assert desk.get(f"/demo/mail/{key}/").status_code == 404


def test_every_page_says_that_it_is_the_demo(desk: Client) -> None:
    html = desk.get("/", headers={"accept-language": "en"}).content.decode()
    assert '<nav class="site-notice" aria-label="The demo">' in html


PRODUCTION = {
    "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "desk.example", "SITE_URL": "https://desk.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing", "ENCRYPTION_KEY_RING": "a:b",
    "BLIND_INDEX_KEY": "c", "CONSENT_RECEIPT_KEY": "d",
    "STRIPE_SECRET_KEY": "sk_live_x", "STRIPE_WEBHOOK_SECRETS": "whsec_x",
    "FILES_DIR": "files", "EMAIL_URL": "smtp://mail.example", "DEFAULT_FROM_EMAIL": "a@b.example",
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
}  # fmt: skip
ASK = """
import django; django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.urls import Resolver404, resolve
names = [app.name for app in apps.get_app_configs()]
print([name for name in names if "demo" in name or "sandbox" in name])
for path in "/demo/ /demo/mail/ /demo/sign-in/manager/ /demo/service/ /sandbox/stripe/".split():
    try:
        print(resolve(path))
    except Resolver404:
        print("absent")
print([name for name in get_commands() if "demo" in name or "milly" in name])
print("demo" in str(settings.TEMPLATES))
"""


def test_none_of_it_exists_in_production() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", ASK],
        env={"PATH": os.environ["PATH"], **PRODUCTION},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.stdout.splitlines() == ["[]", *["absent"] * 5, "[]", "False"], answer.stderr


def test_demo_accounts_are_printed_as_json(desk: Client, capsys: Any) -> None:
    call_command("demo_accounts", "--json")
    rows = json.loads(capsys.readouterr().out)
    assert [row["key"] for row in rows] == KEYS
    manager = rows[1]
    assert manager["otpauth_url"].startswith("otpauth://totp/Madoguchi%3Amanager%40milly.example?")
    assert re.fullmatch(r"[0-9]{6}", manager["code"])
    assert rows[0]["password"] == rows[0]["code"] == ""
