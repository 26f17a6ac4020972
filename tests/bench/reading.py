"""A second yardstick: an application that reads a member's last word and does nothing else.

No key, no count, no words in force, no JSON: what a WSGI server and PostgreSQL leave to be won.
"""

import os
import threading
from collections.abc import Iterable
from typing import Any

import psycopg

from tests.bench.bare import BODY, HEADERS

_LAST_WORD = b"""
    SELECT action, since, text_version FROM consent_consentstate
    WHERE member_key = $1 AND item_id = $2
"""
_UUID_TYPE, _INT8_TYPE = 2950, 20
_mine = threading.local()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Read what was sent, whose end is a key and an item, and their row; answer as a check."""
    sent = environ["wsgi.input"].read()
    if not hasattr(_mine, "line"):
        _mine.line = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        _mine.line.pgconn.prepare(b"last_word", _LAST_WORD, [_UUID_TYPE, _INT8_TYPE])
    asked = [sent[-24:-8], sent[-8:]]
    found = _mine.line.pgconn.exec_prepared(b"last_word", asked, [1, 1], 1)
    assert found.ntuples == 1
    start_response("200 OK", HEADERS)
    return [BODY]
