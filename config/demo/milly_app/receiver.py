"""The sample service's endpoint for the privacy desk, as docs/integration.md asks of an engineer.

It shares nothing with Madoguchi but that page: its own check of the signature, its own role in the
database, its own memory of what it has done.
"""

import base64
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DatabaseError, connection, transaction
from psycopg import sql

from config.demo.milly_app.changes import Order, WillNotAct, answered_before, carry_out, remember
from config.demo.milly_app.schema import WRITER_ROLE

TOLERANCE = 300  # seconds a message may be off
Answer = tuple[int, dict[str, Any]]


def is_authentic(
    body: bytes, *, headers: Mapping[str, str], secrets: Sequence[str], at: float
) -> bool:
    """Whether the message is the desk's, unchanged and fresh (Standard Webhooks, v1).

    at: now, in seconds since the epoch.
    """
    sent = headers.get("webhook-timestamp", "")
    if not (sent.isascii() and sent.isdigit()) or abs(at - int(sent)) > TOLERANCE:
        return False
    content = f"{headers.get('webhook-id', '')}.{sent}.".encode() + body
    keys = [base64.b64decode(secret.removeprefix("whsec_")) for secret in secrets]
    right = [b"v1," + base64.b64encode(hmac.digest(key, content, "sha256")) for key in keys]
    given = headers.get("webhook-signature", "").encode("ascii", "replace").split()
    return any(hmac.compare_digest(one, other) for one in right for other in given)


def receive(body: bytes, *, message_id: str) -> Answer:
    """Act on an authentic message, once; the same id again gets the same answer."""
    order = _read(body)
    if order is None or order.id != message_id:
        return 400, {"code": "MALFORMED"}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            become_writer(cursor)
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [order.id])
            answer = answered_before(order.id)
            if answer is None:
                affected = carry_out(order)
                answer = (
                    {"status": "nothing_held"}
                    if affected is None
                    else {"status": "done", "affected": affected}
                )
                remember(order, answer)
            cursor.execute("RESET ROLE")
    except WillNotAct as refusal:  # nothing was changed, nothing remembered
        return 422, {"code": refusal.code}
    except DatabaseError:
        return 503, {"code": "TRY_LATER"}
    return 200, answer


def tell(message_id: str) -> Answer:
    """What was answered to an earlier message."""
    answer = answered_before(message_id)
    return (200, answer) if answer is not None else (404, {"code": "UNKNOWN"})


def become_writer(cursor: Any) -> None:
    """Let the transaction write rows of the service's schema and nothing else."""
    cursor.execute(
        "SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s",
        [WRITER_ROLE],
    )
    if cursor.fetchone() == (True,):  # else the server did not let the role be made
        cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(WRITER_ROLE)))


def _read(body: bytes) -> Order | None:
    try:
        said = json.loads(body)
        order = Order(
            id=said["id"],
            action=said["action"],
            category=said["category"],
            member_id=said["subject"]["member_id"],
            detail=dict(said["detail"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    texts = (order.id, order.action, order.category, order.member_id, *order.detail.values())
    wellformed = all(isinstance(text, str) and "\0" not in text for text in texts)
    return order if wellformed and said.get("type") == "action.requested" else None
