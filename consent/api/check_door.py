"""The check of one member before Django is asked: the same answer for a fraction of the work.

Only the well-formed question of a client that may ask it is answered here. Everything else is left
to the operation (consent.api.operations.check_consent), which is also what the OpenAPI document
describes; a test compares the two, byte by byte. Why: docs/adr/0015-a-short-door-for-the-check.md.
"""

import json
import re
from collections.abc import MutableMapping
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
from consent.enums import Verdict
from consent.selectors.quick_checks import quick_check

PATH = "/api/v1/consents/check"
CONTENT_TYPE = "application/json; charset=utf-8"
_MOST_BYTES = 1024  # more than any well-formed question needs
_MEMBER, _ITEM = re.compile(r"[\x21-\x7e]{1,100}"), re.compile(r"[A-Za-z0-9_-]{1,40}")
_BEGINNINGS = {
    verdict: json.dumps({"allowed": verdict == Verdict.GIVEN, "verdict": verdict.value})[
        :-1
    ].encode()
    + b", "
    for verdict in Verdict
}
_as_json = NinjaJSONEncoder()


def answer_check(environ: MutableMapping[str, Any]) -> bytes | HttpResponse | None:
    """The body of the answer, or the answer of a problem; None leaves it to the operation.

    Arguments:
        environ: of WSGI, with PATH_INFO being PATH. What was read of its body can be read again.
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
        member_id, item = asked
        found = quick_check(key=key, member_id=member_id, item_code=item, now=timezone.now())
        if found.caller is None or ApiScope.CHECK not in found.caller.scopes:
            return None
        permitted(found.caller, ApiScope.CHECK)
    except Exception as error:
        return answer_of(error)
    answer = found.answer
    since, version = answer.since, answer.text_version
    return _BEGINNINGS[answer.verdict] + b'"since": %b, "text_version": %b}' % (
        b'"%b"' % _as_json.default(since).encode() if since else b"null",
        json.dumps(version).encode() if version else b"null",
    )


def _asked(environ: MutableMapping[str, Any]) -> tuple[str, str] | None:
    """Member id and item's code, when the body is nothing but these two."""
    length = environ.get("CONTENT_LENGTH", "")
    if not (length.isascii() and length.isdigit()) or int(length) > _MOST_BYTES:
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    try:
        asked = json.loads(body)
    except ValueError:
        return None
    if not isinstance(asked, dict) or asked.keys() != {"member_id", "item"}:
        return None
    member_id, item = asked["member_id"], asked["item"]
    if not isinstance(member_id, str) or not isinstance(item, str):
        return None
    if not _MEMBER.fullmatch(member_id) or not _ITEM.fullmatch(item):
        return None
    return member_id, item
