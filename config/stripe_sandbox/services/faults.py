"""Faults for tests: what may go wrong between us and Stripe."""

from config.stripe_sandbox.enums import Fault
from config.stripe_sandbox.models import PlannedFault


def inject_fault(
    *,
    fault: Fault,
    times: int = 1,
    method: str = "",
    path_contains: str = "",
    seconds: float = 0,
) -> PlannedFault:
    """Let the next `times` matching API calls go wrong (enums.Fault says how).

    `method` ("GET", "POST") and `path_contains` ("/refunds") narrow it; `seconds` is how long
    TIME_OUT holds an answer. The client's own retries count as calls.
    """
    return PlannedFault.objects.create(
        fault=fault,
        remaining=times,
        method=method,
        path_contains=path_contains,
        seconds=seconds,
    )


def clear_faults() -> None:
    """Let everything go well again."""
    PlannedFault.objects.all().delete()
