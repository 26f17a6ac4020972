"""The sandbox over real HTTP, seen through stripe-python as our gateway sets it up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import stripe
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from dsr.fees.gateways.stripe_client import close_stripe_clients, stripe_client

KEY = "sk_test_sandbox_madoguchi"


# What is emptied after a test: the sandbox's tables only. Flushing the whole product each time
# would take longer than the tests.
SANDBOX_ONLY = pytest.mark.django_db(
    transaction=True,
    available_apps=[
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "django.contrib.staticfiles",
        "config.stripe_sandbox",
    ],
)


@pytest.fixture
def sandbox(live_server: LiveServer, settings: Settings) -> Iterator[str]:
    """The sandbox's API base, with the settings pointing at it; webhooks go to the same server."""
    settings.STRIPE_SECRET_KEY = KEY
    settings.STRIPE_API_BASE = f"{live_server.url}/sandbox/stripe"
    settings.SITE_URL = live_server.url
    yield settings.STRIPE_API_BASE
    close_stripe_clients()


@pytest.fixture
def client_of_stripe(sandbox: str) -> stripe.StripeClient:
    """stripe-python's client as the gateway builds it."""
    return stripe_client()


def call(
    base: str,
    method: str,
    path: str,
    *,
    data: Any = None,
    key: str = KEY,
    headers: dict[str, str] | None = None,
) -> requests.Response:
    """One plain HTTP request, for what the SDK would not send."""
    sent = {"Authorization": f"Bearer {key}", "Connection": "close", **(headers or {})}
    return requests.request(method, base + path, data=data, headers=sent, timeout=20)


def session_form(**changes: str) -> dict[str, str]:
    """The form fields of a valid session; a value of "-" leaves its field out."""
    fields = {
        "mode": "payment",
        "success_url": "https://example.com/ok?s={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://example.com/back",
        "allowed_payment_method_types[0]": "card",
        "allowed_payment_method_types[1]": "konbini",
        "payment_method_options[konbini][expires_after_days]": "3",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "jpy",
        "line_items[0][price_data][unit_amount]": "1000",
        "line_items[0][price_data][tax_behavior]": "inclusive",
        "line_items[0][price_data][product_data][name]": "開示手数料",
        "metadata[fee]": "FEE-1",
        "client_reference_id": "FEE-1",
        "locale": "ja",
        **changes,
    }
    return {name: value for name, value in fields.items() if value != "-"}


def now() -> datetime:
    return datetime.now(tz=UTC)


def in_an_hour() -> datetime:
    return now() + timedelta(hours=1)
