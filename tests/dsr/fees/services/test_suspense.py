"""Money that matched nothing: in suspense until a person decides, then income or a deposit."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.domain.actor import Actor
from config.stripe_sandbox.services.objects import misreport_object
from dsr.fees.models import Fee, FeeEvent
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.suspense import (
    UnableToResolveSuspense,
    accept_suspense,
    return_suspense,
)
from tests.accounts.console import open_console
from tests.desk import staff_actor
from tests.dsr.fees.books import agrees, balances, kinds, tax_of, whole
from tests.dsr.fees.paying import now, open_page, owe, pay_card, stands, work

pytestmark = pytest.mark.usefixtures("till")


@pytest.fixture
def finance(till: str) -> Actor:
    return staff_actor("finance")


def in_suspense(**changes: Any) -> Fee:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    misreport_object(stripe_id=attempt.session_id, changes=changes, now=now())
    sync_attempt(attempt_id=attempt.pk, now=now())
    fee.refresh_from_db()
    return fee


def refusal(verb: Any, fee: Fee, actor: Actor, reason: str = "Stripeの画面で確認") -> str:
    with pytest.raises(UnableToResolveSuspense) as raised:
        verb(payment_id=fee.payments.get().pk, reason=reason, actor=actor, now=now())
    return raised.value.code


def test_money_without_metadata_is_accepted_by_a_person_and_becomes_income(finance: Actor) -> None:
    fee = in_suspense(metadata={})
    assert (balances(), agrees(fee)) == ({"CLEARING": 1000, "SUSPENSE": 1000}, True)
    manager = staff_actor("manager")
    assert refusal(accept_suspense, fee, manager) == "NOT_PERMITTED"
    assert refusal(accept_suspense, fee, finance, reason=" ") == "REASON_MISSING"
    payment = fee.payments.get()
    accept_suspense(payment_id=payment.pk, reason="決済番号で確認", actor=finance, now=now())
    assert stands(fee) == ("PAID", 1, "PASSED", 1)
    assert (balances(), tax_of(fee, "SALES_10")) == ({"CLEARING": 1000, "FEE_INCOME": 1000}, 90)
    assert kinds(fee) == ["SUSPENSE", "SUSPENSE_RESOLVED"]
    assert refusal(accept_suspense, fee, finance) == "NOT_IN_SUSPENSE"
    sync_attempt(attempt_id=fee.attempts.get().pk, now=now())  # told again: nothing more
    assert (fee.needs_review, agrees(fee), kinds(fee)[2:], whole()) == (False, True, [], True)
    assert FeeEvent.objects.get().facts["standing"] == "SETTLES_FEE"


def test_money_of_another_amount_only_goes_back(finance: Actor) -> None:
    fee = in_suspense(amount_total=999)
    assert refusal(accept_suspense, fee, finance) == "WRONG_AMOUNT"
    payment = fee.payments.get()
    return_suspense(payment_id=payment.pk, reason="金額相違", actor=finance, now=now())
    assert balances() == {"CLEARING": 999, "DEPOSITS": 999}
    work()
    assert (balances(), kinds(fee)) == ({}, ["SUSPENSE", "SUSPENSE_RESOLVED", "REFUND"])
    assert agrees(fee)
    assert (fee.status, fee.needs_review, fee.overpaid) == ("DUE", False, False)


def test_money_of_the_other_mode_settles_nothing(finance: Actor) -> None:
    fee = in_suspense(livemode=True)
    assert refusal(accept_suspense, fee, finance) == "NOT_REAL"


def test_money_in_dollars_is_booked_once_stripe_says_the_yen(finance: Actor) -> None:
    fee = in_suspense(currency="usd")
    assert balances() == {}
    assert refusal(return_suspense, fee, finance) == "NOT_BOOKED"


def test_finance_decides_on_the_page_of_the_fee(till: str, client: Client) -> None:
    fee = in_suspense(metadata={})
    open_console(client, "finance")
    address = reverse("admin:dsr_fees_fee_step", args=[fee.reference, "resolve-suspense"])
    form = client.get(address).context["form"]
    data = {"chosen": str(fee.payments.get().pk), "decision": "ACCEPT", "reason": "照合済み"}
    answer = client.post(address, {**data, "seen": form["seen"].value()})
    assert (answer.status_code, stands(fee)) == (302, ("PAID", 1, "PASSED", 1))
