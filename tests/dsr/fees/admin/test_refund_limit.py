"""Two people on their own pages: one proposes a large refund, the other approves it."""

import pytest
from django.test import Client

from dsr.fees.models import Fee, Refund, RefundLimit, RefundProposal
from tests.accounts.console import open_console
from tests.dsr.fees.admin.test_fee import page_of, seen, step_of, take
from tests.dsr.fees.paying import paid_fee, work

pytestmark = pytest.mark.usefixtures("till")
LIMIT = "/console/dsr_fees/refundlimit/1/change/"


def test_large_refund_is_proposed_on_one_page_and_approved_on_another(client: Client) -> None:
    open_console(client, "administrator")
    RefundLimit.objects.update_or_create(pk=1)
    assert client.post(LIMIT, {"alone_up_to": 300}).status_code == 302
    assert RefundLimit.objects.get().history.filter(alone_up_to=300).exists()
    open_console(client, "finance")
    fee: Fee = paid_fee()
    facts = {"chosen": str(fee.payments.get().pk), "amount": 400, "reason": "申出による"}
    assert client.post(LIMIT, {"alone_up_to": 9999}).status_code in (403, 404)
    assert take(client, fee, "refund", **facts) == 302
    assert Refund.objects.count() == 0
    page = client.get(page_of(fee)).content.decode()
    assert "400円の返金が、別の担当者の承認を待っています" in page
    mine = {"chosen": str(RefundProposal.objects.get().pk), "reason": "確認した"}
    answer = client.post(
        step_of(fee, "approve-refund"), {**mine, "seen": seen(client, fee, "approve-refund")}
    )
    assert answer.status_code == 409
    assert "ご自身が起案した返金です" in answer.content.decode()
    other = Client()
    open_console(other, "finance", "auditor")
    assert take(other, fee, "approve-refund", **mine) == 302
    work()
    assert Refund.objects.get().status == "SUCCEEDED"
