"""Saying yes and taking it back: rows of the ledger, by an identified person's own act."""

import uuid
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from accounts.models import DataSubject
from consent.enums import ConsentAction
from consent.models import ConsentEvent, ConsentItem, ConsentState
from consent.selectors.standings import Standing, standing_of
from consent.services.changes import announce_changes

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


class Words(NamedTuple):
    """The text a yes or no is about: its version, and its fingerprint."""

    version: str
    sha256: str


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
    item, standing = _standing(subject_id, item_code, source)
    if not item.active:
        raise _unknown_item()
    words = words_of_yes(standing, text_version)
    if words is None:
        return _said(subject_id, standing)
    return _record(subject_id, item, (ConsentAction.GIVEN, *words, language, source), now)


def words_of_yes(standing: Standing, text_version: str) -> Words | None:
    """What a yes to this version is a yes to; None where it was said already.

    Raises UnableToRecordConsent.
    """
    if standing.words is None or standing.words != text_version:
        raise UnableToRecordConsent(
            "The words in force are others than those shown.", code="OTHER_TEXT"
        )
    if standing.said == ConsentAction.GIVEN and standing.said_version == text_version:
        return None
    return Words(text_version, standing.words_sha256 or "")


@transaction.atomic
def withdraw_consent(
    *, subject_id: uuid.UUID, item_code: str, language: str, source: str, now: datetime
) -> ConsentEvent:
    """Record a no, at once and without a reason; also where no yes was ever given.

    A yes to an item that is offered no more is taken back too: it may be offered again. No again
    adds nothing. Raises UnableToRecordConsent.
    """
    _lock(subject_id)
    return say_no(
        subject_id=subject_id, item_code=item_code, language=language, source=source, now=now
    )


def say_no(
    *, subject_id: uuid.UUID, item_code: str, language: str, source: str, now: datetime
) -> ConsentEvent:
    """`withdraw_consent` for a caller whose transaction holds the person's row already."""
    item, standing = _standing(subject_id, item_code, source)
    if not item.active and not standing.said:
        raise _unknown_item()
    words = words_of_no(standing)
    if words is None:
        return _said(subject_id, standing)
    return _record(subject_id, item, (ConsentAction.WITHDRAWN, *words, language, source), now)


def words_of_no(standing: Standing) -> Words | None:
    """What a no takes back; where no yes was ever given, the words in force.

    None where it was said already. Raises UnableToRecordConsent.
    """
    if standing.prerequisite and standing.said == ConsentAction.GIVEN:
        raise UnableToRecordConsent(
            "The service cannot be given without it; it ends by leaving.", code="PREREQUISITE"
        )
    if standing.said == ConsentAction.WITHDRAWN:
        return None
    if standing.said:
        return Words(standing.said_version or "", standing.said_sha256 or "")
    return Words(standing.words or "", standing.words_sha256 or "")


@transaction.atomic
def withdraw_everything(
    *, subject_id: uuid.UUID, language: str, source: str, now: datetime
) -> list[ConsentEvent]:
    """The person leaves the service: every yes ends at once, those it cannot work without too.

    Items that are no longer offered are among them. Again adds nothing. In the order of the items.
    """
    return _end(Q(), subject_id, language, source, now)


@transaction.atomic
def end_earlier_consents(
    *, subject_id: uuid.UUID, language: str, source: str, at: datetime
) -> list[ConsentEvent]:
    """Every yes said until `at` ends as of then: the person had left, and it came to them later.

    What they said yes to after that moment stands. Again adds nothing. In the order of the items.
    """
    return _end(Q(since__lte=at), subject_id, language, source, at)


def _end(
    which: Q, subject_id: uuid.UUID, language: str, source: str, at: datetime
) -> list[ConsentEvent]:
    _named(source)
    _lock(subject_id)
    given = (
        ConsentState.objects.filter(which, subject_id=subject_id, action=ConsentAction.GIVEN)
        .select_related("item")
        .order_by("item__position", "item__code")
    )
    return [_leave(state, language, source, at) for state in given]


def _leave(state: ConsentState, language: str, source: str, now: datetime) -> ConsentEvent:
    text = state.item.texts.get(version=state.text_version)
    facts = (ConsentAction.WITHDRAWN, text.version, text.sha256, language, source)
    return _record(state.subject_id, state.item, facts, now)


def _standing(subject_id: uuid.UUID, item_code: str, source: str) -> tuple[ConsentItem, Standing]:
    _named(source)
    found = standing_of(subject_id=subject_id, item_code=item_code)
    if found is None:
        raise _unknown_item()
    return found


def _unknown_item() -> UnableToRecordConsent:
    return UnableToRecordConsent("There is no such consent item.", code="UNKNOWN_ITEM")


def _said(subject_id: uuid.UUID, standing: Standing) -> ConsentEvent:
    return ConsentEvent.objects.get(chain=_chain(subject_id), sequence=standing.said_sequence or 0)


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
