"""A request sent twice is done once: the answer is kept with what it answers, for a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts.gateways.sealing import search_index
from accounts.selectors.api_clients import Caller
from consent.models import RememberedAnswer

KEPT = timedelta(days=1)


class UnableToAnswerAgain(Exception):
    """The key was used for another request. Use a new one for each request."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer, and whether it is an earlier one told again."""

    answer: dict[str, Any]
    replayed: bool = False


def answer_once(
    *,
    caller: Caller,
    key: str,
    request: str,
    answer: Callable[[], dict[str, Any]],
    now: datetime,
) -> Given:
    """The answer to a request; a second request with the same key gets the first one's.

    Arguments:
        key: the Idempotency-Key; "" for none, then nothing is kept.
        request: operation and body; only a keyed digest of it is kept.
        answer: does what is asked, in a transaction of its own, and says what came of it. With
            a key that is part of ours. What it raises goes through, and the key stays unused.

    Of two at the same moment the second waits for the first. Raises UnableToAnswerAgain.
    """
    if not key:
        return Given(answer())
    return _answered(caller, key, request, answer, now)


@transaction.atomic
def _answered(
    caller: Caller, key: str, request: str, answer: Callable[[], dict[str, Any]], now: datetime
) -> Given:
    digest = request_digest(request)
    with connection.cursor() as cursor:
        cursor.execute(
            # A key whose day is over is a new one, whether or not it has been deleted yet. One that
            # is kept is locked: nothing deletes it before it is read.
            "INSERT INTO consent_rememberedanswer AS kept (client_id, key, request_digest, at)"
            " VALUES (%(client)s, %(key)s, %(digest)s, %(now)s)"
            " ON CONFLICT (client_id, key) DO UPDATE"
            " SET request_digest = EXCLUDED.request_digest, at = EXCLUDED.at, answer = NULL"
            " WHERE kept.at < %(over)s RETURNING id",
            {
                "client": caller.client_id, "key": key, "digest": digest, "now": now,
                "over": now - KEPT,
            },
        )  # fmt: skip
        taken = cursor.fetchone()
    if taken is None:
        kept = RememberedAnswer.objects.get(client_id=caller.client_id, key=key)
        if bytes(kept.request_digest) != digest:
            raise UnableToAnswerAgain("This Idempotency-Key belongs to another request.")
        return Given(dict(kept.answer or {}), replayed=True)
    said = answer()
    RememberedAnswer.objects.filter(pk=taken[0]).update(answer=said)
    return Given(said)


def request_digest(request: str) -> bytes:
    """All that is kept of a request."""
    return search_index("api_request", request)


def forget_answers(*, now: datetime) -> int:
    """Delete answers older than a day; how many went."""
    return RememberedAnswer.objects.filter(at__lt=now - KEPT).delete()[0]
