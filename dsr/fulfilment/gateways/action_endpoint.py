"""Telling a holder's interface to act, as docs/integration.md says. Knows no case and no table.

One message is one POST with a Standard Webhooks signature; its id makes it idempotent, so that it
may be sent again whenever the answer was lost.
"""

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from accounts.domain.webhook_signature import SecretMalformed, signed_headers
from accounts.gateways.pinned_connection import (
    AddressInvalid,
    AddressRefused,
    Target,
    connection,
    resolve,
)
from dsr.fulfilment.gateways.action_fault import ActionFault

CONNECT_SECONDS = 5.0
READ_SECONDS = 10.0
ALL_SECONDS = 20.0
MOST_BYTES = 64 * 1024
MOST_AFFECTED = 2**31 - 1
_CODE_LENGTH = 24


class HolderSays(StrEnum):
    """What an interface may answer."""

    DONE = "done"
    NOTHING_HELD = "nothing_held"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One holder's interface. The secrets stay out of logs and tracebacks."""

    url: str
    secrets: tuple[str, ...] = field(repr=False)
    allowed_hosts: frozenset[str] = frozenset()
    connect_seconds: float = CONNECT_SECONDS
    read_seconds: float = READ_SECONDS
    all_seconds: float = ALL_SECONDS


@dataclass(frozen=True, slots=True)
class ActionMessage:
    """One action to be done. `member_id` and `detail` stay out of logs and tracebacks."""

    id: str
    action: str
    category: str
    requested_at: datetime
    member_id: str = field(repr=False)
    detail: Mapping[str, Any] = field(repr=False, default_factory=dict)

    def body(self) -> bytes:
        """As it is sent and signed."""
        message = {
            "type": "action.requested",
            "id": self.id,
            "action": self.action,
            "category": self.category,
            "subject": {"member_id": self.member_id},
            "detail": dict(self.detail),
            "requested_at": self.requested_at.isoformat(timespec="seconds"),
        }
        return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class HolderAnswer:
    """What the holder answered; `affected` is None while it only accepted."""

    says: HolderSays
    affected: int | None = None


class ActionNotTaken(Exception):
    """The holder did not confirm. `fault` is the code; `code` the holder's own, if it refused."""

    def __init__(self, fault: ActionFault, *, code: str = "") -> None:
        self.fault = fault
        self.code = code
        super().__init__(fault.value, code)


class ActionEndpointUnavailable(ActionNotTaken):
    """It did not answer as it should; try again later with the same id."""


class ActionRefused(ActionNotTaken):
    """It will not act until a person changes something."""


def send_action(*, endpoint: Endpoint, message: ActionMessage, now: datetime) -> HolderAnswer:
    """POST the message. Raises ActionEndpointUnavailable and ActionRefused."""
    return _speak(endpoint, "POST", "", message.body(), message_id=message.id, now=now)


def ask_about_action(*, endpoint: Endpoint, message_id: str, now: datetime) -> HolderAnswer | None:
    """GET <url>/<id> of an action the holder accepted; None when it no longer knows of it.

    Raises ActionEndpointUnavailable and ActionRefused.
    """
    try:
        return _speak(endpoint, "GET", f"/{message_id}", b"", message_id=message_id, now=now)
    except ActionRefused as refusal:
        if refusal.fault is ActionFault.REJECTED:
            return None
        raise


def _speak(
    endpoint: Endpoint, method: str, below: str, body: bytes, *, message_id: str, now: datetime
) -> HolderAnswer:
    target, headers = _prepare(endpoint, body, message_id, now)
    try:
        with connection(
            target,
            connect_seconds=endpoint.connect_seconds,
            read_seconds=endpoint.read_seconds,
            all_seconds=endpoint.all_seconds,
        ) as speaking:
            speaking.request(
                method, target.path.rstrip("/") + below if below else target.path,
                body=body or None, headers={"host": target.host_header, **headers},
            )  # fmt: skip
            response = speaking.getresponse()
            content = response.read(MOST_BYTES + 1)
            return _understand(response.status, content)
    except TimeoutError as error:
        raise ActionEndpointUnavailable(ActionFault.TIMEOUT) from error
    except ssl.SSLCertVerificationError as error:
        raise ActionRefused(ActionFault.CERTIFICATE) from error
    except (OSError, http.client.HTTPException) as error:
        raise ActionEndpointUnavailable(ActionFault.UNREACHABLE) from error


def _prepare(
    endpoint: Endpoint, body: bytes, message_id: str, now: datetime
) -> tuple[Target, dict[str, str]]:
    try:
        headers = signed_headers(
            body, message_id=message_id, timestamp=int(now.timestamp()), secrets=endpoint.secrets
        )
        target = resolve(endpoint.url, allowed_hosts=endpoint.allowed_hosts)
    except SecretMalformed as error:
        raise ActionRefused(ActionFault.SECRET_INVALID) from error
    except AddressInvalid as error:
        raise ActionRefused(ActionFault.ADDRESS_INVALID) from error
    except AddressRefused as error:
        raise ActionRefused(ActionFault.ADDRESS_REFUSED) from error
    except OSError as error:
        raise ActionEndpointUnavailable(ActionFault.UNREACHABLE) from error
    return target, {
        "content-type": "application/json", "accept": "application/json",
        "accept-encoding": "identity", "user-agent": "Madoguchi", "connection": "close", **headers,
    }  # fmt: skip


_PERMANENT = {
    401: ActionFault.NOT_AUTHORISED, 403: ActionFault.NOT_AUTHORISED, 410: ActionFault.GONE,
}  # fmt: skip


def _understand(status: int, content: bytes) -> HolderAnswer:
    if status in (409, 422):
        raise ActionRefused(ActionFault.REFUSED, code=_refusal_code(content))
    if status in _PERMANENT:
        raise ActionRefused(_PERMANENT[status])
    if 300 <= status < 400:
        raise ActionRefused(ActionFault.REDIRECTED)
    if status in (408, 429) or status >= 500:
        raise ActionEndpointUnavailable(ActionFault.SERVER_ERROR)
    if status >= 400:
        raise ActionRefused(ActionFault.REJECTED)
    if len(content) > MOST_BYTES:
        raise ActionEndpointUnavailable(ActionFault.ANSWER_TOO_LARGE)
    return _answer(status, _object(content))


def _answer(status: int, said: Mapping[str, Any]) -> HolderAnswer:
    word, affected = said.get("status"), said.get("affected")
    if status == 202 and word == HolderSays.ACCEPTED:
        return HolderAnswer(HolderSays.ACCEPTED)
    if status == 200 and word == HolderSays.NOTHING_HELD:
        return HolderAnswer(HolderSays.NOTHING_HELD, 0)
    counted = type(affected) is int and 0 <= affected <= MOST_AFFECTED  # a bool is no count
    if status == 200 and word == HolderSays.DONE and counted:
        return HolderAnswer(HolderSays.DONE, affected)
    raise ActionEndpointUnavailable(ActionFault.ANSWER_INVALID)


def _refusal_code(content: bytes) -> str:
    """The holder's own code, harmless to keep: capitals, digits and underscores only."""
    try:
        code = _object(content).get("code")
    except ActionEndpointUnavailable:
        return ""
    known = isinstance(code, str) and code.isascii() and code.replace("_", "A").isalnum()
    return str(code).upper()[:_CODE_LENGTH] if known else ""


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(content[:MOST_BYTES])
    except (ValueError, RecursionError) as error:
        raise ActionEndpointUnavailable(ActionFault.ANSWER_INVALID) from error
    if not isinstance(said, dict):
        raise ActionEndpointUnavailable(ActionFault.ANSWER_INVALID)
    return said
