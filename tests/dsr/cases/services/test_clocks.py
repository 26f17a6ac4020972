"""DOMAIN §5: every date in Japan, beside its rule, moved only by what may move it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr.cases.domain.duties import DUE, LATE, QUIET, SOON, urgency
from dsr.cases.models import Case
from dsr.cases.selectors.timelines import requester_timeline
from dsr.cases.services.clocks import UnableToExtendDeadline, extend_deadline, send_interim_notice
from dsr.cases.services.workflow import UnableToTakeStep
from policies.models import Closure, DeadlineRule
from tests.desk import NOW, file_disclosure, make_requester, set_up_desk, staff_actor

CLOCKS = ("identity_due", "target", "interim_notice", "art_39")


def dates(case: Case) -> tuple[date, ...]:
    return tuple(getattr(case, f"{clock}_date") for clock in CLOCKS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("filed", "arrival", "expected"),
    [
        (
            datetime(2026, 4, 1, 14, 30, tzinfo=UTC), date(2026, 4, 1),
            (date(2026, 4, 6), date(2026, 4, 15), date(2026, 5, 1), date(2026, 4, 16)),
        ),
        (
            datetime(2026, 4, 1, 15, 30, tzinfo=UTC), date(2026, 4, 2),
            (date(2026, 4, 7), date(2026, 4, 16), date(2026, 5, 2), date(2026, 4, 17)),
        ),
        (  # over Golden Week: 29 April, 3-6 May are holidays, 30 April and 1 May closed
            datetime(2026, 4, 28, 3, 0, tzinfo=UTC), date(2026, 4, 28),
            (date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 28), date(2026, 5, 13)),
        ),
        (  # over the turn of the year: closed from 29 December to 3 January
            datetime(2026, 12, 28, 3, 0, tzinfo=UTC), date(2026, 12, 28),
            (date(2027, 1, 6), date(2027, 1, 11), date(2027, 1, 27), date(2027, 1, 12)),
        ),
    ],
)  # fmt: skip
def test_dates_are_japans_and_closures_move_business_days_only(
    filed: datetime, arrival: date, expected: tuple[date, ...]
) -> None:
    set_up_desk()
    for on in (date(2026, 4, 30), date(2026, 5, 1)):
        Closure.objects.create(on=on, reason="全社休業")
    case = file_disclosure(make_requester(), now=filed)
    assert (case.arrival_date, dates(case)) == (arrival, expected)
    rules = [getattr(case, f"{clock}_rule").code for clock in CLOCKS]
    assert rules == ["IDENTITY_RESULT", "DECISION_TARGET", "INTERIM_NOTICE", "ART_39"]


@pytest.mark.django_db
def test_rule_of_tomorrow_moves_no_date_of_today_and_holds_from_its_day() -> None:
    set_up_desk()
    case = file_disclosure(make_requester())
    for code in ("IDENTITY_RESULT", "DECISION_TARGET", "INTERIM_NOTICE"):
        DeadlineRule.objects.create(
            code=code, days=1, day_kind="CALENDAR", effective_from=date(2026, 4, 2), source="test"
        )
    Closure.objects.create(on=date(2026, 4, 6), reason="後から決まった休み")
    stored = dates(case)
    case.refresh_from_db()
    assert dates(case) == stored
    later = file_disclosure(make_requester("b@mail.example"), now=NOW + timedelta(days=1))
    assert dates(later)[:3] == (date(2026, 4, 3),) * 3
    assert later.target_rule.effective_from == date(2026, 4, 2)
    assert case.target_rule.effective_from == date(2023, 9, 1)


@pytest.mark.django_db
def test_target_is_extended_once_and_the_person_reads_why() -> None:
    set_up_desk()
    case = file_disclosure(make_requester())
    manager = staff_actor("manager")
    extend_deadline(
        case_id=case.pk, days=14, reason="古い記録を確認しています。", actor=manager, now=NOW
    )
    with pytest.raises(UnableToTakeStep) as refused:
        extend_deadline(case_id=case.pk, days=1, reason="もう一度", actor=manager, now=NOW)
    assert refused.value.guards == ("NOT_YET_EXTENDED",)
    before = dates(case)
    case.refresh_from_db()
    assert dates(case) == (before[0], before[1] + timedelta(days=14), *before[2:])
    assert "古い記録を確認しています。" in [entry.detail for entry in requester_timeline(case)]


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 61])
def test_senseless_extensions_are_refused(days: int) -> None:
    set_up_desk()
    case = file_disclosure(make_requester())
    with pytest.raises(UnableToExtendDeadline):
        extend_deadline(
            case_id=case.pk, days=days, reason="理由", actor=staff_actor("manager"), now=NOW
        )


@pytest.mark.django_db
def test_person_reads_the_reason_of_an_interim_notice() -> None:
    set_up_desk()
    case = file_disclosure(make_requester())
    send_interim_notice(
        case_id=case.pk, reason="委託先に確認しています。", actor=staff_actor("manager"), now=NOW
    )
    assert "委託先に確認しています。" in [entry.detail for entry in requester_timeline(case)]


DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 1))


@settings(deadline=None)
@given(DAYS, st.integers(-60, 60))
def test_urgency_never_falls_as_time_passes(today: date, ahead: int) -> None:
    due = today + timedelta(days=ahead)
    now = urgency(due, today=today, closed=frozenset())
    next_day = urgency(due, today=today + timedelta(days=1), closed=frozenset())
    assert next_day >= now
    assert now >= LATE if due < today else now in (QUIET, SOON, DUE)
