"""Saying yes and taking it back: rows of the ledger, by an identified person's own act."""

import uuid
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import DataSubject
from consent.enums import ConsentAction
from consent.models import ConsentEvent, ConsentItem, ConsentState
from consent.services.changes import announce_changes

_STANDING = """
    SELECT item.*, words.version AS words, words.sha256 AS words_sha256, said.action AS said,
        said.text_version AS said_version, said.sequence AS said_sequence,
        (SELECT sha256 FROM consent_consenttext
         WHERE item_id = item.id AND version = said.text_version) AS said_sha256
    FROM consent_consentitem item
    LEFT JOIN LATERAL (
        SELECT version, sha256 FROM consent_consenttext WHERE item_id = item.id
        ORDER BY published_at DESC, id DESC LIMIT 1) words ON true
    LEFT JOIN consent_consentstate said
        ON said.item_id = item.id AND said.subject_id = %(subject)s
    WHERE item.code = %(code)s AND item.active
"""
# By hand, so that the database's numbers come back with it and nothing is asked for again.
_APPEND = """
    INSERT INTO consent_consentevent (chain, at, subject_id, item_id, action, text_version,
        text_sha256, language, source)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id, sequence, previous_hash, hash
"""


class UnableToRecordConsent(Exception):
    """Nothing was recorded.

    `code`: UNKNOWN_ITEM; OTHER_TEXT (the words shown are not those in force: show them and ask
    again); PREREQUISITE (it ends only by leaving the service); SOURCE (no place is named).
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def give_consent(
    *,
    subject_id: uuid.UUID,
    item_code: str,
    text_version: str,
    language: str,
    source: str,
    now: datetime,
) -> ConsentEvent:
    """Record an explicit yes to the words in force. Yes again to the same words adds nothing.

    Arguments:
        text_version: the version the person saw.
        language: the language they saw it in, "ja" or "en".
        source: where the click was, such as PREFERENCE_CENTRE.

    Raises UnableToRecordConsent.
    """
    _lock(subject_id)
    return say_yes(
        subject_id=subject_id, item_code=item_code, text_version=text_version, language=language,
        source=source, now=now,
    )  # fmt: skip


def say_yes(
    *,
    subject_id: uuid.UUID,
    item_code: str,
    text_version: str,
    language: str,
    source: str,
    now: datetime,
) -> ConsentEvent:
    """`give_consent` for a caller whose transaction holds the person's row already."""
    item = _standing(subject_id, item_code, source)
    if item.words is None or item.words != text_version:
        raise UnableToRecordConsent(
            "The words in force are others than those shown.", code="OTHER_TEXT"
        )
    if item.said == ConsentAction.GIVEN and item.said_version == text_version:
        return ConsentEvent.objects.get(chain=_chain(subject_id), sequence=item.said_sequence)
    facts = (ConsentAction.GIVEN, text_version, item.words_sha256, language, source)
    return _record(subject_id, item, facts, now)


@transaction.atomic
def withdraw_consent(
    *, subject_id: uuid.UUID, item_code: str, language: str, source: str, now: datetime
) -> ConsentEvent:
    """Record a no, at once and without a reason; also where no yes was ever given.

    No again adds nothing. Raises UnableToRecordConsent.
    """
    _lock(subject_id)
    return say_no(
        subject_id=subject_id, item_code=item_code, language=language, source=source, now=now
    )


def say_no(
    *, subject_id: uuid.UUID, item_code: str, language: str, source: str, now: datetime
) -> ConsentEvent:
    """`withdraw_consent` for a caller whose transaction holds the person's row already."""
    item = _standing(subject_id, item_code, source)
    if item.prerequisite and item.said == ConsentAction.GIVEN:
        raise UnableToRecordConsent(
            "The service cannot be given without it; it ends by leaving.", code="PREREQUISITE"
        )
    if item.said == ConsentAction.WITHDRAWN:
        return ConsentEvent.objects.get(chain=_chain(subject_id), sequence=item.said_sequence)
    version, digest = item.words or "", item.words_sha256 or ""
    if item.said:
        version, digest = item.said_version, item.said_sha256 or ""
    facts = (ConsentAction.WITHDRAWN, version, digest, language, source)
    return _record(subject_id, item, facts, now)


@transaction.atomic
def withdraw_everything(
    *, subject_id: uuid.UUID, language: str, source: str, now: datetime
) -> list[ConsentEvent]:
    """The person leaves the service: every yes ends at once, those it cannot work without too.

    Items that are no longer offered are among them. Again adds nothing. In the order of the items.
    """
    _named(source)
    _lock(subject_id)
    given = (
        ConsentState.objects.filter(subject_id=subject_id, action=ConsentAction.GIVEN)
        .select_related("item")
        .order_by("item__position", "item__code")
    )
    return [_leave(state, language, source, now) for state in given]


def _leave(state: ConsentState, language: str, source: str, now: datetime) -> ConsentEvent:
    text = state.item.texts.get(version=state.text_version)
    facts = (ConsentAction.WITHDRAWN, text.version, text.sha256, language, source)
    return _record(state.subject_id, state.item, facts, now)


def _standing(subject_id: uuid.UUID, item_code: str, source: str) -> Any:
    """The item with the words in force and this person's last word. One query."""
    _named(source)
    found = list(ConsentItem.objects.raw(_STANDING, {"subject": subject_id, "code": item_code}))
    if not found:
        raise UnableToRecordConsent(f"There is no consent item {item_code}.", code="UNKNOWN_ITEM")
    return found[0]


def _record(
    subject_id: uuid.UUID, item: ConsentItem, facts: tuple[str, ...], now: datetime
) -> ConsentEvent:
    announce_changes()
    chain = _chain(subject_id)
    action, version, digest, language, source = facts
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, [chain, now, subject_id, item.pk, *map(str, facts)])
        numbers = cursor.fetchone()
    event = ConsentEvent(
        id=numbers[0], chain=chain, sequence=numbers[1], previous_hash=numbers[2],
        hash=numbers[3], at=now, subject_id=subject_id, item=item, action=action,
        text_version=version, text_sha256=digest, language=language, source=source,
    )  # fmt: skip
    event._state.adding, event._state.db = False, connection.alias
    return event


def _lock(subject_id: uuid.UUID) -> None:
    """Lock the person's row: toggles of one person come one after the other."""
    DataSubject.objects.select_for_update(of=("self",)).get(pk=subject_id)


def _named(source: str) -> None:
    if not source.strip():
        raise UnableToRecordConsent("A consent says where it was given.", code="SOURCE")


def _chain(subject_id: uuid.UUID) -> str:
    return f"subject:{subject_id}"
