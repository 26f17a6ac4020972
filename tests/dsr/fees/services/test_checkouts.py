"""Opening payment pages: one live page per fee, whatever happens between us and Stripe."""

import logging
from datetime import timedelta

import pytest
from pytest_django import Settings

from config.stripe_sandbox.enums import Fault
from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services import payments
from config.stripe_sandbox.services.clock import move_clock
from config.stripe_sandbox.services.faults import clear_faults, inject_fault
from dsr.fees.models import Fee, PaymentAttempt
from dsr.fees.services.checkouts import UnableToBeginCheckout, begin_checkout
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.sweeping import sweep_payments
from tests.dsr.fees.paying import (
    HOUR,
    MINUTE,
    OWED,
    SETTLED,
    at_once,
    now,
    open_page,
    owe,
    pay_card,
    ring,
    stands,
    take_voucher,
    work,
)

pytestmark = pytest.mark.usefixtures("till")
CREATE = "/checkout/sessions"


def refusal(fee: Fee, *, later: timedelta = timedelta()) -> str:
    with pytest.raises(UnableToBeginCheckout) as raised:
        begin_checkout(fee_id=fee.pk, locale="ja", now=now() + later)
    return raised.value.code


def sessions() -> int:
    return SandboxObject.objects.filter(kind="checkout.session").count()


def statuses(fee: Fee) -> list[str]:
    return list(fee.attempts.order_by("created_at").values_list("status", flat=True))


def test_payment_page_carries_only_opaque_references() -> None:
    fee = owe("hanako@mail.example")
    attempt = open_page(fee)
    body = SandboxObject.objects.get(stripe_id=attempt.session_id).body
    assert body["client_reference_id"] == fee.reference
    assert body["metadata"] == {"fee": fee.reference, "attempt": str(attempt.pk)}
    assert (body["amount_total"], body["currency"], body["locale"]) == (1000, "jpy", "ja")
    assert "hanako" not in str(body)
    assert fee.case.reference not in str(body)
    assert stands(fee) == OWED


def test_second_click_leads_to_the_same_page() -> None:
    fee = owe()
    assert open_page(fee).pk == open_page(fee).pk
    assert (statuses(fee), sessions()) == (["OPEN"], 1)


@pytest.mark.race
def test_two_tabs_at_once_open_one_page() -> None:
    fee = owe()
    verbs = [lambda: begin_checkout(fee_id=fee.pk, locale="ja", now=now())] * 4
    results = at_once(verbs)
    urls = {result for result in results if isinstance(result, str)}
    # One that meets its twin inside Stripe is told to try again; none opens a second page.
    rest = [result for result in results if not isinstance(result, str)]
    assert {getattr(error, "code", repr(error)) for error in rest} <= {"UNAVAILABLE"}
    assert len(urls) == 1
    assert (statuses(fee), sessions()) == (["OPEN"], 1)


@pytest.mark.parametrize("fault", [Fault.LOST_RESPONSE, Fault.BAD_GATEWAY])
def test_lost_response_after_execution_leads_to_the_page_that_was_made(fault: Fault) -> None:
    fee = owe()
    inject_fault(fault=fault, times=3, method="POST", path_contains=CREATE)
    assert refusal(fee) == "UNAVAILABLE"
    assert (statuses(fee), sessions()) == (["CREATING"], 1)
    clear_faults()
    attempt = open_page(fee)
    assert (statuses(fee), sessions()) == (["OPEN"], 1)
    pay_card(attempt)
    sync_attempt(attempt_id=attempt.pk, now=now())
    assert stands(fee) == SETTLED


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.RATE_LIMIT, Fault.CONFLICT])
def test_failure_of_stripe_on_create_says_try_again_and_then_works(fault: Fault) -> None:
    fee = owe()
    inject_fault(fault=fault, times=3, method="POST", path_contains=CREATE)
    assert refusal(fee) == "UNAVAILABLE"
    clear_faults()
    open_page(fee)
    assert (statuses(fee), sessions()) == (["OPEN"], 1)


def test_time_out_on_create_says_try_again_and_then_works(settings: Settings) -> None:
    settings.STRIPE_READ_SECONDS = 0.5
    fee = owe()
    inject_fault(fault=Fault.TIME_OUT, times=3, method="POST", path_contains=CREATE, seconds=1.5)
    assert refusal(fee) == "UNAVAILABLE"
    clear_faults()
    settings.STRIPE_READ_SECONDS = 20
    open_page(fee)
    assert (statuses(fee), sessions()) == (["OPEN"], 1)


def test_failure_kept_under_the_key_does_not_lock_the_person_out() -> None:
    fee = owe()
    inject_fault(fault=Fault.SAVED_SERVER_ERROR, method="POST", path_contains=CREATE)
    assert refusal(fee) == "UNAVAILABLE"
    assert refusal(fee) == "UNAVAILABLE"  # Stripe replays its failure under the same key
    url = begin_checkout(fee_id=fee.pk, locale="ja", now=now() + 6 * MINUTE)
    assert PaymentAttempt.objects.get(page_url=url).status == "OPEN"
    assert statuses(fee) == ["SUPERSEDED", "OPEN"]


def test_key_older_than_a_day_is_never_used_again() -> None:
    fee = owe()
    inject_fault(fault=Fault.LOST_RESPONSE, times=3, method="POST", path_contains=CREATE)
    assert refusal(fee) == "UNAVAILABLE"
    clear_faults()
    move_clock(by=25 * HOUR, now=now())
    begin_checkout(fee_id=fee.pk, locale="ja", now=now() + 25 * HOUR)
    assert statuses(fee) == ["SUPERSEDED", "OPEN"]
    assert fee.attempts.values("idempotency_key").distinct().count() == 2


def test_retry_with_other_parameters_is_refused_by_stripe_and_a_fresh_attempt_works(
    settings: Settings,
) -> None:
    fee = owe()
    inject_fault(fault=Fault.LOST_RESPONSE, times=3, method="POST", path_contains=CREATE)
    assert refusal(fee) == "UNAVAILABLE"
    clear_faults()
    site, settings.SITE_URL = settings.SITE_URL, "http://moved.example"
    assert refusal(fee) == "REFUSED"
    assert fee.attempts.get().failure_code == "idempotency_error"
    settings.SITE_URL = site
    open_page(fee)
    assert statuses(fee) == ["ERROR", "OPEN"]


def test_retry_repeats_the_language_it_began_with() -> None:
    fee = owe()
    inject_fault(fault=Fault.LOST_RESPONSE, times=3, method="POST", path_contains=CREATE)
    assert refusal(fee) == "UNAVAILABLE"
    clear_faults()
    url = begin_checkout(fee_id=fee.pk, locale="en", now=now())
    session_id = PaymentAttempt.objects.get(page_url=url).session_id
    assert SandboxObject.objects.get(stripe_id=session_id).body["locale"] == "ja"


def test_page_that_soon_closes_is_closed_and_replaced() -> None:
    fee = owe()
    first = open_page(fee)
    move_clock(by=22 * HOUR + 40 * MINUTE, now=now())
    begin_checkout(fee_id=fee.pk, locale="ja", now=now() + 22 * HOUR + 40 * MINUTE)
    assert statuses(fee) == ["EXPIRED", "OPEN"]
    assert SandboxObject.objects.get(stripe_id=first.session_id).body["status"] == "expired"


def test_page_that_soon_closes_but_was_paid_settles_instead() -> None:
    fee = owe()
    attempt = open_page(fee)
    pay_card(attempt)
    move_clock(by=22 * HOUR + 40 * MINUTE, now=now())
    assert refusal(fee, later=22 * HOUR + 40 * MINUTE) == "NOT_DUE"
    assert stands(fee) == SETTLED


def test_page_paid_in_another_tab_settles_and_opens_nothing() -> None:
    fee = owe()
    pay_card(open_page(fee))
    assert refusal(fee) == "NOT_DUE"
    assert stands(fee) == SETTLED
    assert sessions() == 1


def test_voucher_is_out_so_no_second_page_opens() -> None:
    fee = owe()
    take_voucher(open_page(fee))
    assert refusal(fee) == "NOT_DUE"
    assert stands(fee) == ("PENDING", 0, "OPEN", 0)


def test_stripe_that_cannot_be_asked_about_an_open_page_says_try_again() -> None:
    fee = owe()
    open_page(fee)
    inject_fault(fault=Fault.SERVER_ERROR, times=3, method="GET")
    assert refusal(fee) == "UNAVAILABLE"
    assert statuses(fee) == ["OPEN"]


def test_page_that_stripe_does_not_know_is_given_up(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    fee = owe()
    attempt = open_page(fee)
    SandboxObject.objects.filter(stripe_id=attempt.session_id).delete()
    assert refusal(fee) == "REFUSED"
    open_page(fee)
    assert statuses(fee) == ["ERROR", "OPEN"]


def test_sweeper_frees_a_fee_whose_page_never_opened() -> None:
    fee = owe()
    inject_fault(fault=Fault.SERVER_ERROR, times=3, method="POST", path_contains=CREATE)
    assert refusal(fee) == "UNAVAILABLE"
    clear_faults()
    sweep_payments(now=now() + 24 * HOUR)
    assert statuses(fee) == ["EXPIRED"]


def test_konbini_and_card_both_paid_returns_the_later() -> None:
    """The answer with the first page was lost; a second page is paid, then the first one too."""
    fee = owe()
    inject_fault(fault=Fault.LOST_RESPONSE, times=3, method="POST", path_contains=CREATE)
    assert refusal(fee) == "UNAVAILABLE"
    clear_faults()
    lost = SandboxObject.objects.get(kind="checkout.session")
    url = begin_checkout(fee_id=fee.pk, locale="ja", now=now() + 6 * MINUTE)
    pay_card(PaymentAttempt.objects.get(page_url=url))
    ring()
    work()
    assert stands(fee) == SETTLED
    payments.issue_voucher(session_id=lost.stripe_id, now=now())
    payments.settle_voucher(session_id=lost.stripe_id, now=now())
    ring()
    work()
    fee.refresh_from_db()
    assert (fee.status, fee.overpaid, fee.refund_pending) == ("PAID", True, True)
    late = fee.payments.get(standing="OVERPAYMENT")
    assert (late.method, late.refunds.get().status) == ("KONBINI", "REQUIRES_ACTION")
