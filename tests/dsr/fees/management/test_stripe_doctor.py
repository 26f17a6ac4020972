"""stripe_doctor: what is wrong in plain words, and an exit code that says whether all is well."""

import io
import os
import subprocess
import sys
from typing import Any

import pytest
import requests
from django.core.management import CommandError, call_command
from django.utils import translation
from pytest_django import Settings

from dsr.fees.gateways.doctor import NEEDED_EVENTS, endpoint_finding
from dsr.fees.gateways.stripe_client import API_VERSION, close_stripe_clients
from tests.config.stripe_sandbox.stripe_over_http import KEY
from tests.dsr.fees.gateways.test_checks import PRODUCTION

WELL = {
    "STRIPE_SECRET_KEY": "rk_test_x", "STRIPE_WEBHOOK_SECRETS": ["whsec_x"],
    "STRIPE_API_BASE": "", "STRIPE_LIVE_MODE": False, "SITE_URL": "https://portal.example",
}  # fmt: skip


def examine(settings: Settings, *, offline: bool = True, **changed: Any) -> tuple[bool, str]:
    """Whether all is well, and what was said, in Japanese."""
    for name, value in {**WELL, **changed}.items():
        setattr(settings, name, value)
    said = io.StringIO()
    with translation.override("ja"):
        try:
            call_command("stripe_doctor", offline=offline, stdout=said)
        except CommandError as error:
            return error.returncode == 0, f"{said.getvalue()}{error}"
    return True, said.getvalue()


def test_sound_settings_are_well_without_any_network(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*args: object, **kwargs: object) -> None:
        raise AssertionError("asked the network")

    monkeypatch.setattr(requests.Session, "request", no_network)
    well, said = examine(settings)
    assert well
    assert "問題は見つかりませんでした" in said


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"STRIPE_SECRET_KEY": ""}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_SECRET_KEY": "sk_live_x"}, "本番用の鍵は本番環境だけ"),
        ({"STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_LIVE_MODE": True}, "本番用ではありません"),
        ({"STRIPE_WEBHOOK_SECRETS": []}, "STRIPE_WEBHOOK_SECRETS"),
        ({"STRIPE_WEBHOOK_SECRETS": ["we_1abc"]}, "whsec_ で始まらない"),
        ({"SITE_URL": "http://portal.example"}, "https://"),
    ],
)
def test_fault_is_named_in_plain_words_with_a_failing_exit_code(
    settings: Settings, changed: dict[str, Any], sentence: str
) -> None:
    well, said = examine(settings, **changed)
    assert not well
    assert sentence in said
    assert "whsec_x" not in said.replace("whsec_ ", "")  # a secret is never printed


def test_doctor_starts_in_production_where_nothing_else_does() -> None:
    examined = subprocess.run(
        [sys.executable, "manage.py", "stripe_doctor", "--offline"],
        env={**os.environ, **PRODUCTION, "STRIPE_SECRET_KEY": "sk_test_x"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert examined.returncode == 1
    assert "鍵が本番用ではありません" in examined.stdout
    assert "sk_test_x" not in examined.stdout + examined.stderr


def test_two_secrets_are_right_only_while_changing(settings: Settings) -> None:
    well, said = examine(settings, STRIPE_WEBHOOK_SECRETS=["whsec_new", "whsec_old"])
    assert well
    assert "! " in said


def test_practice_stripe_is_asked_and_found_well(sandbox: str, settings: Settings) -> None:
    site = settings.SITE_URL
    well, said = examine(
        settings, offline=False, STRIPE_SECRET_KEY=KEY, STRIPE_API_BASE=sandbox, SITE_URL=site
    )
    assert well, said
    assert said.count("✓") >= 6


def test_stripe_that_cannot_be_reached_is_a_fault_and_no_crash(settings: Settings) -> None:
    well, said = examine(
        settings, offline=False, STRIPE_API_BASE="http://127.0.0.1:9", SITE_URL="http://127.0.0.1"
    )
    close_stripe_clients()
    assert not well
    assert "応答がありません" in said


@pytest.mark.parametrize(
    ("facts", "well"),
    [
        ({}, True),
        ({"events": ["*"]}, True),
        ({"status": None}, False),
        ({"status": "disabled"}, False),
        ({"api_version": "2024-06-20"}, False),
        ({"events": ["charge.refunded"]}, False),
    ],
)
def test_registered_endpoint_is_held_to_address_version_and_events(
    facts: dict[str, object], *, well: bool
) -> None:
    sound = {"status": "enabled", "api_version": API_VERSION, "events": list(NEEDED_EVENTS)}
    finding = endpoint_finding(**{**sound, **facts})  # type: ignore[arg-type]  # facts of many types
    assert (finding.verdict == "WELL") == well
