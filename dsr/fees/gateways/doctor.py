"""What is wrong with the way to Stripe, in plain words: settings first, then the network.

Each finding is a sentence that says what was looked at and, where it is not well, what to do.
Nothing is written at Stripe: the only calls read events and webhook endpoints.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

import requests
import stripe
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from dsr.fees.gateways.checks import LIVE_PREFIXES, TEST_PREFIXES, stripe_settings_errors
from dsr.fees.gateways.stripe_client import (
    API_VERSION,
    StripeRefused,
    StripeUnavailable,
    call_stripe,
)
from dsr.fees.gateways.stripe_events import TOLERANCE_SECONDS

STRIPE: Final = "https://api.stripe.com"
SECONDS: Final = 5.0
MOST_SKEW: Final = 60  # seconds; Stripe's signatures are refused beyond five minutes
WEBHOOK_SECRET: Final = "whsec_"  # noqa: S105 -- how a secret begins
NEEDED_EVENTS: Final = (
    "checkout.session.completed", "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed", "checkout.session.expired", "charge.updated",
    "charge.refunded", "refund.created", "refund.updated", "refund.failed",
    "charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed",
    "charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated", "payout.paid",
    "payout.failed", "payout.reconciliation_completed",
)  # fmt: skip


class Verdict(StrEnum):
    """WELL, a WARNING that stops nothing, a FAULT that must be mended, or NOT_LOOKED_AT."""

    WELL = "WELL"
    WARNING = "WARNING"
    FAULT = "FAULT"
    NOT_LOOKED_AT = "NOT_LOOKED_AT"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    verdict: Verdict
    sentence: str


def settings_findings() -> list[Finding]:
    """What the settings alone tell; no network."""
    errors = stripe_settings_errors()
    if errors:
        return [Finding(Verdict.FAULT, _told(str(error.id))) for error in errors]
    return [_mode(), _key_kind(), *_secrets(), _address(), _library()]


def network_findings() -> list[Finding]:
    """What Stripe (or the practice Stripe) answers. Call it only with sound settings."""
    skew = _skew()
    answered = _account()
    if answered.verdict is Verdict.FAULT:
        return [skew, answered]
    return [skew, answered, _endpoint()]


def _told(error_id: str) -> str:
    return {
        "dsr_fees.E001": _(
            "There is no key: set STRIPE_SECRET_KEY to the secret key from Stripe's dashboard."
        ),
        "dsr_fees.E002": _(
            "There is no webhook secret, or an empty one: set STRIPE_WEBHOOK_SECRETS to the secret "
            "of the webhook endpoint (it begins with whsec_)."
        ),
        "dsr_fees.E003": _(
            "STRIPE_API_BASE leads to the practice Stripe while the key is a live one: empty it."
        ),
        "dsr_fees.E004": _(
            "The key is not a test key, but this is not production: live keys belong to "
            "production only. Use a key that begins with sk_test_ or rk_test_."
        ),
        "dsr_fees.E005": _(
            "This is production, but the key is not a live one: use a key that begins with "
            "sk_live_ or rk_live_."
        ),
        "dsr_fees.E006": _("DEBUG is on beside a live key: switch it off."),
        "dsr_fees.E007": _("The practice Stripe is installed beside a live key: take it out."),
    }.get(error_id, error_id)


def _mode() -> Finding:
    if settings.STRIPE_LIVE_MODE:
        return Finding(Verdict.WELL, _("Mode: live. People pay with real money."))
    if settings.STRIPE_API_BASE:
        return Finding(Verdict.WELL, _("Mode: practice. No call leaves this server."))
    return Finding(Verdict.WELL, _("Mode: Stripe's test mode. No real money moves."))


def _key_kind() -> Finding:
    if settings.STRIPE_SECRET_KEY.startswith((LIVE_PREFIXES[1], TEST_PREFIXES[1])):
        return Finding(Verdict.WELL, _("Key: a restricted key that fits the mode."))
    if settings.STRIPE_API_BASE:
        return Finding(Verdict.WELL, _("Key: the key of the practice Stripe."))
    return Finding(
        Verdict.WARNING,
        _("Key: it fits the mode, but may do everything. A restricted key (rk_) is safer."),
    )


def _secrets() -> list[Finding]:
    count = len(settings.STRIPE_WEBHOOK_SECRETS)
    if any(not secret.startswith(WEBHOOK_SECRET) for secret in settings.STRIPE_WEBHOOK_SECRETS):
        return [
            Finding(
                Verdict.FAULT,
                _("A webhook secret does not begin with whsec_: it was copied wrongly."),
            )
        ]
    if len(set(settings.STRIPE_WEBHOOK_SECRETS)) < count:
        return [Finding(Verdict.WARNING, _("A webhook secret is listed twice: keep it once."))]
    if count == 1:
        return [Finding(Verdict.WELL, _("Webhook secret: one is set."))]
    return [
        Finding(
            Verdict.WARNING,
            _(
                "Webhook secrets: %(count)s are accepted. That is right while you change the "
                "secret; take the old one out when Stripe no longer signs with it."
            )
            % {"count": count},
        )
    ]


def webhook_address() -> str:
    """Where Stripe rings."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('fees_stripe_webhook')}"


def _address() -> Finding:
    address = {"address": webhook_address()}
    local = urlsplit(settings.SITE_URL).hostname in ("127.0.0.1", "localhost", "::1")
    if settings.SITE_URL.startswith("https://"):
        return Finding(Verdict.WELL, _("Webhook address: %(address)s") % address)
    if settings.STRIPE_API_BASE and local:
        return Finding(
            Verdict.WELL, _("Webhook address: %(address)s (only the practice Stripe)") % address
        )
    return Finding(
        Verdict.FAULT,
        _("Stripe cannot ring at %(address)s: SITE_URL must begin with https://.") % address,
    )


def _library() -> Finding:
    return Finding(
        Verdict.WELL,
        _("Version: every call asks for %(version)s; stripe-python is %(library)s.")
        % {"version": API_VERSION, "library": stripe.VERSION},
    )


def _skew() -> Finding:
    base = settings.STRIPE_API_BASE or STRIPE
    try:
        began = time.time()
        with requests.Session() as session:
            session.trust_env = not settings.STRIPE_API_BASE
            answer = session.get(f"{base}/v1/events", timeout=SECONDS)
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (requests.RequestException, KeyError, ValueError):
        return Finding(
            Verdict.NOT_LOOKED_AT, _("Clock: not compared, as Stripe's time was not told.")
        )
    middle = datetime.fromtimestamp((began + time.time()) / 2, tz=UTC)
    seconds = round(abs((theirs - middle).total_seconds()))
    facts = {"seconds": seconds, "most": TOLERANCE_SECONDS}
    if seconds <= MOST_SKEW:
        return Finding(
            Verdict.WELL, _("Clock: %(seconds)s seconds beside Stripe's, which is fine.") % facts
        )
    return Finding(
        Verdict.FAULT if seconds >= TOLERANCE_SECONDS else Verdict.WARNING,
        _(
            "Clock: %(seconds)s seconds beside Stripe's. Notices are refused from %(most)s seconds "
            "on: set this server's clock."
        )
        % facts,
    )


def _account() -> Finding:
    try:
        events = call_stripe(lambda client: client.v1.events.list({"limit": 1}))
    except StripeRefused as refused:
        return Finding(Verdict.FAULT, _refusal(refused))
    except StripeUnavailable as unavailable:
        return Finding(
            Verdict.FAULT,
            _(
                "Stripe does not answer (%(reason)s): look at the network, a proxy, or "
                "Stripe's status page."
            )
            % {"reason": unavailable.reason},
        )
    wrong = [event for event in events.data if event.livemode != settings.STRIPE_LIVE_MODE]
    if wrong:
        return Finding(Verdict.FAULT, _("Stripe answers in the other mode than the settings."))
    return Finding(Verdict.WELL, _("Account: Stripe answers and takes the key."))


def _refusal(refused: StripeRefused) -> str:
    if refused.code == "not_authenticated":
        return _("Stripe does not know the key: it was rolled, deleted or copied wrongly.")
    if refused.code == "not_permitted":
        return _("The restricted key may not read events: give it that right in the dashboard.")
    return _("Stripe refuses to be asked (%(code)s).") % {"code": refused.code}


def _endpoint() -> Finding:
    if settings.STRIPE_API_BASE:
        return Finding(
            Verdict.NOT_LOOKED_AT, _("Webhook endpoint: the practice Stripe rings by itself.")
        )
    try:
        endpoints = call_stripe(lambda client: client.v1.webhook_endpoints.list({"limit": 100}))
    except (StripeRefused, StripeUnavailable):
        return Finding(
            Verdict.NOT_LOOKED_AT,
            _(
                "Webhook endpoint: the key may not read it. See in the dashboard that %(address)s "
                "is there, enabled and pinned to %(version)s."
            )
            % {"address": webhook_address(), "version": API_VERSION},
        )
    ours = [row for row in endpoints.data if row.url == webhook_address()]
    return endpoint_finding(
        status=ours[0].status if ours else None,
        api_version=ours[0].api_version if ours else None,
        events=list(ours[0].enabled_events) if ours else [],
    )


def endpoint_finding(*, status: str | None, api_version: str | None, events: list[str]) -> Finding:
    """What the endpoint registered at Stripe is worth; `status` None where there is none."""
    facts = {"address": webhook_address(), "version": API_VERSION}
    missing = [] if "*" in events else [name for name in NEEDED_EVENTS if name not in events]
    if status is None:
        said = _("Stripe has no webhook endpoint at %(address)s: add one.")
    elif status != "enabled":
        said = _("The webhook endpoint at %(address)s is switched off in Stripe: enable it.")
    elif api_version != API_VERSION:
        said = _("The webhook endpoint is not pinned to version %(version)s: make a new one.")
    elif missing:
        said = _("The webhook endpoint does not send these events: %(events)s.")
        facts["events"] = ", ".join(missing)
    else:
        return Finding(Verdict.WELL, _("Webhook endpoint: registered, enabled and complete."))
    return Finding(Verdict.FAULT, said % facts)
