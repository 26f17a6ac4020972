"""The sandbox runs beside test keys only, and says what it holds."""

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from config.stripe_sandbox.checks import check_sandbox
from config.stripe_sandbox.personal_data.holding import HOLDING


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("STRIPE_LIVE_MODE", False, []),
        ("STRIPE_LIVE_MODE", True, ["stripe_sandbox.E001"]),
        ("STRIPE_SECRET_KEY", "", ["stripe_sandbox.E002"]),
        ("STRIPE_SECRET_KEY", "sk_live_x", ["stripe_sandbox.E002"]),
        ("STRIPE_WEBHOOK_SECRETS", [], ["stripe_sandbox.E003"]),
        ("STRIPE_WEBHOOK_SECRETS", [" "], ["stripe_sandbox.E003"]),
    ],
)
def test_sandbox_is_an_error_beside_anything_live(
    settings: Settings, name: str, value: object, expected: list[str]
) -> None:
    setattr(settings, name, value)
    assert [error.id for error in check_sandbox(None)] == expected


def test_sandbox_does_not_start_in_live_mode(settings: Settings) -> None:
    settings.STRIPE_LIVE_MODE = True
    with pytest.raises(ImproperlyConfigured):
        apps.get_app_config("stripe_sandbox").ready()


def test_every_table_of_the_sandbox_is_in_one_list() -> None:
    models = {model._meta.label for model in apps.get_app_config("stripe_sandbox").get_models()}
    assert models == set(HOLDING.kept_because) | HOLDING.no_personal_data
