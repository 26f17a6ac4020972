"""Managers are reminded from two days before, on the day, and daily when late; once a day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import OutboxMessage, User
from dsr.breaches.models import BreachReminder
from dsr.breaches.services.assessments import judge_not_reportable
from dsr.breaches.services.reminders import UnableToRemind, remind_of_breaches
from tests.dsr.breaches.breaches import NOW, Scene


def morning(day: date) -> datetime:
    """09:00 in Tokyo."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def mornings_reminded(first: date, last: date) -> list[str]:
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [day.isoformat() for day in days if remind_of_breaches(now=morning(day))]


def test_unassessed_breach_is_reminded_of_daily_from_two_days_before(scene: Scene) -> None:
    scene.opened()  # preliminary report due 2026-04-06
    assert mornings_reminded(date(2026, 4, 2), date(2026, 4, 8)) == [
        "2026-04-04", "2026-04-05", "2026-04-06", "2026-04-07", "2026-04-08",
    ]  # fmt: skip


def test_after_the_preliminary_report_only_the_final_one_is_due(scene: Scene) -> None:
    scene.reported(scene.assessed(scene.described(scene.opened())))
    assert mornings_reminded(date(2026, 4, 4), date(2026, 5, 1)) == [
        "2026-04-28", "2026-04-29", "2026-04-30", "2026-05-01",
    ]  # fmt: skip


def test_nothing_is_due_where_nothing_must_be_reported_or_all_was(scene: Scene) -> None:
    first = scene.opened()
    judge_not_reportable(breach_id=first.pk, reason="誤報", actor=scene.manager, now=NOW)
    scene.reported(
        scene.assessed(scene.described(scene.opened(kind="SUSPECTED_IMPOSTOR"))), "FINAL"
    )
    assert mornings_reminded(date(2026, 4, 4), date(2026, 5, 5)) == []


def test_second_run_on_a_day_sends_nothing(scene: Scene) -> None:
    breach = scene.opened()
    OutboxMessage.objects.all().delete()
    for _ in range(2):
        remind_of_breaches(now=morning(date(2026, 4, 6)))
    mails = OutboxMessage.objects.filter(reference=breach.reference, template="STAFF_NOTICE")
    assert [mail.recipient_id for mail in mails] == [scene.manager.user_id]
    assert BreachReminder.objects.count() == 1


def test_missed_morning_is_made_up_on_the_next(scene: Scene) -> None:
    breach = scene.opened()
    assert remind_of_breaches(now=morning(date(2026, 4, 20))) == [breach.reference]


def test_nobody_to_remind_is_an_error_and_not_silence(scene: Scene) -> None:
    scene.opened()
    User.objects.filter(groups__name="manager").update(is_active=False)
    with pytest.raises(UnableToRemind):
        remind_of_breaches(now=morning(date(2026, 4, 6)))
    assert BreachReminder.objects.count() == 0
