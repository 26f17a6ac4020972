"""A yes or a no before its operation is asked: the same row and answer for half of the work.

Only a well-formed request of a client that may write is answered here. Everything else is left to
the operations (consent.api.operations: give_consent, withdraw_consent), which alone are what the
OpenAPI document describes; a test compares the two byte by byte.
Why: docs/adr/0016-a-word-is-read-and-appended.md.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from ninja.responses import NinjaJSONEncoder

from accounts.domain.api_key import key_in
from accounts.enums import ApiScope
from consent.api.answers import MOST_IN_KEY, request_text
from consent.api.keys import counted, permitted
from consent.api.problems import answer_of
from consent.api.schemas import GiveIn, WithdrawIn
from consent.selectors.standings import member_standing
from consent.services.quick_consents import Said, append_word, plain_no, plain_yes

CONTENT_TYPE = "application/json; charset=utf-8"
_IDEMPOTENCY_KEY = re.compile(rf"[\x21-\x7e]{{1,{MOST_IN_KEY}}}")

Asked = GiveIn | WithdrawIn
View = Callable[..., HttpResponseBase]


def quickly(operation: str, view: View) -> View:
    """`view`, or for a yes and a no what is quicker.

    Arguments:
        operation: its path below /api/v1/.
    """
    schema = _SCHEMAS.get(operation)
    if schema is None:
        return view
    name = operation.rpartition("/")[2]

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = _answer(request, name, schema)
        return view(request, *args, **kwargs) if answer is None else answer

    return answered


_SCHEMAS: Mapping[str, type[Asked]] = {
    "consents/give": GiveIn, "consents/withdraw": WithdrawIn
}  # fmt: skip


def _answer(request: HttpRequest, name: str, schema: type[Asked]) -> HttpResponse | None:
    key = key_in(request.META.get("HTTP_AUTHORIZATION", ""))
    once = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None or request.method != "POST":
        return None
    if once is not None and not _IDEMPOTENCY_KEY.fullmatch(once):
        return None
    asked = _asked(request, schema)
    if asked is None:
        return None
    try:
        return _recorded(request, key, once or "", asked, name)
    except Exception as error:
        return answer_of(error)


def _asked(request: HttpRequest, schema: type[Asked]) -> Asked | None:
    try:
        return schema.model_validate(json.loads(request.body))
    except (OSError, RecursionError, RequestDataTooBig, ValueError):  # no body, or none we know
        return None


def _recorded(
    request: HttpRequest, key: str, once: str, asked: Asked, name: str
) -> HttpResponse | None:
    now = timezone.now()
    found = member_standing(
        key=key, member_id=asked.member_id, item_code=asked.item, once=once, now=now
    )
    if found is None or ApiScope.WRITE not in found.caller.scopes:
        return None
    if isinstance(asked, GiveIn):
        word = plain_yes(found=found, text_version=asked.text_version)
    else:
        word = plain_no(found=found)
    if word is None:
        return None
    counted(request, permitted(found.caller, ApiScope.WRITE))
    said = Said(
        asked.member_id,
        asked.item,
        asked.language,
        found.caller.place(asked.source),
        once,
        request_text(name, asked),
    )
    told = append_word(found=found, word=word, said=said, now=now)
    if told is None:
        return None
    body = json.dumps({**told, "at": now}, cls=NinjaJSONEncoder)
    return HttpResponse(body, content_type=CONTENT_TYPE)
