"""What a filing costs, and how its fee stands."""

from collections.abc import Iterable
from datetime import date

from dsr.cases.models import Case
from dsr.fees.models import Fee
from policies.enums import FEE_BEARING_KINDS
from policies.models import FeeScheduleRow
from policies.selectors.rules import fee_rows


def charged_row(kinds: Iterable[str], *, delivery_method: str, on: date) -> FeeScheduleRow | None:
    """The schedule row a filing is charged by: once per filing, the dearest of its kinds.

    None when nothing is due (kinds that bear no fee, no row, or 0 yen).
    """
    rows = _charged_rows(kinds, delivery_method=delivery_method, on=on).values()
    return max(rows, key=lambda row: (row.amount, row.pk), default=None)


def _charged_rows(
    kinds: Iterable[str], *, delivery_method: str, on: date
) -> dict[str, FeeScheduleRow]:
    bearing = set(kinds).intersection(FEE_BEARING_KINDS)
    rows = fee_rows(bearing, delivery_method=delivery_method, on=on)
    return {kind: row for kind, row in rows.items() if row.amount}


def quote(kinds: Iterable[str], *, delivery_method: str, on: date) -> int:
    """Integer yen, tax included, a filing costs on a JST date; 0 when nothing."""
    row = charged_row(kinds, delivery_method=delivery_method, on=on)
    return row.amount if row else 0


def quotes(kinds: Iterable[str], *, delivery_method: str, on: date) -> dict[str, int]:
    """What each of these kinds costs when asked for alone, in integer yen. One query."""
    wanted = list(kinds)
    rows = _charged_rows(wanted, delivery_method=delivery_method, on=on)
    return {kind: rows[kind].amount if kind in rows else 0 for kind in wanted}


def charged_kinds(fee: Fee) -> list[str]:
    """The kinds of its filing that carried a fee: on their outcomes hangs whether it goes back.

    A kind that may bear one but costs 0 yen by the schedule carries none.
    """
    case = fee.case
    kinds = set(case.items.values_list("kind", flat=True))
    return sorted({kind for kind in kinds if carries_fee(kind, case)} | {fee.kind})


def carries_fee(kind: str, case: Case) -> bool:
    """Whether this kind costs anything by the schedule that holds for the case."""
    row = charged_row([kind], delivery_method=case.delivery_method, on=case.arrival_date)
    return row is not None


def fee_of(case: Case) -> Fee | None:
    """The fee of a case, or None when it bears none."""
    return Fee.objects.filter(case=case).select_related("schedule_row").first()
