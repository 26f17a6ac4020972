"""Closing a month and reopening it: permissions, order, readiness, two people, and triggers."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.domain.actor import Actor, system_actor
from dsr.fees.domain.postings import Line
from dsr.fees.models import AccountingPeriod, PeriodEvent
from dsr.fees.services.journal import post_entry
from dsr.fees.services.periods import (
    UnableToClosePeriod,
    UnableToReopenPeriod,
    ask_reopening,
    close_only_if,
    close_period,
    keep_closed,
    reopen_period,
)
from tests.desk import staff_actor
from tests.dsr.fees.books import no_checks

NOW = datetime(2026, 4, 10, 3, tzinfo=UTC)
__all__ = ["no_checks"]
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_checks")]


@pytest.fixture
def first() -> Actor:
    return staff_actor("finance", email="first@milly.example")


@pytest.fixture
def second() -> Actor:
    return staff_actor("manager", email="second@milly.example")


def book(month: date) -> None:
    lines = (Line("CLEARING", debit=1000), Line("FEE_INCOME", credit=1000))
    post_entry(
        key=f"payment:{month}", kind="PAYMENT", booked_on=month, lines=lines,
        actor=system_actor("fees.bookkeeping"), now=NOW,
    )  # fmt: skip


def close(
    actor: Actor, month: date = MARCH, *, reason: str = "月次完了", now: datetime = NOW
) -> None:
    close_period(month=month, reason=reason, actor=actor, now=now)


def closing_refused(actor: Actor, month: date = MARCH, **facts: object) -> str:
    with pytest.raises(UnableToClosePeriod) as raised:
        close(actor, month, **facts)  # type: ignore[arg-type]  # facts of many types
    return raised.value.code


def status() -> str:
    return AccountingPeriod.objects.get(month=MARCH).status


def test_month_is_closed_once_over_in_japan_in_order_and_when_ready(
    first: Actor, second: Actor
) -> None:
    book(FEBRUARY)
    book(MARCH)
    assert closing_refused(second) == "NOT_PERMITTED"
    assert closing_refused(first, reason=" ") == "REASON_MISSING"
    before_midnight = datetime(2026, 3, 31, 14, 59, tzinfo=UTC)
    assert closing_refused(first, now=before_midnight) == "NOT_OVER"
    assert closing_refused(first) == "EARLIER_OPEN"
    close(first, FEBRUARY)
    ready: list[date] = []
    close_only_if("test.reconciliation", lambda month: month in ready)
    assert closing_refused(first) == "NOT_READY"
    ready.append(MARCH)
    close(first, now=datetime(2026, 3, 31, 15, tzinfo=UTC))  # midnight in Tokyo
    assert closing_refused(first) == "NOT_OPEN"
    assert status() == "CLOSED"


def test_reopening_needs_a_second_person(first: Actor, second: Actor) -> None:
    close(first)
    with pytest.raises(UnableToReopenPeriod) as raised:
        reopen_period(month=MARCH, reason="訂正", actor=first, now=NOW)
    assert raised.value.code == "NOT_ASKED"
    ask_reopening(month=MARCH, reason="訂正", actor=first, now=NOW)
    with pytest.raises(UnableToReopenPeriod) as raised:
        reopen_period(month=MARCH, reason="訂正", actor=first, now=NOW)
    assert (raised.value.code, status()) == ("SAME_PERSON", "REOPENING")
    reviewer = staff_actor("reviewer")
    with pytest.raises(UnableToReopenPeriod) as raised:
        reopen_period(month=MARCH, reason="訂正", actor=reviewer, now=NOW)
    assert raised.value.code == "NOT_PERMITTED"
    reopen_period(month=MARCH, reason="確認済み", actor=second, now=NOW)
    book(MARCH)
    events = PeriodEvent.objects.order_by("sequence").select_related("reason")
    assert [(event.step, event.actor_id, event.reason.text) for event in events] == [
        ("CLOSE", first.user_id, "月次完了"),
        ("ASK_REOPENING", first.user_id, "訂正"),
        ("REOPEN", second.user_id, "確認済み"),
    ]
    close(first)  # and again
    assert status() == "CLOSED"


def test_wish_to_reopen_may_be_turned_down_and_asked_again(first: Actor, second: Actor) -> None:
    close(first)
    ask_reopening(month=MARCH, reason="訂正", actor=first, now=NOW)
    keep_closed(month=MARCH, reason="当月で訂正", actor=second, now=NOW)
    assert status() == "CLOSED"
    ask_reopening(month=MARCH, reason="やはり必要", actor=second, now=NOW)
    reopen_period(month=MARCH, reason="確認済み", actor=first, now=NOW)
    assert status() == "OPEN"


def test_raw_sql_opens_no_month_and_removes_none(first: Actor, second: Actor) -> None:
    close(first)
    table = "dsr_fees_accountingperiod"
    opened = f"UPDATE {table} SET status = 'OPEN', closed_at = NULL, closed_by_id = NULL"
    refused(opened)  # straight from CLOSED
    refused(f"DELETE FROM {table}")
    refused(f"UPDATE {table} SET month = '2020-01-01'")
    ask_reopening(month=MARCH, reason="訂正", actor=first, now=NOW)
    refused(opened)
    refused(f"{opened}, reopened_by_id = {first.user_id}")
    refused(f"UPDATE {table} SET reopening_asked_by_id = {second.user_id}")
    assert status() == "REOPENING"


def refused(sql: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
