"""Telling a service of a change: one POST in the form of Standard Webhooks. Knows no table."""

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.domain.webhook_signature import signed_headers
from accounts.gateways.pinned_connection import (
    AddressInvalid,
    AddressRefused,
    Target,
    connection,
    resolve,
)
from consent.enums import WebhookFault

CONNECT_SECONDS, READ_SECONDS, ALL_SECONDS = 5.0, 10.0, 15.0
MOST_BYTES = 64 * 1024


class ServiceUnavailable(Exception):
    """The service was not told. `fault` says why; `passing`: the same message may be sent again."""

    def __init__(self, fault: WebhookFault, *, passing: bool) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.passing = passing


@dataclass(frozen=True, slots=True)
class Message:
    """One message. Secrets and data stay out of logs and tracebacks."""

    id: str
    kind: str
    at: datetime
    url: str
    secrets: tuple[str, ...] = field(repr=False)
    data: Mapping[str, Any] = field(repr=False)

    def body(self) -> bytes:
        """As it is sent and signed."""
        said = {"type": self.kind, "timestamp": self.at.isoformat(), "data": dict(self.data)}
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def look_up(url: str) -> Target:
    """Where the address leads. Raises ServiceUnavailable; hosts of our own network must be listed.

    Source of the list: settings.WEBHOOK_ALLOWED_HOSTS.
    """
    try:
        return resolve(url, allowed_hosts=settings.WEBHOOK_ALLOWED_HOSTS)
    except AddressInvalid as error:
        raise ServiceUnavailable(WebhookFault.ADDRESS_INVALID, passing=False) from error
    except AddressRefused as error:
        raise ServiceUnavailable(WebhookFault.ADDRESS_REFUSED, passing=False) from error
    except OSError as error:
        raise ServiceUnavailable(WebhookFault.UNREACHABLE, passing=True) from error


def send(message: Message, *, now: datetime) -> None:
    """POST it. Anything but a 2xx answer raises ServiceUnavailable."""
    target, body = look_up(message.url), message.body()
    headers = {
        "host": target.host_header, "content-type": "application/json",
        "user-agent": "Madoguchi", "connection": "close",
        **signed_headers(
            body, message_id=message.id, timestamp=int(now.timestamp()), secrets=message.secrets
        ),
    }  # fmt: skip
    try:
        with connection(
            target,
            connect_seconds=CONNECT_SECONDS,
            read_seconds=READ_SECONDS,
            all_seconds=ALL_SECONDS,
        ) as speaking:
            speaking.request("POST", target.path, body=body, headers=headers)
            answer = speaking.getresponse()
            answer.read(MOST_BYTES)
            _understand(answer.status)
    except TimeoutError as error:
        raise ServiceUnavailable(WebhookFault.TIMEOUT, passing=True) from error
    except ssl.SSLCertVerificationError as error:
        raise ServiceUnavailable(WebhookFault.CERTIFICATE, passing=True) from error
    except (OSError, http.client.HTTPException) as error:
        raise ServiceUnavailable(WebhookFault.UNREACHABLE, passing=True) from error


def _understand(status: int) -> None:
    if 200 <= status < 300:
        return
    if status == 410:
        raise ServiceUnavailable(WebhookFault.GONE, passing=False)
    if 300 <= status < 400:
        raise ServiceUnavailable(WebhookFault.REDIRECTED, passing=True)
    fault = WebhookFault.SERVER_ERROR if status >= 500 else WebhookFault.REJECTED
    raise ServiceUnavailable(fault, passing=True)
