"""Receipts outlive the case file: each has a key of its own, which goes with its document."""

from datetime import timedelta

import pytest

from accounts.domain.actor import requester_actor
from accounts.domain.envelope import UnableToUnseal
from accounts.models import StoredFile
from accounts.selectors.files import open_file
from accounts.services.files import purge_files
from dsr.cases.models import Case
from dsr.cases.services.endings import withdraw_case
from dsr.cases.services.purging import UnableToShredCase, shred_case
from dsr.fees.models import Fee, Receipt
from dsr.fees.personal_data.holding import collect
from dsr.fees.selectors.receipts import addressee_of, wanted_addressee
from dsr.fees.services.receipts import issue_receipt, shred_old_receipts
from dsr.fees.services.refunds import apply_refund_rule
from policies.domain.calendar import jst_date
from tests.dsr.fees.paying import now, paid_fee, work

pytestmark = pytest.mark.usefixtures("till")
NAME = "株式会社窓口"


def receipted() -> tuple[Fee, Receipt]:
    fee = paid_fee("hanako@mail.example", addressee=NAME)
    return fee, issue_receipt(fee_id=fee.pk, addressee=NAME, language="ja", now=now())


def end(fee: Fee) -> Case:
    return withdraw_case(
        case_id=fee.case_id, actor=requester_actor(fee.case.requester_id), now=now()
    )


def test_a_refund_on_its_way_keeps_the_case_file() -> None:
    fee, _receipt = receipted()
    case = end(fee)
    apply_refund_rule(case_id=case.pk, now=now())
    assert case.purge_on is not None
    late = now() + (case.purge_on - jst_date(now()))
    with pytest.raises(UnableToShredCase) as refusal:
        shred_case(case_id=case.pk, now=late)
    assert refusal.value.code == "FEE"
    work()  # the money goes back
    shred_case(case_id=case.pk, now=late)


def test_a_receipt_opens_after_its_case_file_is_gone_and_until_its_own_last_day() -> None:
    fee, receipt = receipted()
    case = end(fee)
    work()
    assert case.purge_on is not None
    late = now() + (case.purge_on - jst_date(now()))
    shred_case(case_id=case.pk, now=late)

    fee = Fee.objects.select_related("case__data_key", "case__subject").get(pk=fee.pk)
    receipt = Receipt.objects.select_related("file__data_key").get(pk=receipt.pk)
    assert addressee_of(receipt) == NAME
    assert b"".join(open_file(receipt.file)).startswith(b"%PDF")
    assert wanted_addressee(fee) == ""
    (record,) = next(iter(collect(fee.case.subject))).records
    assert [row["addressee"] for row in record["receipts"]] == [NAME]
    issue_receipt(fee_id=fee.pk, addressee="窓口 花子", language="ja", now=late)  # on demand, still

    assert shred_old_receipts(now=late) == 0
    last = StoredFile.objects.get(pk=receipt.file_id).purge_on
    assert last is not None
    assert last > jst_date(late) + timedelta(days=3 * 365)
    purge_files(on=last, now=late)
    assert shred_old_receipts(now=late) == 1
    with pytest.raises(UnableToUnseal):
        addressee_of(Receipt.objects.select_related("file__data_key").get(pk=receipt.pk))
    (record,) = next(iter(collect(fee.case.subject))).records
    assert [row["addressee"] for row in record["receipts"]] == ["窓口 花子"]
