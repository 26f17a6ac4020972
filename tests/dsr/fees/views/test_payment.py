"""The person's fee page: what it costs, where to pay, what came of it; nobody else's business."""

import uuid

import pytest
from django.test import Client

from accounts.domain.actor import requester_actor
from config.stripe_sandbox.enums import Fault
from config.stripe_sandbox.services.faults import inject_fault
from config.stripe_sandbox.services.objects import misreport_object
from dsr.cases.services.endings import withdraw_case
from dsr.fees.models import Fee, PaymentAttempt
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.waivers import waive_fee
from tests.desk import make_requester, staff_actor
from tests.dsr.fees.paying import (
    OWED,
    SETTLED,
    now,
    open_page,
    owe,
    paid_fee,
    pay_card,
    stands,
    take_voucher,
    work,
)

pytestmark = pytest.mark.usefixtures("till")


def page_of(fee: Fee) -> str:
    return f"/requests/{fee.case.reference}/fee/"


def visitor(fee: Fee) -> Client:
    client = Client()
    client.force_login(fee.case.requester)
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def back_url(attempt: PaymentAttempt, session_id: str | None = None) -> str:
    session_id = attempt.session_id if session_id is None else session_id
    return f"/fees/return/{attempt.pk}/?session_id={session_id}"


def test_page_shows_the_price_of_the_row_the_rule_and_one_button() -> None:
    fee = owe()
    page = text(visitor(fee), page_of(fee))
    assert "1,000" in page
    assert "全額を返金します" in page
    assert page.count("支払") >= 1
    assert page.count('method="post" data-once') == 1


def test_button_leads_to_the_payment_page_with_see_other() -> None:
    fee = owe()
    answer = visitor(fee).post(page_of(fee))
    assert (answer.status_code, answer["Location"]) == (303, fee.attempts.get().page_url)


def test_strangers_staff_and_visitors_see_no_fee() -> None:
    fee = owe()
    attempt = open_page(fee)
    stranger = Client()
    stranger.force_login(make_requester("taro@mail.example"))
    addresses = (
        page_of(fee), back_url(attempt), f"/fees/cancel/{attempt.pk}/",
        f"/requests/{fee.case.reference}/receipt/", "/requests/DSR-2020-999999/fee/",
    )  # fmt: skip
    assert [stranger.get(address).status_code for address in addresses] == [404] * 5
    assert stranger.post(page_of(fee)).status_code == 404
    nobody = [Client().get(address) for address in addresses]
    assert [answer.status_code for answer in nobody] == [302] * 5
    assert stands(fee) == OWED


def test_coming_back_asks_stripe_and_shows_that_it_is_paid() -> None:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    assert "お支払いが完了しました" in text(visitor(fee), back_url(attempt))
    assert stands(fee) == SETTLED


def test_coming_back_without_having_paid_proves_nothing() -> None:
    fee = owe()
    attempt = open_page(fee)
    page = text(visitor(fee), back_url(attempt))
    assert "お支払いが完了しました" not in page
    assert page.count('method="post" data-once') == 1
    assert stands(fee) == OWED


def test_session_of_somebody_else_on_the_way_back_is_a_404() -> None:
    mine, other = owe(), owe()
    attempt, foreign = open_page(mine), open_page(other)
    pay_card(foreign)
    client = visitor(mine)
    assert client.get(back_url(attempt, foreign.session_id)).status_code == 404
    assert client.get(back_url(foreign)).status_code == 404
    assert client.get(back_url(attempt, "")).status_code == 404
    assert client.get(f"/fees/return/{uuid.uuid4()}/?session_id=x").status_code == 404
    assert (stands(mine), stands(other)) == (OWED, OWED)


def test_coming_back_while_stripe_is_silent_says_that_we_keep_trying() -> None:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    inject_fault(fault=Fault.SERVER_ERROR, times=3, method="GET")
    assert "引き続き自動で確認します" in text(visitor(fee), back_url(attempt))
    assert stands(fee) == OWED


def test_voucher_shows_number_and_deadline_and_no_second_button() -> None:
    fee = owe()
    attempt = open_page(fee)
    take_voucher(attempt)
    page = text(visitor(fee), back_url(attempt))
    attempt.refresh_from_db()
    assert "コンビニでお支払いください" in page
    assert attempt.voucher_url in page
    assert "お支払い期限" in page
    assert 'method="post" data-once' not in page


def test_coming_back_without_paying_says_so() -> None:
    fee = owe()
    attempt = open_page(fee)
    assert "お支払いはまだ済んでいません" in text(visitor(fee), f"/fees/cancel/{attempt.pk}/")


def test_stripe_that_cannot_open_a_page_says_try_again() -> None:
    fee = owe()
    inject_fault(fault=Fault.SERVER_ERROR, times=3, method="POST")
    answer = visitor(fee).post(page_of(fee), follow=True)
    assert "ただいま支払いページを開けません" in answer.content.decode()


def test_paid_fee_opens_no_page_however_often_the_button_is_pressed() -> None:
    fee = paid_fee()
    answer = visitor(fee).post(page_of(fee), follow=True)
    assert "現在、お支払いいただくものはありません" in answer.content.decode()
    assert fee.attempts.count() == 1


def test_money_under_review_asks_not_to_pay_again() -> None:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    misreport_object(stripe_id=attempt.session_id, changes={"amount_total": 10}, now=now())
    sync_attempt(attempt_id=attempt.pk, now=now())
    page = text(visitor(fee), page_of(fee))
    assert "もう一度お支払いにならないでください" in page
    assert 'method="post" data-once' not in page


def test_ended_and_waived_requests_ask_for_nothing() -> None:
    ended, waived = owe(), owe()
    withdraw_case(case_id=ended.case_id, actor=requester_actor(ended.case.requester_id), now=now())
    answer = visitor(ended).post(page_of(ended), follow=True)
    assert "お支払いは必要ありません" in answer.content.decode()
    waive_fee(fee_id=waived.pk, reason="誤案内", actor=staff_actor("finance"), now=now())
    assert "お支払いは必要ありません" in text(visitor(waived), page_of(waived))
    assert ended.attempts.count() == 0


def test_refunded_fee_says_so() -> None:
    fee = paid_fee()
    withdraw_case(case_id=fee.case_id, actor=requester_actor(fee.case.requester_id), now=now())
    work()
    assert "手数料を返金しました" in text(visitor(fee), page_of(fee))


def test_english_page_has_no_japanese_in_it() -> None:
    fee = owe()
    client = visitor(fee)
    client.cookies["django_language"] = "en"
    page = text(client, page_of(fee))
    main = page[page.index("<main") : page.index("</main>")]
    assert "When the fee is paid back" in main
    assert [sign for sign in main if "\u3040" <= sign <= "\u9fff"] == []
