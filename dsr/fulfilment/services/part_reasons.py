"""Reasons beside a collected category, sealed with the case."""

from accounts.gateways.sealing import seal_json
from dsr.fulfilment.models import CollectedCategory
from dsr.fulfilment.selectors.parts import part_reason_context


def seal_part_reason(part: CollectedCategory, *, ja: str, en: str) -> bytes:
    """`reason_sealed` of a part: why it is left out, or what was found out, in both languages."""
    return seal_json(
        part.collection.case.data_key, {"ja": ja, "en": en}, context=part_reason_context(part)
    )
