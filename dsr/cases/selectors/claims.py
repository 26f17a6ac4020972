"""What the person said: about themselves, and in each item."""

from typing import Any

from accounts.gateways.sealing import unseal_json
from dsr.cases.models import Case, CaseItem


def claims_of(case: Case) -> dict[str, str]:
    """The sealed claims (keys in docs/house.md). Raises UnableToUnseal once shredded."""
    context = f"dsr_cases.case.claims:{case.reference}"
    claims: dict[str, str] = unseal_json(case.data_key, case.claims_sealed, context=context)
    return claims


def item_detail(item: CaseItem) -> dict[str, Any]:
    """The person's own words on one item; {} when there are none."""
    if item.detail_sealed is None:
        return {}
    context = f"dsr_cases.caseitem.detail:{item.pk}"
    detail: dict[str, Any] = unseal_json(item.case.data_key, item.detail_sealed, context=context)
    return detail
