"""Finance's register of receipts: found by date, amount and party; nobody is named."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import AccessRecord, User
from accounts.selectors.actors import actor_of
from accounts.services.files import purge_files
from dsr.fees.enums import PaymentMethod
from dsr.fees.models import Receipt, ReceiptCounter
from dsr.fees.services.offline_payments import record_offline_payment
from dsr.fees.services.receipts import issue_receipt, shred_old_receipts
from policies.domain.calendar import jst_date
from tests.accounts.console import open_console
from tests.desk import set_up_desk
from tests.dsr.cases.letters.facts import text_of
from tests.dsr.fees.paying import now, owe

LIST = "/console/dsr_fees/receipt/"
HANAKO, COMPANY = "窓口 花子", "株式会社まどぐち"


@pytest.fixture
def finance(db: None, client: Client) -> User:
    set_up_desk(now())
    return open_console(client, "finance")


def receipted(*names: str) -> Receipt:
    """A fee paid by bank transfer, and its receipt for each of the names in turn."""
    fee = owe()
    record_offline_payment(
        fee_id=fee.pk, method=PaymentMethod.BANK_TRANSFER, amount=fee.amount,
        paid_on=jst_date(now()), offline_reference="振込", reason="着金",
        actor=actor_of(User.objects.get(is_staff=True)), now=now(),
    )  # fmt: skip
    for name in names:
        receipt = issue_receipt(fee_id=fee.pk, addressee=name, language="ja", now=now())
    return receipt


def found(client: Client, **query: Any) -> list[str]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return [f"{line.number[-2:]}/{line.issue}" for line in answer.context["lines"]]


def test_receipts_are_found_by_date_amount_party_and_all_together(
    client: Client, finance: User
) -> None:
    receipted(HANAKO)
    receipted(COMPANY, HANAKO)
    today = jst_date(now())
    tomorrow = today + timedelta(days=1)
    assert found(client) == ["02/2", "02/1", "01/1"]
    assert found(client, first=today, last=today, least=1000, most=1000) == ["02/2", "02/1", "01/1"]
    assert found(client, first=tomorrow) == found(client, least=1001) == found(client, most=999)
    assert found(client, most=999) == []

    answer = client.post(LIST, {"name": "窓口花子 様", "least": "1000"})
    assert answer.status_code == 302
    address = answer["Location"]
    assert "%E7%AA%93" not in address
    page = client.get(address)
    assert [f"{row.number[-2:]}/{row.issue}" for row in page.context["lines"]] == ["02/2", "01/1"]
    body = page.content.decode()
    assert HANAKO not in body
    assert COMPANY not in body
    assert "領収書番号の欠番はありません" in body
    assert AccessRecord.objects.filter(object_kind="receipt", action="SEARCHED").count() == 1
    index = page.context["form"]["party"].value()
    again = client.post(LIST, {"name": "", "party": index, "most": "999"})["Location"]
    assert client.get(again).context["lines"] == []
    assert index in again  # dates and amounts narrow further, the name stays
    assert client.get(LIST, {"party": HANAKO}).status_code == 422


def test_files_hold_what_was_searched_for(client: Client, finance: User) -> None:
    receipt = receipted(HANAKO, COMPANY)
    fee = receipt.payment.fee
    today = jst_date(now()).isoformat()
    row = [
        receipt.number, "再発行（1回目）", today, today, fee.reference, fee.case.reference,
        "銀行振込", today, 1000, 90, 0,
    ]  # fmt: skip
    body = client.get(f"{LIST}register.csv").content
    lines = body.decode("utf-8-sig").splitlines()
    assert lines[1] == ",".join(str(cell) for cell in row)
    assert len(lines) == 3
    sheet = load_workbook(BytesIO(client.get(f"{LIST}register.xlsx").content)).active
    assert sheet is not None
    assert list(next(sheet.iter_rows(min_row=2, values_only=True))) == row
    assert client.get(f"{LIST}register.csv", {"least": "1001"}).content.count(b"\r\n") == 1
    exported = AccessRecord.objects.filter(object_kind="receipt", action="EXPORTED")
    assert [record.object_reference for record in exported.order_by("pk")] == ["csv", "xlsx", "csv"]


def test_document_opens_on_record_until_its_last_day_and_its_name_is_found_no_more(
    client: Client, finance: User
) -> None:
    receipt = receipted(HANAKO)
    address = f"{LIST}{receipt.number}/1/document/"
    answer = client.get(address)
    assert "窓口花子様" in text_of(b"".join(answer.streaming_content))  # type: ignore[attr-defined]  # streamed
    record = AccessRecord.objects.get(action="DOWNLOADED", object_kind="receipt")
    assert (record.subject_id, record.object_reference, record.actor_id) == (
        receipt.payment.fee.case.subject_id, f"{receipt.number}/1", finance.pk,
    )  # fmt: skip
    last = receipt.file.purge_on
    assert last is not None
    assert (last - jst_date(now())).days >= 7 * 365
    purge_files(on=last, now=now())
    assert client.get(address).status_code == 404
    assert bytes(Receipt.objects.get().party_index) != b""
    assert shred_old_receipts(now=now()) == 1
    assert bytes(Receipt.objects.get().party_index) == b""
    assert found(client) == ["01/1"]


def test_missing_number_is_named(client: Client, finance: User) -> None:
    receipted(HANAKO)
    ReceiptCounter.objects.update(last=2)
    assert client.get(LIST).context["missing"] == [f"R-{jst_date(now()).year}-000002"]


def test_register_asks_the_same_number_of_questions_for_any_number_of_receipts(
    client: Client, finance: User
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            receipted(HANAKO)
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts == [10, 10]
