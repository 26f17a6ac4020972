"""What a measure says in detail, unsealed: the values of a correction, the extent of the others."""

from typing import Any

from accounts.gateways.sealing import unseal_json
from dsr.fulfilment.models import ActionTask, Measure


def measure_detail(measure: Measure) -> dict[str, Any]:
    """As Measure says; {} for a whole category. Raises UnableToUnseal once shredded."""
    if measure.detail_sealed is None:
        return {}
    case = measure.decision_item.item.case
    detail: dict[str, Any] = unseal_json(
        case.data_key, measure.detail_sealed, context=measure_detail_context(measure)
    )
    return detail


def measure_detail_context(measure: Measure) -> str:
    """What binds a measure's sealed detail to its row."""
    return f"dsr_fulfilment.measure.detail:{measure.pk}"


def action_detail(task: ActionTask) -> dict[str, Any]:
    """What the holder was told, as the measure said it then. Raises UnableToUnseal."""
    if task.detail_sealed is None:
        return {}
    detail: dict[str, Any] = unseal_json(
        task.item.case.data_key, task.detail_sealed, context=action_detail_context(task)
    )
    return detail


def action_detail_context(task: ActionTask) -> str:
    """What binds an action's sealed detail to its row."""
    return f"dsr_fulfilment.actiontask.detail:{task.pk}"
