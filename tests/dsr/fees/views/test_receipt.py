"""The person's receipt: a PDF on demand, numbered without gaps, reissues marked."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import AccessRecord
from dsr.fees.models import Fee, Receipt, ReceiptCounter
from dsr.fees.services.receipts import UnableToIssueReceipt, issue_receipt
from tests.dsr.cases.letters.facts import text_of
from tests.dsr.fees.paying import at_once, now, owe, paid_fee

pytestmark = pytest.mark.usefixtures("till")


def page_of(fee: Fee) -> str:
    return f"/requests/{fee.case.reference}/receipt/"


def visitor(fee: Fee) -> Client:
    client = Client()
    client.force_login(fee.case.requester)
    return client


def receipt_text(client: Client, fee: Fee, addressee: str) -> str:
    answer = client.post(page_of(fee), {"addressee": addressee})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="R-')
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return text_of(body)


def test_form_offers_the_name_entered_while_filing() -> None:
    fee = paid_fee(addressee="株式会社窓口")
    assert "株式会社窓口" in visitor(fee).get(page_of(fee)).content.decode()


def test_receipt_names_the_amount_and_the_tax_inside() -> None:
    fee = paid_fee()
    words = receipt_text(visitor(fee), fee, "窓口 花子")
    assert "窓口花子様" in words
    assert "¥1,000" in words
    assert "90" in words
    assert "再発行" not in words
    assert Receipt.objects.get().number == f"R-{now().year}-000001"
    record = AccessRecord.objects.get(object_kind="receipt")
    assert (record.action, record.object_reference) == (
        "DOWNLOADED", f"{Receipt.objects.get().number}/1",
    )  # fmt: skip


def test_same_name_again_gives_the_same_receipt_and_another_name_a_marked_reissue() -> None:
    fee = paid_fee()
    client = visitor(fee)
    receipt_text(client, fee, "窓口 花子")
    receipt_text(client, fee, "窓口 花子")
    assert "再発行" in receipt_text(client, fee, "株式会社窓口")
    rows = Receipt.objects.order_by("issue").values_list("number", "issue")
    assert len({number for number, _ in rows}) == 1
    assert [issue for _, issue in rows] == [1, 2]


def test_name_is_kept_sealed() -> None:
    fee = paid_fee()
    receipt_text(visitor(fee), fee, "窓口 花子")
    assert "窓口".encode() not in bytes(Receipt.objects.get().addressee_sealed)


@pytest.mark.race
def test_receipts_at_once_are_numbered_without_gaps() -> None:
    fees = [paid_fee() for _ in range(3)]
    results = at_once(
        [
            lambda fee=fee: issue_receipt(  # type: ignore[misc]
                fee_id=fee.pk, addressee="窓口 花子", language="ja", now=now()
            )
            for fee in [*fees, *fees]
        ]
    )
    assert [result for result in results if isinstance(result, Exception)] == []
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    year = now().year
    assert numbers == [f"R-{year}-{number:06d}" for number in (1, 2, 3)]
    assert ReceiptCounter.objects.get(year=year).last == 3


def test_receipt_without_a_name_is_asked_for_again() -> None:
    fee = paid_fee()
    answer = visitor(fee).post(page_of(fee), {"addressee": " "})
    assert answer.status_code == 422
    assert "領収書の宛名を入力してください" in answer.content.decode()
    assert Receipt.objects.count() == 0


def test_unpaid_fee_has_no_receipt(settings: Settings) -> None:
    fee = owe()
    assert visitor(fee).get(page_of(fee)).status_code == 404
    with pytest.raises(UnableToIssueReceipt):
        issue_receipt(fee_id=fee.pk, addressee="x", language="ja", now=now())
