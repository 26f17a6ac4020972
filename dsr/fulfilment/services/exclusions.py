"""Leaving a category, record or field out of what is disclosed, and taking that back."""

import uuid
from datetime import datetime
from typing import cast

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.gateways.sealing import seal_json
from dsr.cases.enums import OutcomeCode
from dsr.fulfilment.enums import CategoryOutcome, PartForm
from dsr.fulfilment.models import CollectedCategory, Exclusion
from dsr.fulfilment.models.exclusion import CODES
from dsr.fulfilment.selectors.decisions import exclusion_reason_context
from dsr.fulfilment.services.reviews import lock_case_in_review


class UnableToExcludePart(Exception):
    """Refused. `code`: CODE, REASON_MISSING, NOT_EXPORTED, NO_SUCH_RECORD, NO_SUCH_FIELD,
    WHOLE_ONLY or DOUBLE."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def exclude_part(
    *,
    part_id: uuid.UUID,
    record: int | None,
    field: str,
    code: OutcomeCode,
    reason_ja: str,
    reason_en: str,
    actor: Actor,
    now: datetime,
) -> Exclusion:
    """Leave something out.

    Arguments:
        part_id: which collected category.
        record: its number from 1; None for every record.
        field: the field's name; "" for every field.
        code: D1-D4 or N2, or X1 (internal: the whole category is told as nothing found).
        reason_ja, reason_en: the words of the letter; Japanese is mandatory (Art 36).

    Raises UnableToExcludePart, UnableToReviewCase.
    """
    part = CollectedCategory.objects.select_related("collection__case__data_key").get(pk=part_id)
    lock_case_in_review(case_id=part.collection.case_id, actor=actor, collection=part.collection)
    _check_ground(code, reason_ja)
    _check_target(part, record, field, code)
    exclusion = Exclusion(
        part=part,
        record=record,
        field=field,
        code=code,
        made_at=now,
        made_by_id=cast("int", actor.user_id),  # only staff pass lock_case_in_review
    )
    exclusion.reason_sealed = seal_json(
        part.collection.case.data_key,
        {"ja": reason_ja.strip(), "en": reason_en.strip()},
        context=exclusion_reason_context(exclusion),
    )
    exclusion.save(force_insert=True)
    return exclusion


@transaction.atomic
def restore_part(*, exclusion_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Disclose it after all. Raises UnableToReviewCase."""
    exclusion = Exclusion.objects.select_related("part__collection").get(pk=exclusion_id)
    collection = exclusion.part.collection
    lock_case_in_review(case_id=collection.case_id, actor=actor, collection=collection)
    exclusion.delete()


def _check_ground(code: OutcomeCode, reason: str) -> None:
    if code not in CODES:
        raise UnableToExcludePart(f"{code} is no ground to leave a part out.", code="CODE")
    if not reason.strip():
        raise UnableToExcludePart("A reason is needed (Art 36).", code="REASON_MISSING")


def _check_target(
    part: CollectedCategory, record: int | None, field: str, code: OutcomeCode
) -> None:
    partly = record is not None or bool(field)
    if part.outcome != CategoryOutcome.EXPORTED:
        raise UnableToExcludePart("There is nothing to leave out.", code="NOT_EXPORTED")
    if partly and (part.form == PartForm.DOCUMENT or code == OutcomeCode.X1):
        raise UnableToExcludePart("This can only be left out as a whole.", code="WHOLE_ONLY")
    if record is not None and not 1 <= record <= part.found:
        raise UnableToExcludePart("There is no such record.", code="NO_SUCH_RECORD")
    if field and field not in {name for name, _ja, _en in part.fields}:
        raise UnableToExcludePart("There is no such field.", code="NO_SUCH_FIELD")
    if Exclusion.objects.filter(part=part, record=record, field=field).exists():
        raise UnableToExcludePart("It is left out already.", code="DOUBLE")
