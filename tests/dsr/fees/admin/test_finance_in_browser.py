"""Finance's pages in a real browser: phone in Japanese, desktop in English."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.selectors.actors import actor_of
from dsr.fees.enums import PaymentMethod
from dsr.fees.services.offline_payments import record_offline_payment
from dsr.fees.services.receipts import issue_receipt
from policies.domain.calendar import jst_date
from tests.accounts.console import open_console
from tests.config.stripe_sandbox.views.test_browser import Visitor
from tests.dsr.fees.paying import now, owe, paid_fee
from tests.dsr.fees.views.test_browser import sign_in, visitor

__all__ = ["visitor"]
pytestmark = pytest.mark.usefixtures("till")


def test_finance_goes_from_home_to_receipts_and_exports_a_month(
    visitor: Visitor, till: str
) -> None:
    client = Client()
    finance = open_console(client, "finance")
    fee = paid_fee(addressee="窓口 花子")
    issue_receipt(fee_id=fee.pk, addressee="窓口 花子", language="ja", now=now())
    issue_receipt(fee_id=fee.pk, addressee="株式会社まどぐち", language="ja", now=now())
    for days in (1, 3):
        other = owe()
        record_offline_payment(
            fee_id=other.pk, method=PaymentMethod.BANK_TRANSFER, amount=other.amount,
            paid_on=jst_date(now()) - timedelta(days=days), offline_reference="振込",
            reason="着金", actor=actor_of(finance), now=now(),
        )  # fmt: skip
    sign_in(visitor, client, till)
    page = visitor.page
    page.goto(f"{till}/console/dsr_cases/case/finance/")
    page.locator("main details summary").click()
    visitor.must_be_sound("finance-home")
    page.goto(f"{till}/console/dsr_fees/receipt/")
    page.locator("input[name=name]").fill("窓口花子")
    page.locator("form[method=post] button.button[type=submit]").last.click()
    page.wait_for_url("**party=**")
    assert page.locator("tbody tr").count() == 1
    visitor.must_be_sound("finance-receipts")
    page.goto(f"{till}/console/dsr_fees/exportbatch/new/")
    visitor.must_be_sound("finance-export")
    page.locator("select[name=export_format]").select_option("YAYOI")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/change/")
    visitor.must_be_sound("finance-exported")
    with page.expect_download() as download:
        page.locator("a[href$='/file/']").click()
    assert download.value.suggested_filename == "EXP-YAYOI-00001.csv"
    page.goto(f"{till}/console/dsr_fees/exportbatch/")
    visitor.must_be_sound("finance-exports")
