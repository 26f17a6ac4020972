"""What a service writes about a member, on what was read with its key: one more round trip.

Nothing is decided otherwise than in consents.say_yes and say_no. A word that only has to be
appended is; everything else, among it a member of whom nothing is known and one who said something
else meanwhile, goes the whole way.
"""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import NamedTuple

import psycopg
from django.db import connection, transaction

from accounts.gateways.sealing import search_index
from consent.enums import ConsentAction
from consent.models import ConsentEvent
from consent.selectors.standings import MemberStanding
from consent.services.changes import announce_changes
from consent.services.consents import (
    UnableToRecordConsent,
    Words,
    words_of_no,
    words_of_yes,
)
from consent.services.member_consents import API, give_member_consent, withdraw_member_consent

_APPEND = """
    SELECT consent_append(%(member)s, %(item)s, %(after)s, %(at)s, %(action)s, %(version)s,
        %(sha256)s, %(language)s, %(source)s)
"""


class Recorded(NamedTuple):
    """What stands in the ledger now."""

    action: str
    text_version: str
    text_sha256: str
    at: datetime
    sequence: int


class Said(NamedTuple):
    """Whose word it is and where it was said, as give_member_consent takes it."""

    member_id: str
    item_code: str
    language: str
    source: str


def give_quickly(
    *, found: MemberStanding, said: Said, text_version: str, now: datetime
) -> Recorded:
    """give_member_consent, on what `member_standing` found. Raises UnableToRecordConsent."""
    words = _plain(lambda: words_of_yes(found.standing, text_version))
    recorded = words and _append(found, said, ConsentAction.GIVEN, words, now)
    return recorded or _recorded(
        give_member_consent(**said._asdict(), text_version=text_version, now=now)
    )


def withdraw_quickly(*, found: MemberStanding, said: Said, now: datetime) -> Recorded:
    """withdraw_member_consent, on what `member_standing` found. Raises UnableToRecordConsent."""
    words = _plain(lambda: words_of_no(found.standing))
    recorded = words and _append(found, said, ConsentAction.WITHDRAWN, words, now)
    return recorded or _recorded(withdraw_member_consent(**said._asdict(), now=now))


def _plain(decide: Callable[[], Words | None]) -> Words | None:
    """Only what adds a row is decided without the lock; a refusal never."""
    try:
        return decide()
    except UnableToRecordConsent:
        return None


def _append(
    found: MemberStanding, said: Said, action: ConsentAction, words: Words, now: datetime
) -> Recorded | None:
    """None where item or member are not known, or where what was found holds no more."""
    if found.item is None:
        return None
    facts = {
        "member": search_index("member_id", said.member_id), "item": found.item,
        "after": found.standing.said_sequence, "at": now, "action": action.value,
        "version": words.version, "sha256": words.sha256, "language": said.language,
        "source": API + said.source,
    }  # fmt: skip
    # Alone it is a transaction by itself, through as soon as it is answered; nothing asks twice.
    with transaction.atomic() if found.followed else nullcontext():
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            row = cursor.execute(_APPEND, facts, prepare=True).fetchone()
        if row is None:
            return None
        if found.followed:
            announce_changes()
    return Recorded(action, words.version, words.sha256, now, row[0])


def _recorded(event: ConsentEvent) -> Recorded:
    return Recorded(event.action, event.text_version, event.text_sha256, event.at, event.sequence)
