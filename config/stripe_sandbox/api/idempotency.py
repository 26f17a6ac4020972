"""Idempotency keys, as documented: https://docs.stripe.com/api/idempotent_requests.

The first answer is kept for 24 hours and replayed, 500s included. Nothing is kept when the
parameters were invalid or another request with the key was still running.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Final

from django.db import connection, transaction

from config.stripe_sandbox.api.answers import Answer
from config.stripe_sandbox.domain.refusals import Refused
from config.stripe_sandbox.models import IdempotentRequest

KEPT_SECONDS: Final = 24 * 60 * 60
KEY_LENGTH: Final = 255


def fingerprint_of(method: str, path: str, params: dict[str, Any]) -> str:
    """What makes two requests the same."""
    canonical = json.dumps([method, path, params], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def answer_once(
    *, key: str, fingerprint: str, moment: int, execute: Callable[[], Answer]
) -> Answer:
    """The kept answer of this key, or that of `execute()`, which is then kept.

    `moment` is the sandbox's time. Raises Refused: 400 for a key used with other parameters, 409
    while the first request is still running. Must not run inside a transaction of the caller's.
    """
    if len(key) > KEY_LENGTH:
        raise Refused(f"Idempotency keys are up to {KEY_LENGTH} characters long.")
    with transaction.atomic():
        _lock(key)
        _forget_old(key, moment)
        known = IdempotentRequest.objects.filter(key=key).first()
        if known is not None:
            return _replay(known, fingerprint)
        answer = execute()
        IdempotentRequest.objects.create(
            key=key,
            fingerprint=fingerprint,
            request_id=answer.request_id,
            status=answer.status,
            answer=answer.text,
            created=moment,
        )
    return answer


def in_use(key: str) -> Refused:
    """Another request with this key is running."""
    return Refused(
        f"There is currently another in-progress request using this Idempotent Key: {key}. "
        "Please try again later.",
        status=409,
        type="idempotency_error",
        code="idempotency_key_in_use",
    )


def _lock(key: str) -> None:
    digest = hashlib.sha256(b"stripe sandbox idempotency " + key.encode()).digest()
    number = int.from_bytes(digest[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        row = cursor.fetchone()
    if row is None or row[0] is not True:
        raise in_use(key)


def _forget_old(key: str, moment: int) -> None:
    IdempotentRequest.objects.filter(key=key, created__lte=moment - KEPT_SECONDS).delete()


def _replay(known: IdempotentRequest, fingerprint: str) -> Answer:
    if known.fingerprint != fingerprint:
        raise Refused(
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{known.key}' if you meant to execute "
            "a different request.",
            type="idempotency_error",
        )
    headers = {"Idempotent-Replayed": "true", "Original-Request": known.request_id}
    return Answer(known.status, known.answer, known.request_id, headers)
