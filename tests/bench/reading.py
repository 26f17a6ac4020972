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
    SELECT st.action, st.since, st.text_version
    FROM accounts_datasubject s JOIN consent_consentstate st ON st.subject_id = s.id
    WHERE s.member_id_index = $1 AND st.item_id = $2
"""
_BYTEA_TYPE, _INT8_TYPE = 17, 20
_mine = threading.local()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Read what was sent, read a row or none, and answer as much as a check does."""
    sent = environ["wsgi.input"].read()
    if not hasattr(_mine, "line"):
        _mine.line = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        _mine.line.pgconn.prepare(b"last_word", _LAST_WORD, [_BYTEA_TYPE, _INT8_TYPE])
    asked = [sent[-32:], (1).to_bytes(8, "big")]
    _mine.line.pgconn.exec_prepared(b"last_word", asked, [1, 1], 1)
    start_response("200 OK", HEADERS)
    return [BODY]
