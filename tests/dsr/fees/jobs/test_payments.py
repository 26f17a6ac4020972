"""Promises of the fees app: every name that is deferred has its task; the sweeper carries on."""

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from config.stripe_sandbox.models import SandboxObject
from config.stripe_sandbox.services.payments import take_outside_payment
from dsr.cases.domain.workflow import SETTLE_REFUND
from dsr.fees.jobs.payments import sweep
from dsr.fees.models import WebhookEvent
from dsr.fees.services.refunds import SEND_REFUND
from dsr.fees.services.settlement import CLOSE_PAGES, RETURN_OVERPAYMENT
from dsr.fees.services.sweeping import sweep_payments
from dsr.fees.services.webhook_events import HANDLE_EVENT
from tests.dsr.fees.paying import (
    MINUTE,
    SETTLED,
    now,
    open_page,
    owe,
    pay_card,
    ring,
    stands,
    work,
)


def test_every_deferred_name_has_its_task() -> None:
    names = {SETTLE_REFUND, SEND_REFUND, CLOSE_PAGES, RETURN_OVERPAYMENT, HANDLE_EVENT}
    assert names - set(app.tasks) == set()


def test_sweeper_runs_every_quarter_of_an_hour() -> None:
    found = [
        task.cron
        for (name, _), task in app.periodic_registry.periodic_tasks.items()
        if name == "dsr_fees.sweep_payments"
    ]
    assert found == ["*/15 * * * *"]


@pytest.mark.usefixtures("till")
def test_sweep_settles_what_nobody_told_and_again_changes_nothing() -> None:
    fee = owe()
    pay_card(open_page(fee))
    for _ in range(2):
        sweep(timestamp=0)
        work()
    assert stands(fee) == SETTLED


@pytest.mark.usefixtures("till")
def test_one_event_that_stripe_refuses_does_not_stop_the_others() -> None:
    take_outside_payment(amount=1000, now=now())
    ring()
    SandboxObject.objects.filter(kind__in=("charge", "payment_intent")).delete()
    fee = owe()
    pay_card(open_page(fee))
    ring()
    ProcrastinateJob.objects.all().delete()
    sweep_payments(now=now() + 11 * MINUTE)
    assert stands(fee) == SETTLED
    outcomes = set(WebhookEvent.objects.values_list("outcome", flat=True))
    assert outcomes == {"HANDLED", "UNMATCHED"}
