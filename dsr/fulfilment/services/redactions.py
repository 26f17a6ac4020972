"""Masking what concerns others within a part, and taking that back."""

import json
import uuid
from datetime import datetime
from typing import cast

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.gateways.sealing import seal_json, search_index
from dsr.cases.enums import OutcomeCode
from dsr.cases.letters.words import Words
from dsr.fulfilment.domain.masking import Mask, Masking
from dsr.fulfilment.domain.redaction import WantedRedaction
from dsr.fulfilment.models import CollectedCategory, Redaction
from dsr.fulfilment.models.redaction import CODES
from dsr.fulfilment.selectors.redaction_hits import FoundRedaction, find_redaction
from dsr.fulfilment.selectors.redactions import (
    SealedMask,
    redaction_mask_context,
    redaction_reason,
    redaction_reason_context,
)
from dsr.fulfilment.services.reviews import lock_case_in_review


class UnableToRedactPart(Exception):
    """Refused. `code`: CODE, REASON_MISSING, REASON_TELLS (it says what is masked), or DOUBLE
    (masked already, on another ground)."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def redact_part(
    *,
    part_id: uuid.UUID,
    wanted: WantedRedaction,
    code: OutcomeCode,
    reason_ja: str,
    reason_en: str,
    actor: Actor,
    now: datetime,
) -> Redaction:
    """Mask something. Asking for the same again, on the same ground, changes nothing.

    The part is looked through before anything is locked: what was collected never changes.

    Arguments:
        part_id: which collected category.
        wanted: what is to be masked.
        code: D1-D3 or N2.
        reason_ja, reason_en: the words of the letter; Japanese is mandatory (Art 36).

    Raises UnableToMask, UnableToRedactPart, UnableToReviewCase, PaintingUnavailable.
    """
    if code not in CODES:
        raise UnableToRedactPart(f"{code} is no ground to mask.", code="CODE")
    if not reason_ja.strip():
        raise UnableToRedactPart("A reason is needed (Art 36).", code="REASON_MISSING")
    reason = Words(reason_ja.strip(), reason_en.strip())
    part = CollectedCategory.objects.select_related(
        "collection__case__data_key", "file__data_key"
    ).get(pk=part_id)
    _lock(part, actor)  # nobody else's data is looked through
    found = find_redaction(part, wanted)
    if Masking([Mask(kind=found.mask.kind, words=found.words)]).spans(f"{reason.ja}\n{reason.en}"):
        raise UnableToRedactPart("The letter would say what is masked.", code="REASON_TELLS")
    with transaction.atomic():
        _lock(part, actor)
        index = _index(part, wanted, found)
        same = Redaction.objects.filter(part=part, mask_index=index, restored_at__isnull=True)
        if standing := same.first():
            return _same(standing, part, code, reason)
        return _made(part, wanted, found, code, reason, index, actor, now)


@transaction.atomic
def _lock(part: CollectedCategory, actor: Actor) -> None:
    collection = part.collection
    lock_case_in_review(case_id=collection.case_id, actor=actor, collection=collection)


@transaction.atomic
def restore_redaction(*, redaction_id: uuid.UUID, actor: Actor, now: datetime) -> Redaction:
    """Disclose it after all; that it was masked stays on record. Again changes nothing.

    Raises UnableToReviewCase.
    """
    redaction = Redaction.objects.select_related("part__collection").get(pk=redaction_id)
    _lock(redaction.part, actor)
    redaction.refresh_from_db(fields=["restored_at", "restored_by"])
    if redaction.restored_at is None:
        redaction.restored_at, redaction.restored_by_id = now, actor.user_id
        redaction.save(update_fields=["restored_at", "restored_by"])
    return redaction


def _index(part: CollectedCategory, wanted: WantedRedaction, found: FoundRedaction) -> bytes:
    """By which the same masking is known again; nothing can be read from it."""
    about = [str(part.pk), wanted.kind, found.mask.record, found.mask.field, found.page]
    mask = [sorted(found.words), found.area]
    return search_index("redaction", json.dumps([*about, *mask], ensure_ascii=False))


def _same(
    standing: Redaction, part: CollectedCategory, code: OutcomeCode, reason: Words
) -> Redaction:
    standing.part = part
    if (standing.code, redaction_reason(standing)) != (code, reason):
        raise UnableToRedactPart("It is masked already, on another ground.", code="DOUBLE")
    return standing


def _made(
    part: CollectedCategory,
    wanted: WantedRedaction,
    found: FoundRedaction,
    code: OutcomeCode,
    reason: Words,
    index: bytes,
    actor: Actor,
    now: datetime,
) -> Redaction:
    redaction = Redaction(
        part=part,
        kind=wanted.kind,
        record=found.mask.record,
        field=found.mask.field,
        page=found.page,
        places=found.hits.places,
        code=code,
        mask_index=index,
        made_at=now,
        made_by_id=cast("int", actor.user_id),  # only staff pass lock_case_in_review
    )
    data_key = part.collection.case.data_key
    mask: SealedMask = {"words": list(found.words), "area": list(found.area or ())}
    redaction.mask_sealed = seal_json(data_key, mask, context=redaction_mask_context(redaction))
    redaction.reason_sealed = seal_json(
        data_key,
        {"ja": reason.ja, "en": reason.en},
        context=redaction_reason_context(redaction),
    )
    redaction.save(force_insert=True)
    return redaction
