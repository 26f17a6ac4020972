"""The checks before Django is asked: the same answers for a fraction of the work.

Only a well-formed question of a client that may ask it is answered here. Everything else is left to
the operations (consent.api.operations: check_consent, check_consents), which alone are what the
OpenAPI document describes; a test compares the two byte by byte.
Why: docs/adr/0015-a-short-door-for-the-check.md.
"""

import json
import re
from collections.abc import Callable, Mapping, MutableMapping
from io import BytesIO
from typing import Any

from django.db import connections
from django.http import HttpResponse
from django.utils import timezone
from ninja.responses import NinjaJSONEncoder

from accounts.domain.api_key import key_in
from accounts.enums import ApiScope
from consent.api.keys import permitted
from consent.api.problems import answer_of
from consent.api.schemas import MOST_MEMBERS
from consent.enums import Verdict
from consent.selectors.quick_checks import quick_caller, quick_check, quick_check_many

CONTENT_TYPE = "application/json; charset=utf-8"
_MOST_BYTES = 128 * 1024  # more than any well-formed question needs
_ITEM, _MEMBER = re.compile(r"[A-Za-z0-9_-]{1,40}"), re.compile(r"[\x21-\x7e]{1,100}")
_MEMBER_LINES = re.compile(r"[\x21-\x7e]{1,100}(?:\n[\x21-\x7e]{1,100})*")
_BEGINNINGS = {
    verdict: b'{"allowed": %b, "verdict": "%b", '
    % (b"true" if verdict == Verdict.GIVEN else b"false", verdict.value.encode())
    for verdict in Verdict
}
_moment = NinjaJSONEncoder().default

Asked = Mapping[str, Any]
Answered = bytes | HttpResponse | None


def answer_before(environ: MutableMapping[str, Any]) -> Answered:
    """The body of the answer, or the answer of a problem; None leaves it to the operation.

    Arguments:
        environ: of WSGI, with PATH_INFO in DOORS. What was read of its body can be read again.
    """
    key = key_in(environ.get("HTTP_AUTHORIZATION", ""))
    if key is None or environ["REQUEST_METHOD"] != "POST":
        return None
    asked = _asked(environ)
    if asked is None:
        return None
    try:
        line = connections["default"]
        if not line.in_atomic_block:  # as Django does when a request begins
            line.close_if_unusable_or_obsolete()
        return DOORS[environ["PATH_INFO"]](key, asked)
    except Exception as error:
        return answer_of(error)


def _check(key: str, asked: Asked) -> Answered:
    if not _is_question(asked, "member_id") or not _is_member(asked["member_id"]):
        return None
    found = quick_check(
        key=key, member_id=asked["member_id"], item_code=asked["item"], now=timezone.now()
    )
    if found.caller is None or ApiScope.CHECK not in found.caller.scopes:
        return None
    permitted(found.caller, ApiScope.CHECK)
    since, version = found.answer.since, found.answer.text_version
    return _BEGINNINGS[found.answer.verdict] + b'"since": %b, "text_version": %b}' % (
        b'"%b"' % _moment(since).encode() if since else b"null",
        json.dumps(version).encode() if version else b"null",
    )


def _check_many(key: str, asked: Asked) -> Answered:
    if not _is_question(asked, "member_ids") or not _are_members(asked["member_ids"]):
        return None
    now, item = timezone.now(), asked["item"]
    caller = quick_caller(key=key, item_code=item, now=now)
    if caller is None or ApiScope.CHECK not in caller.scopes:
        return None
    permitted(caller, ApiScope.CHECK)
    verdicts = quick_check_many(key=key, member_ids=asked["member_ids"], item_code=item, now=now)
    allowed = verdicts.get(Verdict.GIVEN, [])
    refused = {verdict.value: ids for verdict, ids in verdicts.items() if verdict != Verdict.GIVEN}
    return json.dumps({"item": item, "allowed": allowed, "refused": refused}).encode()


DOORS: Mapping[str, Callable[[str, Asked], Answered]] = {
    "/api/v1/consents/check": _check,
    "/api/v1/consents/check-many": _check_many,
}


def _asked(environ: MutableMapping[str, Any]) -> Asked | None:
    length = environ.get("CONTENT_LENGTH", "")
    if not (length.isascii() and length.isdigit()) or int(length) > _MOST_BYTES:
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return asked if isinstance(asked, dict) else None


def _is_question(asked: Asked, about: str) -> bool:
    """Whether it is about these and an item, and nothing else."""
    if asked.keys() != {about, "item"}:
        return False
    return isinstance(asked["item"], str) and _ITEM.fullmatch(asked["item"]) is not None


def _is_member(value: Any) -> bool:
    return isinstance(value, str) and _MEMBER.fullmatch(value) is not None


def _are_members(values: Any) -> bool:
    """The same for each of a list, in one go."""
    if not isinstance(values, list) or not 1 <= len(values) <= MOST_MEMBERS:
        return False
    try:
        lines = "\n".join(values)
    except TypeError:  # not only strings
        return False
    return lines.count("\n") == len(values) - 1 and _MEMBER_LINES.fullmatch(lines) is not None
