"""What is disclosed about fees: this person's only, receipts' names opened."""

import pytest

from dsr.fees.personal_data.holding import collect
from dsr.fees.services.receipts import issue_receipt
from tests.dsr.fees.paying import now, owe, paid_fee

pytestmark = pytest.mark.usefixtures("till")


def test_fees_of_one_person_are_collected_with_payments_and_receipts() -> None:
    fee = paid_fee("hanako@mail.example", addressee="窓口 花子")
    owe("taro@mail.example", addressee="窓口 太郎")
    issue_receipt(fee_id=fee.pk, addressee="株式会社窓口", language="ja", now=now())
    found = list(collect(fee.case.subject))
    assert [records.category for records in found] == ["FEES"]
    (record,) = found[0].records
    assert set(record) == {name for name, _, _ in found[0].fields}
    assert record["reference"] == fee.case.reference
    assert (record["amount"], record["status"]) == (1000, "PAID")
    assert record["receipt_addressee"] == "窓口 花子"
    assert [(payment["method"], payment["amount"]) for payment in record["payments"]] == [
        ("CARD", 1000)
    ]
    assert [receipt["addressee"] for receipt in record["receipts"]] == ["株式会社窓口"]
    assert "太郎" not in str(found)
