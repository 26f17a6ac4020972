"""What a letter of the case file says about the fee. The floor of fees tells it (see `tell_fees`).

Cases know no money: dsr.fees registers its reader at start, as it registers its personal data.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dsr.cases.letters.refund import RefundNotice
from dsr.cases.models import Case


@dataclass(frozen=True, kw_only=True)
class FeeFacts:
    """`amount` in yen, 0 where no fee is charged; `paid_on` None while it is due.

    `refund`: what goes back because the request ended without an answer, or None.
    """

    amount: int = 0
    paid_on: date | None = None
    refund: RefundNotice | None = None


NO_FEE = FeeFacts()
_READERS: list[Callable[[Case], FeeFacts]] = []


def tell_fees(reader: Callable[[Case], FeeFacts]) -> None:
    """Let letters ask `reader` about the fee of a case; the last one registered is asked."""
    _READERS[:] = [reader]


def fee_facts(case: Case) -> FeeFacts:
    """What is known of the fee; NO_FEE where nobody keeps fees."""
    return _READERS[0](case) if _READERS else NO_FEE
