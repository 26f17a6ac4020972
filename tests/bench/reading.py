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
    """Read what was sent, whose end is an index and an item, and their row; answer as a check."""
    sent = environ["wsgi.input"].read()
    if not hasattr(_mine, "line"):
        _mine.line = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        _mine.line.pgconn.prepare(b"last_word", _LAST_WORD, [_BYTEA_TYPE, _INT8_TYPE])
    asked = [sent[-40:-8], sent[-8:]]
    found = _mine.line.pgconn.exec_prepared(b"last_word", asked, [1, 1], 1)
    assert found.ntuples == 1
    start_response("200 OK", HEADERS)
    return [BODY]
