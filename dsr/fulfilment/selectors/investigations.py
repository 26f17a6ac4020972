"""What the desk found out about one thing asked. Staff only, never shown outside."""

from accounts.gateways.sealing import unseal_text
from dsr.cases.models import CaseItem
from dsr.fulfilment.domain.outcomes import INVESTIGATED_KINDS
from dsr.fulfilment.models import Investigation


def needs_investigation(item: CaseItem) -> bool:
    """Whether an item is decided on an investigation of its own (Arts 34(2), 35(2))."""
    return item.kind in INVESTIGATED_KINDS


def investigation_of(item: CaseItem) -> Investigation | None:
    """The investigation of an item."""
    rows = Investigation.objects.select_related("item__case__data_key", "investigated_by")
    return rows.filter(item=item).first()


def findings_of(investigation: Investigation) -> str:
    """What was found. Raises UnableToUnseal once shredded."""
    case = investigation.item.case
    return unseal_text(
        case.data_key, investigation.findings_sealed, context=findings_context(investigation)
    )


def findings_context(investigation: Investigation) -> str:
    """What binds findings to their item."""
    return f"dsr_fulfilment.investigation.findings:{investigation.item_id}"
