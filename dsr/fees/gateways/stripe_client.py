"""The one way to Stripe: a pinned client, and two failures in place of Stripe's fourteen.

Source: stripe-python 16.1; https://docs.stripe.com/error-low-level and /api/idempotent_requests.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, TypeVar

import requests
import stripe
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from dsr.fees.gateways.checks import stripe_settings_errors

API_VERSION: Final = "2026-10-28.endive"  # the webhook endpoint is pinned to the same one
NETWORK_RETRIES: Final = 2  # the client's own, same idempotency key; it never retries a 429
CONNECT_SECONDS: Final = 3.05
READ_SECONDS: Final = 20.0

stripe.enable_telemetry = False  # it writes an id into the home folder and sends it along

Answer = TypeVar("Answer")
_sessions: Final[list[requests.Session]] = []


class StripeUnavailable(Exception):
    """Nobody knows whether it happened: ask again with the same idempotency key.

    Network failures, time-outs, 5xx, 429, another request with the same key still running, and
    answers that broke off. `request_id` is Stripe's, where an answer came at all.
    """

    def __init__(self, reason: str, *, request_id: str | None = None) -> None:
        super().__init__(f"{reason} (request {request_id or 'without an answer'})")
        self.reason = reason
        self.request_id = request_id


class StripeRefused(Exception):
    """Stripe answered no, and will answer no again.

    `code` is Stripe's (`resource_missing`, `charge_already_refunded`, `parameter_unknown` …) or one
    of ours: `idempotency_error` (key reused with other parameters), `not_authenticated`,
    `not_permitted`, `invalid_request` (Stripe gave no code), `unexpected_answer`, `unknown_kind`.
    `param` names the parameter at fault, `status` is the HTTP status.
    Stripe's sentence stays in `message` and out of str(): it may quote what a person typed.
    """

    def __init__(
        self,
        code: str,
        *,
        message: str = "",
        param: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(f"{code} (param {param}, request {request_id})")
        self.code = code
        self.message = message
        self.param = param
        self.status = status
        self.request_id = request_id


@lru_cache(maxsize=8)
def _client(key: str, base: str, read_seconds: float) -> stripe.StripeClient:
    session = requests.Session()
    _sessions.append(session)
    if base:
        session.trust_env = False  # a proxy of the environment must not carry sandbox calls away
    http_client = stripe.RequestsClient(timeout=(CONNECT_SECONDS, read_seconds), session=session)
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        max_network_retries=NETWORK_RETRIES,
        http_client=http_client,
        base_addresses={"api": base} if base else None,
    )


def stripe_client() -> stripe.StripeClient:
    """The client for the settings in force.

    Raises ImproperlyConfigured where `stripe_settings_errors` finds anything: the SDK itself would
    accept an empty key, and a live key towards the sandbox.
    """
    if errors := stripe_settings_errors():
        raise ImproperlyConfigured("; ".join(str(error.msg) for error in errors))
    read_seconds = getattr(settings, "STRIPE_READ_SECONDS", READ_SECONDS)
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE, float(read_seconds))


def close_stripe_clients() -> None:
    """Drop the kept clients and close their connections (a test server must be able to end)."""
    _client.cache_clear()
    while _sessions:
        _sessions.pop().close()


def call_stripe(ask: Callable[[stripe.StripeClient], Answer]) -> Answer:
    """Call `ask(client)` and translate what it raises.

    Must run with no database transaction open: claim, call, settle (docs/house.md §4).
    Raises StripeUnavailable and StripeRefused, never an exception of the SDK.
    """
    client = stripe_client()
    try:
        return ask(client)
    except stripe.IdempotencyError as error:
        raise _refused(error, code="idempotency_error") from error
    except stripe.AuthenticationError as error:
        raise _refused(error, code="not_authenticated") from error
    except stripe.PermissionError as error:
        raise _refused(error, code="not_permitted") from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise _refused(error, code=error.code or "invalid_request") from error
    except stripe.StripeError as error:  # connection, 429, 409, 5xx, broken bodies
        reason = f"{type(error).__name__} {error.http_status or ''}".strip()
        raise StripeUnavailable(reason, request_id=error.request_id) from error


def _refused(error: stripe.StripeError, *, code: str) -> StripeRefused:
    param = getattr(error, "param", None)
    return StripeRefused(
        code,
        message=error.user_message or "",
        param=param if isinstance(param, str) else None,
        status=error.http_status,
        request_id=error.request_id,
    )
