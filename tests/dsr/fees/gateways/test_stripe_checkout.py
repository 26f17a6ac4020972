"""The gateway against the sandbox over real HTTP, through stripe-python."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import stripe
from pytest_django import Settings

from config.stripe_sandbox.enums import CardOutcome, Fault
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services.clock import book_charges, move_clock
from config.stripe_sandbox.services.faults import clear_faults, inject_fault
from config.stripe_sandbox.services.payments import (
    issue_voucher,
    lapse_voucher,
    pay_by_card,
    settle_voucher,
    take_outside_payment,
)
from dsr.fees.gateways.stripe_checkout import (
    CheckoutSession,
    StripeRefused,
    StripeUnavailable,
    create_checkout,
    expire_checkout,
    fetch_checkout,
    find_checkout_of_payment,
)
from tests.config.stripe_sandbox.stripe_over_http import in_an_hour, now


def open_page(*, key: str | None = None, expires_at: datetime | None = None) -> CheckoutSession:
    return create_checkout(
        attempt_id="0b8f1f5e-9f0b-4a38-a6c6-0d6f3f0e7c11",
        fee_reference="FEE-2026-000007",
        amount=1000,
        product_name="保有個人データ開示手数料",
        locale="ja",
        success_url="https://portal.example/fees/return/?session={CHECKOUT_SESSION_ID}",
        cancel_url="https://portal.example/fees/",
        expires_at=expires_at or in_an_hour(),
        idempotency_key=key or f"checkout:{uuid4()}",
    )


def test_checkout_opens_an_unpaid_page_of_1000_yen(sandbox: str) -> None:
    expires_at = in_an_hour().replace(microsecond=0)
    page = open_page(expires_at=expires_at)
    assert page == replace(
        page,
        url=f"{sandbox}/pay/{page.id}/",
        status="open",
        payment_status="unpaid",
        amount_total=1000,
        currency="jpy",
        livemode=False,
        client_reference_id="FEE-2026-000007",
        metadata={"fee": "FEE-2026-000007", "attempt": "0b8f1f5e-9f0b-4a38-a6c6-0d6f3f0e7c11"},
        payment_intent_id=None,
        payment=None,
        expires_at=expires_at,
    )
    assert (page.method, page.charge_id, page.balance_fee, page.balance_net) == (None,) * 4
    assert fetch_checkout(page.id) == page


def test_checkout_is_asked_for_with_nothing_about_the_person(sandbox: str) -> None:
    page = open_page()
    kept = SandboxObject.objects.get(stripe_id=page.id)
    assert kept.body["customer_email"] is None
    assert kept.body["customer"] is None
    assert kept.body["allowed_payment_method_types"] == ["card", "konbini"]
    assert kept.body["payment_method_options"]["konbini"] == {"expires_after_days": 3}
    assert kept.hidden["line_items"][0]["price"]["tax_behavior"] == "inclusive"
    assert kept.hidden["intent"] == {"metadata": kept.body["metadata"]}


def test_checkout_paid_by_card_shows_charge_and_later_the_booked_fee(sandbox: str) -> None:
    page = open_page()
    charge = pay_by_card(session_id=page.id, outcome=CardOutcome.PAYS, now=now())
    paid = fetch_checkout(page.id)
    assert (paid.status, paid.payment_status, paid.url) == ("complete", "paid", None)
    assert (paid.method, paid.charge_id) == ("card", charge.stripe_id)
    assert paid.payment is not None
    assert paid.payment.metadata == page.metadata
    assert paid.balance_transaction is None
    book_charges(now=now())
    booked = fetch_checkout(page.id)
    assert (booked.balance_fee, booked.balance_net) == (36, 964)


def test_checkout_declined_card_leaves_the_page_open(sandbox: str) -> None:
    page = open_page()
    pay_by_card(session_id=page.id, outcome=CardOutcome.DECLINED, now=now())
    tried = fetch_checkout(page.id)
    assert (tried.status, tried.payment_status) == ("open", "unpaid")
    assert tried.payment is not None
    assert tried.payment.failure_code == "card_declined"
    pay_by_card(session_id=page.id, outcome=CardOutcome.PAYS, now=now())
    assert fetch_checkout(page.id).payment_status == "paid"


def test_checkout_konbini_is_complete_but_unpaid_until_the_shop(sandbox: str) -> None:
    page = open_page()
    issue_voucher(session_id=page.id, now=datetime(2026, 11, 22, 14, 30, tzinfo=UTC))
    waiting = fetch_checkout(page.id)
    assert (waiting.status, waiting.payment_status) == ("complete", "unpaid")
    assert waiting.method == "konbini"
    assert waiting.voucher_url is not None
    # 2026-11-22 23:30 JST: three days later, until the last second of the day in Japan
    assert waiting.voucher_expires_at == datetime(2026, 11, 25, 14, 59, 59, tzinfo=UTC)
    settle_voucher(session_id=page.id, now=now())
    book_charges(now=now())
    paid = fetch_checkout(page.id)
    assert (paid.payment_status, paid.method) == ("paid", "konbini")
    assert (paid.balance_fee, paid.balance_net) == (132, 868)  # 120 and its 10 % tax
    assert paid.balance_transaction is not None
    assert paid.balance_transaction.fee_details == (("stripe_fee", 120), ("tax", 12))


def test_checkout_konbini_lapses_by_button_and_by_time(sandbox: str) -> None:
    first, second = open_page(), open_page()
    issue_voucher(session_id=first.id, now=now())
    lapse_voucher(session_id=first.id, now=now())
    issue_voucher(session_id=second.id, now=now())
    move_clock(by=timedelta(days=4), now=now())
    for page in (first, second):
        lapsed = fetch_checkout(page.id)
        assert (lapsed.status, lapsed.payment_status) == ("complete", "unpaid")
        assert lapsed.payment is not None
        assert lapsed.payment.failure_code == "payment_intent_payment_attempt_expired"


def test_checkout_retry_with_the_same_key_gives_the_same_page(sandbox: str) -> None:
    expires_at = in_an_hour()
    first = open_page(key="checkout:a", expires_at=expires_at)
    again = open_page(key="checkout:a", expires_at=expires_at)
    assert again == first
    assert SandboxObject.objects.filter(kind="checkout.session").count() == 1


def test_checkout_retry_with_other_values_is_refused_for_good(sandbox: str) -> None:
    open_page(key="checkout:a", expires_at=in_an_hour())
    with pytest.raises(StripeRefused) as refused:
        open_page(key="checkout:a", expires_at=in_an_hour() + timedelta(minutes=1))
    assert (refused.value.code, refused.value.status) == ("idempotency_error", 400)


def test_checkout_key_is_forgotten_after_a_day(sandbox: str) -> None:
    expires_at = in_an_hour()
    first = open_page(key="checkout:a", expires_at=expires_at)
    move_clock(by=timedelta(hours=24), now=now())
    later = open_page(key="checkout:a", expires_at=expires_at + timedelta(hours=24))
    assert later.id != first.id


@pytest.mark.parametrize("fault", [Fault.BAD_GATEWAY, Fault.SERVER_ERROR, Fault.CONFLICT])
def test_checkout_survives_faults_the_client_retries(sandbox: str, fault: Fault) -> None:
    inject_fault(fault=fault, method="POST")
    page = open_page()
    assert [row.stripe_id for row in SandboxObject.objects.filter(kind="checkout.session")] == [
        page.id
    ]


@pytest.mark.parametrize("fault", [Fault.LOST_RESPONSE, Fault.TIME_OUT])
def test_checkout_lost_answer_is_found_again_by_its_key(
    sandbox: str, fault: Fault, settings: Settings
) -> None:
    settings.STRIPE_READ_SECONDS = 0.5
    expires_at = in_an_hour()
    inject_fault(fault=fault, method="POST", times=3, seconds=1.5)
    with pytest.raises(StripeUnavailable):
        open_page(key="checkout:a", expires_at=expires_at)
    made = SandboxObject.objects.get(kind="checkout.session")
    clear_faults()
    settings.STRIPE_READ_SECONDS = 20
    assert open_page(key="checkout:a", expires_at=expires_at).id == made.stripe_id


def test_checkout_rate_limit_is_unavailable_and_made_nothing(sandbox: str) -> None:
    inject_fault(fault=Fault.RATE_LIMIT)
    with pytest.raises(StripeUnavailable) as failure:
        open_page()
    assert failure.value.reason == "RateLimitError 429"
    assert not SandboxObject.objects.filter(kind="checkout.session").exists()


def test_checkout_saved_500_is_repeated_for_the_key_and_never_becomes_a_page(sandbox: str) -> None:
    expires_at = in_an_hour()
    inject_fault(fault=Fault.SAVED_SERVER_ERROR)
    for _attempt in range(2):
        with pytest.raises(StripeUnavailable) as failure:
            open_page(key="checkout:a", expires_at=expires_at)
        assert failure.value.reason == "APIError 500"
    assert open_page(key="checkout:b", expires_at=expires_at).status == "open"


def test_checkout_expires_once_and_can_no_longer_be_paid(sandbox: str) -> None:
    page = open_page()
    assert expire_checkout(page.id).status == "expired"
    with pytest.raises(StripeRefused) as refused:
        expire_checkout(page.id)
    assert refused.value.status == 400
    assert fetch_checkout(page.id).url is None


def test_checkout_expires_by_itself_at_its_time(sandbox: str) -> None:
    page = open_page(expires_at=now() + timedelta(minutes=31))
    move_clock(by=timedelta(minutes=32), now=now())
    assert fetch_checkout(page.id).status == "expired"


def test_checkout_shorter_than_half_an_hour_is_refused(sandbox: str) -> None:
    with pytest.raises(StripeRefused) as refused:
        open_page(expires_at=now() + timedelta(minutes=29))
    assert refused.value.param == "expires_at"


def test_checkout_unknown_session_is_resource_missing(sandbox: str) -> None:
    with pytest.raises(StripeRefused) as refused:
        fetch_checkout("cs_test_none")
    assert (refused.value.code, refused.value.status) == ("resource_missing", 404)


@pytest.mark.parametrize("amount", [0, -1000, 1000.0, "1000", True])
def test_checkout_amount_that_is_no_yen_never_leaves(sandbox: str, amount: object) -> None:
    with pytest.raises(ValueError, match="not an amount in yen"):
        create_checkout(
            attempt_id="a",
            fee_reference="f",
            amount=amount,  # type: ignore[arg-type]
            product_name="p",
            locale="en",
            success_url="https://portal.example/",
            cancel_url="https://portal.example/",
            expires_at=in_an_hour(),
            idempotency_key="k",
        )


def test_checkout_is_found_by_its_payment_and_only_by_its_own(sandbox: str) -> None:
    page = open_page()
    open_page()
    pay_by_card(session_id=page.id, outcome=CardOutcome.PAYS, now=now())
    payment_intent_id = fetch_checkout(page.id).payment_intent_id
    assert payment_intent_id is not None
    found = find_checkout_of_payment(payment_intent_id)
    assert found == fetch_checkout(page.id)
    stranger = take_outside_payment(amount=5000, now=now())
    assert find_checkout_of_payment(stranger.body["payment_intent"]) is None


def test_checkout_wrong_key_is_refused_not_retried(
    client_of_stripe: stripe.StripeClient, settings: Settings
) -> None:
    settings.STRIPE_SECRET_KEY = "sk_test_another"  # what the sandbox expects from now on
    with pytest.raises(stripe.AuthenticationError):
        client_of_stripe.v1.checkout.sessions.retrieve("cs_test_none")
