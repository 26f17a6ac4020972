"""Stripe's itemised report: columns by name, whole yen, no line twice."""

from datetime import UTC, date, datetime

import pytest

from dsr.fees.domain.itemised_report import NEEDED, BadReport, ReportRow, read_report

LINE = {
    "automatic_payout_id": "po_1", "automatic_payout_effective_at_utc": "2026-03-09 00:00:00",
    "balance_transaction_id": "txn_1", "created_utc": "2026-03-05 03:04:05",
    "available_on_utc": "2026-03-09 00:00:00", "currency": "jpy", "gross": "1000", "fee": "36.00",
    "net": "964", "reporting_category": "charge", "source_id": "ch_1",
}  # fmt: skip


def report(*lines: dict[str, str]) -> str:
    names = ["description", *NEEDED]  # a column of Stripe's that is not read
    rows = [",".join(line.get(name, '"x, y"') for name in names) for line in lines]
    return "\r\n".join([",".join(names), *rows]) + "\r\n"


def test_line_is_read_by_the_names_of_its_columns() -> None:
    at = datetime(2026, 3, 5, 3, 4, 5, tzinfo=UTC)
    assert read_report(report(LINE)) == [
        ReportRow("po_1", date(2026, 3, 9), "txn_1", "charge", "charge", 1000, 36, 964, "jpy",
                  "ch_1", at, datetime(2026, 3, 9, tzinfo=UTC))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [({"gross": "1000.5"}, "AMOUNT"), ({"fee": "NaN"}, "AMOUNT"), ({"net": ""}, "AMOUNT"),
     ({"created_utc": "5 March"}, "DATE"), ({"balance_transaction_id": ""}, "ID"),
     ({"automatic_payout_id": ""}, "ID")],
)  # fmt: skip
def test_bad_line_is_named(change: dict[str, str], code: str) -> None:
    with pytest.raises(BadReport) as bad:
        read_report(report(LINE | {"balance_transaction_id": "txn_2"}, LINE | change))
    assert bad.value.problems == ((3, code),)


def test_movement_told_twice_and_missing_columns_are_refused() -> None:
    with pytest.raises(BadReport) as twice:
        read_report(report(LINE, LINE))
    assert twice.value.problems == ((3, "TWICE"),)
    with pytest.raises(BadReport) as columns:
        read_report("id,amount\r\n1,2\r\n")
    assert columns.value.problems == ((1, "COLUMNS"),)
