"""The sandbox over real HTTP, seen through stripe-python as our gateway sets it up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import stripe
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer

from config.stripe_sandbox.models import (
    Clock,
    Delivery,
    IdempotentRequest,
    PlannedFault,
    SandboxObject,
)
from dsr.fees.gateways.stripe_client import close_stripe_clients, stripe_client

KEY = "sk_test_sandbox_madoguchi"


@pytest.fixture(scope="session")
def sandbox_server(django_db_setup: None) -> Iterator[str]:
    """One real HTTP server for all tests of the sandbox; its address."""
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database, committed to for real; only the sandbox's own tables are emptied afterwards.

    In place of pytest-django's: flushing every table of the product after each of these tests would
    take longer than the tests.
    """
    with django_db_blocker.unblock():
        yield
        for model in (Delivery, SandboxObject, IdempotentRequest, PlannedFault, Clock):
            model.objects.all().delete()
        connection.close()


@pytest.fixture
def sandbox(db: None, sandbox_server: str, settings: Settings) -> Iterator[str]:
    """The sandbox's API base, with the settings pointing at it; webhooks go to the same server."""
    settings.STRIPE_SECRET_KEY = KEY
    settings.STRIPE_API_BASE = f"{sandbox_server}/sandbox/stripe"
    settings.SITE_URL = sandbox_server
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
