"""What services record about their members, by the member's own id."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.services.data_subjects import ensure_member
from consent.enums import ConsentAction
from consent.models import ConsentEvent, ConsentState
from consent.services.changes import announce_changes
from consent.services.consents import say_no, say_yes
from policies.models import PolicyAcceptance
from policies.services.acceptances import record_acceptance, record_joining

API = "API:"  # sources of services begin so: none of them passes for the person's own page


@transaction.atomic
def give_member_consent(
    *,
    member_id: str,
    item_code: str,
    text_version: str,
    language: str,
    source: str,
    now: datetime,
) -> ConsentEvent:
    """A member said yes in the service to the words in force. Raises UnableToRecordConsent.

    Arguments:
        source: where in the service, such as "APP_SETTINGS".
    """
    return say_yes(
        subject_id=ensure_member(member_id=member_id, now=now),
        item_code=item_code,
        text_version=text_version,
        language=language,
        source=API + source,
        now=now,
    )


@transaction.atomic
def withdraw_member_consent(
    *, member_id: str, item_code: str, language: str, source: str, now: datetime
) -> ConsentEvent:
    """A member said no in the service; it holds at once. Raises UnableToRecordConsent."""
    return say_no(
        subject_id=ensure_member(member_id=member_id, now=now),
        item_code=item_code,
        language=language,
        source=API + source,
        now=now,
    )


@transaction.atomic
def record_member_acceptance(
    *, member_id: str, facts: Mapping[str, str], actor: Any, now: datetime
) -> PolicyAcceptance:
    """A member accepted a policy version in the service. Raises UnableToRecordAcceptance.

    Arguments:
        facts: number, language, source, text_sha256 as record_acceptance takes them.
    """
    return record_acceptance(
        subject_id=ensure_member(member_id=member_id, now=now),
        **{**facts, "source": API + facts["source"]},
        actor=actor,
        now=now,
    )


@transaction.atomic
def record_member_joining(
    *, member_id: str, facts: Mapping[str, str], actor: Any, now: datetime
) -> PolicyAcceptance:
    """A member registered, and accepted the whole text. Raises UnableToRecordAcceptance.

    Arguments as of record_member_acceptance.
    """
    return record_joining(
        subject_id=ensure_member(member_id=member_id, now=now),
        **{**facts, "source": API + facts["source"]},
        actor=actor,
        now=now,
    )


@transaction.atomic
def carry_consents(from_id: uuid.UUID, to_id: uuid.UUID) -> None:
    """What a service recorded for a member becomes the person's own, as new rows of their chain.

    Every yes and no on an item whose last word is the service's, in their order: each is proof of
    what held when. Of two last words the later one holds, of two at the same moment the no. The
    rows keep time, text and source; the old chain stays as it is.
    """
    own = {row.item_id: _place(row) for row in ConsentState.objects.filter(subject_id=to_id)}
    later = [
        state.item_id
        for state in ConsentState.objects.filter(subject_id=from_id)
        if state.item_id not in own or own[state.item_id] < _place(state)
    ]
    words = ConsentEvent.objects.filter(chain=f"subject:{from_id}", item_id__in=later)
    for word in list(words.order_by("sequence")):
        ConsentEvent.objects.create(
            chain=f"subject:{to_id}", at=word.at, subject_id=to_id, item_id=word.item_id,
            action=word.action, text_version=word.text_version, text_sha256=word.text_sha256,
            language=word.language, source=word.source,
        )  # fmt: skip
    announce_changes()


def _place(word: ConsentState) -> tuple[datetime, bool]:
    """Which of two last words is the later one."""
    return word.since, word.action == ConsentAction.WITHDRAWN
