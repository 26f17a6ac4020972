"""What a request costs before its answer goes out. The floor of fees says it (DOMAIN §8).

Cases know no money, and whoever decides cannot reach the floor of fees: dsr.fees registers its
verb at start, as it registers what letters tell of a fee.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from dsr.cases.models import Case

Charge = Callable[[Case, Mapping[UUID, str], datetime], None]
_CHARGES: list[Charge] = []


def charge_before_release(charge: Charge) -> None:
    """Let `charge(case, outcomes, now)` decide what is due; the last one registered is asked."""
    _CHARGES[:] = [charge]


def charge_case(*, case: Case, outcomes: Mapping[UUID, str], now: datetime) -> Case:
    """Ask what is due once an answer was prepared, in the transaction that submits it.

    Arguments:
        case: submitted, its row locked by the caller.
        outcomes: what each item (by primary key) is going to be answered.

    Returns the case as it stands after: its fee gate may have closed or opened.
    """
    for charge in _CHARGES:
        charge(case, outcomes, now)
    return Case.objects.select_related("requester").get(pk=case.pk)
