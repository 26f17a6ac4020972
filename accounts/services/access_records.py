"""Looking at a person's data is itself on record."""

import uuid
from datetime import datetime

from accounts.domain.actor import Actor
from accounts.enums import AccessAction
from accounts.models import AccessRecord


def record_access(
    *,
    subject_id: uuid.UUID | None,
    action: AccessAction,
    object_kind: str,
    object_reference: str,
    actor: Actor,
    now: datetime,
) -> AccessRecord:
    """Append one access record.

    Arguments:
        subject_id: whose data; None when nobody is known yet (a search).
        action: what was done.
        object_kind: what was looked at, such as "case", "identity_document", "package".
        object_reference: its public reference or id; never a person's value.
        actor: who looked.
        now: when.
    """
    chain = f"subject:{subject_id}" if subject_id else f"actor:{actor.user_id or actor.name}"
    return AccessRecord.objects.create(
        chain=chain,
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name,
        action=action,
        object_kind=object_kind,
        object_reference=object_reference,
        subject_id=subject_id,
    )
