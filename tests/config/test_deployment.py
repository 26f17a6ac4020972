"""What operators read and copy agrees with the settings."""

import base64
import json
import os
import re
import subprocess
import sys

import environ
import pytest

from config.new_secrets import new_secrets
from config.paths import BASE_DIR
from tests.stages import production_environment

READ = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"(,\s*default=)?')
OUTSIDE_SETTINGS = {"DJANGO_SETTINGS_MODULE"}


def _settings() -> dict[str, bool]:
    """Every variable production reads; True where the start fails without it."""
    found: dict[str, bool] = {}
    for name in ("base", "production"):
        text = (BASE_DIR / "config" / "settings" / f"{name}.py").read_text()
        found |= {variable: not default for variable, default in READ.findall(text)}
    return found


def _required() -> set[str]:
    return {name for name, required in _settings().items() if required}


def test_every_setting_is_explained_once() -> None:
    text = (BASE_DIR / "docs" / "operator.md").read_text()
    table = text.split("## Settings")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", table, re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(_settings())
    assert {name for name, default in rows if default.strip() == "none"} == _required()


def test_example_environment_names_every_setting_and_leaves_secrets_empty() -> None:
    text = (BASE_DIR / "deploy" / "app.env.example").read_text()
    given = dict(re.findall(r"^#?([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert given.keys() == _settings().keys() | OUTSIDE_SETTINGS
    empty = {name for name, value in given.items() if not value}
    assert empty == {*new_secrets(), "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"}


def test_deployment_check_is_given_every_required_setting() -> None:
    assert _required() - production_environment().keys() == set()


def test_new_secrets_are_strong_and_never_the_same() -> None:
    first, second = new_secrets(), new_secrets()
    assert first.keys() == {
        "SECRET_KEY", "ENCRYPTION_KEY_RING", "BLIND_INDEX_KEY", "CONSENT_RECEIPT_KEY",
    }  # fmt: skip
    assert not set(first.values()) & set(second.values())
    name, key = first["ENCRYPTION_KEY_RING"].split(":")
    assert (name, len(base64.b64decode(key))) == ("k1", 32)
    assert len(base64.b64decode(first["BLIND_INDEX_KEY"])) == 32


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://madoguchi_owner@:5432/madoguchi?host=/run/madoguchi-0123456789ab",
        "postgresql://madoguchi_owner@:5432/madoguchi?host=%2Frun%2Fmadoguchi-0123456789ab",
    ],
)
def test_address_of_the_embedded_server_is_understood_by_the_settings(url: str) -> None:
    read = environ.Env().db_url_config(url)
    assert (read["USER"], read["PORT"], read["NAME"]) == ("madoguchi_owner", 5432, "madoguchi")
    assert read["OPTIONS"] == {"host": "/run/madoguchi-0123456789ab"}


def test_server_without_named_settings_asks_for_secrets_and_is_no_demo() -> None:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    started = subprocess.run(
        [sys.executable, "-c", "import config.wsgi"],
        cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert started.returncode == 1
    assert "Set the SECRET_KEY environment variable" in started.stderr


def test_production_is_told_where_members_are_looked_up() -> None:
    directory = {"dsn": "postgresql://reader@db.internal/members", "by_email": "SELECT 1"}
    printed = subprocess.run(
        [
            sys.executable, "-c",
            "import json, config.settings.production as s; print(json.dumps(s.MEMBER_DIRECTORY))",
        ],
        cwd=BASE_DIR, capture_output=True, text=True, check=True,
        env={**os.environ, **production_environment(), "MEMBER_DIRECTORY": json.dumps(directory)},
    )  # fmt: skip
    assert json.loads(printed.stdout) == directory


def test_every_cookie_of_production_travels_by_https_only() -> None:
    asked = (
        "import config.settings.production as s; "
        "print([name for name in dir(s) if name.endswith('_SECURE') and getattr(s, name)])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=BASE_DIR, capture_output=True, text=True, check=True,
        env={**os.environ, **production_environment()},
    )  # fmt: skip
    assert printed.stdout.strip() == (
        "['CSRF_COOKIE_SECURE', 'LANGUAGE_COOKIE_SECURE', 'SESSION_COOKIE_SECURE']"
    )
