"""An unpaid fee: reminded of, asked for with a last day, declined by the desk alone."""

from datetime import timedelta

import pytest

from dsr.cases.enums import OutcomeCode
from dsr.cases.models import Case
from dsr.cases.services.endings import UnableToDeclineCase, decline_case
from dsr.console.selectors.defects import proposed_decline
from dsr.fees.models import Fee, Refund
from dsr.fees.services.fee_reminders import remind_of_fees
from dsr.fees.services.settlement import sync_attempt
from policies.domain.calendar import jst_date
from tests.desk import staff_actor
from tests.dsr.fees.paying import mails, now, open_page, owe, pay_card, take_voucher, work

pytestmark = pytest.mark.usefixtures("till")
WEEK = timedelta(days=9)  # the seventh day, moved past a weekend


def case_of(fee: Fee) -> Case:
    return Case.objects.get(pk=fee.case_id)


def test_unpaid_fee_is_asked_for_once_and_payment_lets_the_case_go_on() -> None:
    fee = owe()
    assert remind_of_fees(now=now()) == 0
    assert [remind_of_fees(now=now() + WEEK) for _ in range(2)] == [1, 0]
    case = case_of(fee)
    asked = case.defect_requests.get()
    assert (case.status, asked.code) == ("WAITING_FOR_REQUESTER", "F4")
    assert asked.due_date >= jst_date(now() + WEEK + timedelta(days=14))
    assert mails(case, "ACTION_NEEDED") == 1
    attempt = open_page(fee)
    pay_card(attempt)
    sync_attempt(attempt_id=attempt.pk, now=now() + WEEK)
    assert (case_of(fee).status, case_of(fee).fee_gate) == ("RECEIVED", "PASSED")
    assert remind_of_fees(now=now() + 3 * WEEK) == 0


def test_voucher_that_is_out_is_not_reminded_of() -> None:
    fee = owe()
    attempt = open_page(fee)
    take_voucher(attempt)
    sync_attempt(attempt_id=attempt.pk, now=now())
    assert remind_of_fees(now=now() + WEEK) == 0


def test_f4_waits_filled_in_for_the_desk_and_money_that_comes_later_goes_back() -> None:
    fee = owe()
    attempt = open_page(fee)
    remind_of_fees(now=now() + WEEK)
    manager = staff_actor("manager")
    case = case_of(fee)
    proposed = proposed_decline(case)
    assert proposed["code"] == "F4"
    assert "手数料のお支払い" in proposed["reason"]

    def decline(days: int) -> Case:
        return decline_case(
            case_id=case.pk, code=OutcomeCode.F4, reason=proposed["reason"], actor=manager,
            now=now() + WEEK + timedelta(days=days),
        )  # fmt: skip

    with pytest.raises(UnableToDeclineCase) as early:
        decline(13)
    assert early.value.code == "NOT_OVER"
    after = case.defect_requests.get().due_date + timedelta(days=1)
    assert list(Case.objects.correction_over(on=after)) == [case]
    for days in (20, 40):  # nothing but the desk ends it
        remind_of_fees(now=now() + timedelta(days=days))
    assert case_of(fee).status == "WAITING_FOR_REQUESTER"
    assert decline(20).status == "NOT_ACCEPTED"
    pay_card(attempt)  # on the page that nobody closed yet
    work()
    sync_attempt(attempt_id=attempt.pk, now=now())
    work()
    fee.refresh_from_db()
    refund = Refund.objects.get()
    assert (refund.amount, refund.status) == (1000, "SUCCEEDED")
    assert fee.status in ("CANCELLED", "REFUNDED")
