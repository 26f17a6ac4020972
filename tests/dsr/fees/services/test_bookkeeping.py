"""Everything that happens to a fee's money is in the books, once, and the cache agrees."""

from datetime import UTC, datetime

import pytest

from accounts.domain.actor import Actor
from config.stripe_sandbox.services import refunds as at_stripe
from config.stripe_sandbox.services.disputes import lose_dispute, open_dispute, win_dispute
from dsr.fees.models import Fee, JournalEntry, Payment
from dsr.fees.selectors.journal import money_of
from dsr.fees.services.offline_payments import record_offline_payment, record_offline_refund
from dsr.fees.services.postal_orders import UnableToCashPostalOrders, cash_postal_orders
from dsr.fees.services.refunds import refund_fee
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.waivers import waive_fee
from policies.domain.calendar import jst_date
from tests.desk import staff_actor
from tests.dsr.fees.books import agrees, balances, kinds, lines_of, tax_of, whole
from tests.dsr.fees.paying import now, open_page, owe, paid_fee, pay_card, ring, work

pytestmark = pytest.mark.usefixtures("till")


@pytest.fixture
def finance(till: str) -> Actor:
    return staff_actor("finance")


def refund(fee: Fee, amount: int, actor: Actor) -> None:
    refund_fee(
        fee_id=fee.pk, payment_id=fee.payments.order_by("paid_at")[0].pk, amount=amount,
        reason="申出による", actor=actor, now=now(),
    )  # fmt: skip
    work()


def test_card_payment_is_income_with_90_yen_of_tax_and_told_thrice_is_booked_once() -> None:
    fee = paid_fee()
    ring()
    work()
    sync_attempt(attempt_id=fee.attempts.get().pk, now=now())
    entry = JournalEntry.objects.get()
    assert (entry.key, entry.fee, entry.total) == (f"payment:{Payment.objects.get().pk}", fee, 1000)
    assert lines_of(entry) == [
        ("CLEARING", 1000, 0, "OUTSIDE", 0),
        ("FEE_INCOME", 0, 1000, "SALES_10", 90),
    ]
    assert agrees(fee)
    assert whole()


def test_refund_in_three_parts_returns_exactly_the_tax_of_the_fee(finance: Actor) -> None:
    fee = paid_fee()
    for part in (333, 333, 334):
        refund(fee, part, finance)
        assert agrees(fee)
    assert kinds(fee) == ["PAYMENT", "REFUND", "REFUND", "REFUND"]
    assert (tax_of(fee, "SALES_10"), tax_of(fee, "SALES_RETURN_10")) == (90, 90)
    assert balances() == {}
    assert fee.status == "REFUNDED"


def test_failed_refund_puts_the_money_back_and_the_next_part_makes_the_tax_whole(
    finance: Actor,
) -> None:
    fee = paid_fee()
    refund(fee, 333, finance)
    refund(fee, 333, finance)
    first = fee.payments.get().refunds.order_by("requested_at")[0]
    at_stripe.fail_refund(refund_id=first.stripe_refund_id, now=now())
    ring()
    work()
    assert kinds(fee) == ["PAYMENT", "REFUND", "REFUND", "REVERSAL"]
    assert balances() == {"CLEARING": 667, "FEE_INCOME": 667}
    assert agrees(fee)
    refund(fee, 667, finance)
    assert tax_of(fee, "SALES_RETURN_10") == 90
    assert (balances(), agrees(fee), whole()) == ({}, True, True)


def test_second_payment_is_a_deposit_until_it_is_returned() -> None:
    fee = owe()
    first = open_page(fee)
    pay_card(first)
    record_offline_payment(
        fee_id=fee.pk, method="BANK_TRANSFER", amount=1000, paid_on=jst_date(now()),
        offline_reference="2026-1", reason="通帳で確認", actor=staff_actor("finance"), now=now(),
    )  # fmt: skip
    sync_attempt(attempt_id=first.pk, now=now())
    assert balances() == {
        "BANK": 1000, "CLEARING": 1000, "DEPOSITS": 1000, "FEE_INCOME": 1000,
    }  # fmt: skip
    work()  # it goes back by itself
    assert balances() == {"BANK": 1000, "FEE_INCOME": 1000}
    assert agrees(fee)


def test_dispute_lost_and_then_won_leaves_what_was_paid() -> None:
    fee = paid_fee()
    dispute = open_dispute(payment_intent_id=fee.payments.get().payment_intent_id, now=now())
    seen = []
    for step in (None, lose_dispute, win_dispute):
        if step is not None:
            step(dispute_id=dispute.stripe_id, now=now())
        ring()
        work()
        seen.append((balances(), agrees(fee)))
    assert seen == [
        ({"DISPUTED": 1000, "FEE_INCOME": 1000}, True),
        ({"DISPUTE_LOSS": 1000, "FEE_INCOME": 1000}, True),
        ({"CLEARING": 1000, "FEE_INCOME": 1000}, True),
    ]
    assert kinds(fee) == ["PAYMENT", "DISPUTE", "DISPUTE_LOST", "REVERSAL", "REVERSAL"]
    assert whole()


def test_dispute_heard_of_only_when_lost_is_booked_whole() -> None:
    fee = paid_fee()
    dispute = open_dispute(payment_intent_id=fee.payments.get().payment_intent_id, now=now())
    lose_dispute(dispute_id=dispute.stripe_id, now=now())
    ring()
    work()
    assert kinds(fee) == ["PAYMENT", "DISPUTE", "DISPUTE_LOST"]
    assert money_of(fee).kept == 0


@pytest.mark.parametrize(
    ("method", "account"), [("BANK_TRANSFER", "BANK"), ("POSTAL_ORDER", "POSTAL_ORDERS")]
)
def test_offline_money_stands_where_it_came_in_and_goes_back_from_there(
    finance: Actor, method: str, account: str
) -> None:
    fee = owe()
    record_offline_payment(
        fee_id=fee.pk, method=method, amount=1000, paid_on=jst_date(now()),
        offline_reference="0401-7", reason="現物を確認", actor=finance, now=now(),
    )  # fmt: skip
    entry = JournalEntry.objects.get()
    assert (balances(), entry.actor_id) == ({account: 1000, "FEE_INCOME": 1000}, finance.user_id)
    refund(fee, 400, finance)
    assert balances() == {account: 1000, "FEE_INCOME": 1000}  # nobody sent it yet
    record_offline_refund(
        refund_id=fee.payments.get().refunds.get().pk, offline_reference="0402-1",
        reason="振込済み", actor=finance, now=now(),
    )  # fmt: skip
    assert balances() == {account: 600, "FEE_INCOME": 600}
    assert agrees(fee)


def test_waiver_books_nothing(finance: Actor) -> None:
    fee = owe()
    waive_fee(fee_id=fee.pk, reason="誤案内", actor=finance, now=now())
    assert JournalEntry.objects.count() == 0
    assert agrees(fee)


def test_card_charged_at_half_past_eleven_on_the_last_of_march_is_booked_in_march() -> None:
    fee = owe()
    attempt = open_page(fee)
    charged = datetime(2026, 3, 31, 14, 30, tzinfo=UTC)  # 23:30 in Tokyo
    charge = pay_card(attempt)
    charge.body["created"] = int(charged.timestamp())
    charge.save(update_fields=["body"])
    sync_attempt(attempt_id=attempt.pk, now=datetime(2026, 3, 31, 15, 10, tzinfo=UTC))
    entry = JournalEntry.objects.get()
    assert (str(entry.booked_on), entry.chain) == ("2026-03-31", "2026-03")
    assert fee.payments.get().paid_at == charged


def test_postal_orders_are_cashed_once_and_only_those_in_hand(finance: Actor) -> None:
    fee = owe()
    record_offline_payment(
        fee_id=fee.pk, method="POSTAL_ORDER", amount=1000, paid_on=jst_date(now()),
        offline_reference="0401-7", reason="現物を確認", actor=finance, now=now(),
    )  # fmt: skip

    def cash(amount: int, reference: str = "振込票-1") -> str:
        try:
            cash_postal_orders(
                amount=amount, cashed_on=jst_date(now()), reference=reference, actor=finance,
                now=now(),
            )  # fmt: skip
        except UnableToCashPostalOrders as error:
            return error.code
        return "BOOKED"

    assert [cash(1001), cash(600), cash(600), cash(500), cash(500, "振込票-2")] == [
        "TOO_MUCH", "BOOKED", "BOOKED", "KNOWN", "TOO_MUCH",
    ]  # fmt: skip
    assert balances() == {"BANK": 600, "FEE_INCOME": 1000, "POSTAL_ORDERS": 400}
