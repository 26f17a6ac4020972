"""What a service writes about a member, on what was read with its key: one more round trip.

Only a word that adds a row is appended here, decided as consents.say_yes and say_no decide. All
else, among it that of a member who said something else meanwhile, writes nothing and goes the whole
way (consent.services.member_consents).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from accounts.gateways.sealing import search_index
from accounts.services.members import make_member
from consent.enums import ConsentAction
from consent.selectors.standings import MemberStanding
from consent.services.changes import tell_changes
from consent.services.consents import (
    UnableToRecordConsent,
    Words,
    words_of_no,
    words_of_yes,
)
from consent.services.member_consents import API
from consent.services.remembered_answers import request_digest

_WORD = """%(member)s, %(item)s, %(after)s, %(at)s, %(action)s, %(version)s, %(sha256)s,
    %(language)s, %(source)s"""
_APPEND = f"SELECT consent_append({_WORD})"
_APPEND_ONCE = f"""
    SELECT consent_append_once(%(client)s, %(once)s, %(request)s, %(told)s, {_WORD})
"""


class Said(NamedTuple):
    """Whose word it is and where it was said, as give_member_consent takes it.

    `once`: the Idempotency-Key, "" for none; `request`: operation and body, as answer_once takes
    them.
    """

    member_id: str
    item_code: str
    language: str
    source: str
    once: str
    request: str


class Word(NamedTuple):
    """A word that adds a row, if what was found still holds."""

    action: ConsentAction
    words: Words


def plain_yes(*, found: MemberStanding, text_version: str) -> Word | None:
    """A yes to this version; None where it is not as simple as that, or is to be refused."""
    if found.item is None or found.answered:
        return None
    try:
        words = words_of_yes(found.standing, text_version)
    except UnableToRecordConsent:  # which is said under the lock
        return None
    return words and Word(ConsentAction.GIVEN, words)


def plain_no(*, found: MemberStanding) -> Word | None:
    """The same for a no."""
    if found.item is None or found.answered:
        return None
    try:
        words = words_of_no(found.standing)
    except UnableToRecordConsent:
        return None
    return words and Word(ConsentAction.WITHDRAWN, words)


def append_word(
    *, found: MemberStanding, word: Word, said: Said, now: datetime
) -> dict[str, Any] | None:
    """Record it: what came of it, as it is remembered for the key.

    None where nothing was recorded: what was found holds no more, or the key came meanwhile.
    """
    if said.once and not found.known:  # the key has to be taken before the person is made
        return None
    told = {
        "item": said.item_code, "action": word.action.value, "text_version": word.words.version,
        "text_sha256": word.words.sha256, "at": now.isoformat(),
    }  # fmt: skip
    facts: dict[str, Any] = {
        "member": search_index("member_id", said.member_id), "item": found.item,
        "after": found.standing.said_sequence, "at": now, "action": told["action"],
        "version": told["text_version"], "sha256": told["text_sha256"], "source": API + said.source,
        "language": said.language,
    }  # fmt: skip
    statement = _APPEND
    if said.once:
        statement = _APPEND_ONCE
        facts |= {
            "client": found.caller.client_id, "once": said.once, "told": Jsonb(told),
            "request": request_digest(said.request),
        }  # fmt: skip
    if found.known and not found.followed:
        sequence = _run(statement, facts)
    else:
        with transaction.atomic():
            if not found.known:
                make_member(member_id=said.member_id, now=now)
            sequence = _run(statement, facts)
            if found.followed and sequence is not None:
                tell_changes()
    return None if sequence is None else {**told, "sequence": sequence}


def _run(statement: str, facts: Mapping[str, Any]) -> int | None:
    """Outside a transaction it is one by itself, through when it is answered. Never tried twice."""
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        row = cursor.execute(statement, facts, prepare=True).fetchone()
    return row[0] if row else None
