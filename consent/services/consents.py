"""Saying yes and taking it back: rows of the ledger, by an identified person's own act."""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.models import DataSubject
from consent.enums import ConsentAction
from consent.models import ConsentEvent, ConsentItem, ConsentState, ConsentText
from consent.selectors.consents import current_text
from consent.services.changes import announce_changes


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
    item = _locked_item(subject_id, item_code, source)
    text = current_text(item)
    if text is None or text.version != text_version:
        raise UnableToRecordConsent(
            "The words in force are others than those shown.", code="OTHER_TEXT"
        )
    last = ConsentState.objects.filter(subject_id=subject_id, item=item).first()
    if last and last.action == ConsentAction.GIVEN and last.text_version == text_version:
        return ConsentEvent.objects.get(chain=_chain(subject_id), sequence=last.sequence)
    announce_changes()
    return ConsentEvent.objects.create(
        chain=_chain(subject_id),
        at=now,
        subject_id=subject_id,
        item=item,
        action=ConsentAction.GIVEN,
        text_version=text.version,
        text_sha256=text.sha256,
        language=language,
        source=source,
    )


@transaction.atomic
def withdraw_consent(
    *, subject_id: uuid.UUID, item_code: str, language: str, source: str, now: datetime
) -> ConsentEvent:
    """Record a no, at once and without a reason; also where no yes was ever given.

    No again adds nothing. Raises UnableToRecordConsent.
    """
    item = _locked_item(subject_id, item_code, source)
    last = ConsentState.objects.filter(subject_id=subject_id, item=item).first()
    if item.prerequisite and last and last.action == ConsentAction.GIVEN:
        raise UnableToRecordConsent(
            "The service cannot be given without it; it ends by leaving.", code="PREREQUISITE"
        )
    if last and last.action == ConsentAction.WITHDRAWN:
        return ConsentEvent.objects.get(chain=_chain(subject_id), sequence=last.sequence)
    text = item.texts.get(version=last.text_version) if last else current_text(item)
    return _record_no(subject_id, item, text, language, source, now)


@transaction.atomic
def withdraw_everything(
    *, subject_id: uuid.UUID, language: str, source: str, now: datetime
) -> list[ConsentEvent]:
    """The person leaves the service: every yes ends at once, those it cannot work without too.

    Items that are no longer offered are among them. Again adds nothing. In the order of the items.
    """
    _lock(subject_id, source)
    given = (
        ConsentState.objects.filter(subject_id=subject_id, action=ConsentAction.GIVEN)
        .select_related("item")
        .order_by("item__position", "item__code")
    )
    return [
        _record_no(
            subject_id, state.item, state.item.texts.get(version=state.text_version),
            language, source, now,
        )
        for state in given
    ]  # fmt: skip


def _record_no(
    subject_id: uuid.UUID,
    item: ConsentItem,
    text: ConsentText | None,
    language: str,
    source: str,
    now: datetime,
) -> ConsentEvent:
    announce_changes()
    return ConsentEvent.objects.create(
        chain=_chain(subject_id),
        at=now,
        subject_id=subject_id,
        item=item,
        action=ConsentAction.WITHDRAWN,
        text_version=text.version if text else "",
        text_sha256=text.sha256 if text else "",
        language=language,
        source=source,
    )


def _locked_item(subject_id: uuid.UUID, item_code: str, source: str) -> ConsentItem:
    _lock(subject_id, source)
    item = ConsentItem.objects.filter(code=item_code, active=True).first()
    if item is None:
        raise UnableToRecordConsent(f"There is no consent item {item_code}.", code="UNKNOWN_ITEM")
    return item


def _lock(subject_id: uuid.UUID, source: str) -> None:
    """Lock the person's row: toggles of one person come one after the other."""
    if not source.strip():
        raise UnableToRecordConsent("A consent says where it was given.", code="SOURCE")
    DataSubject.objects.select_for_update(of=("self",)).get(pk=subject_id)


def _chain(subject_id: uuid.UUID) -> str:
    return f"subject:{subject_id}"
