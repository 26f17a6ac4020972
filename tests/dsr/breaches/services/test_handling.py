"""Assess, report, tell, close: the whole way, and what is refused on it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dsr.breaches.models import Breach, BreachEvent, BreachReport
from dsr.breaches.selectors.breaches import report_content
from dsr.breaches.services.assessments import assess_reportable, judge_not_reportable
from dsr.breaches.services.closings import close_breach
from dsr.breaches.services.handling import UnableToHandleBreach
from dsr.breaches.services.notices import record_notice
from tests.dsr.breaches.breaches import NOW, Scene


def code_of(verb: Callable[[], Any]) -> str:
    """Why a verb refused; everything it began is undone."""
    with pytest.raises(UnableToHandleBreach) as refused, transaction.atomic():
        verb()
    return refused.value.code


def close(scene: Scene, breach: Breach, reason: str = "対応を終えた") -> Breach:
    return close_breach(breach_id=breach.pk, reason=reason, actor=scene.manager, now=NOW)


def test_reportable_breach_goes_its_whole_way(scene: Scene) -> None:
    breach = scene.described(scene.opened())
    breach = scene.assessed(breach)
    assert (breach.status, breach.reportable) == ("ASSESSED", True)
    assert breach.grounds == ["PROPERTY_DAMAGE"]
    breach = scene.reported(breach)
    assert (breach.status, breach.preliminary_reported_on) == (
        "REPORTED_PRELIMINARY", date(2026, 4, 2),
    )  # fmt: skip
    breach = scene.reported(breach, "FINAL")
    scene.told(breach)
    breach = close(scene, breach)
    assert (breach.status, breach.closed_at) == ("CLOSED", NOW)
    steps = BreachEvent.objects.order_by("sequence").values_list("step", flat=True)
    assert list(steps) == [
        "OPEN_BREACH", "DESCRIBE", "ASSESS_REPORTABLE", "REPORT_PRELIMINARY", "REPORT_FINAL",
        "RECORD_NOTICE", "CLOSE_BREACH",
    ]  # fmt: skip
    audiences = breach.notices.order_by("recorded_at", "audience").values_list(
        "audience", flat=True
    )
    assert sorted(audiences) == ["PERSON", "PPC", "PPC"]


def test_report_keeps_the_nine_items_as_they_stood(scene: Scene) -> None:
    breach = scene.reported(scene.assessed(scene.described(scene.opened())))
    scene.described(breach, cause="宛名ラベルの取り違え")
    report = BreachReport.objects.get()
    content = report_content(report, breach)
    assert list(content) == [
        "summary", "data_items", "people", "cause", "secondary_damage", "response", "publication",
        "prevention", "other",
    ]  # fmt: skip
    assert (content["cause"], content["people"]) == ("宛先の確認漏れ", "1人")
    assert "宛先".encode() not in bytes(report.content_sealed)


def test_improper_purpose_gives_sixty_days_and_its_correction_thirty(scene: Scene) -> None:
    breach = scene.assessed(scene.described(scene.opened()), "IMPROPER_PURPOSE", "SPECIAL_CARE")
    assert (breach.final_due_date, breach.final_due_rule.code) == (
        date(2026, 6, 1), "BREACH_FINAL_IMPROPER",
    )  # fmt: skip
    assert breach.preliminary_due_date == date(2026, 4, 6)
    breach = scene.assessed(breach, "SPECIAL_CARE")
    assert (breach.final_due_date, breach.final_due_rule.code) == (
        date(2026, 4, 30), "BREACH_FINAL",
    )  # fmt: skip


def test_breach_judged_not_reportable_can_still_become_reportable(scene: Scene) -> None:
    breach = judge_not_reportable(
        breach_id=scene.opened().pk, reason="未開封で回収した", actor=scene.manager, now=NOW
    )
    assert (breach.status, breach.reportable, breach.grounds) == ("NOT_REPORTABLE", False, [])
    breach = scene.assessed(breach)
    assert (breach.status, breach.reportable) == ("ASSESSED", True)
    assert breach.preliminary_due_date == date(2026, 4, 6)


def test_final_report_may_serve_as_both(scene: Scene) -> None:
    breach = scene.reported(scene.assessed(scene.described(scene.opened())), "FINAL")
    assert (breach.status, breach.preliminary_reported_on) == ("REPORTED_FINAL", None)


def test_more_than_a_thousand_needs_more_than_a_thousand(scene: Scene) -> None:
    breach = scene.described(scene.opened(), people=1000)
    assert code_of(lambda: scene.assessed(breach, "OVER_1000")) == "NOT_THAT_MANY"
    breach = scene.described(breach, people=1001)
    assert scene.assessed(breach, "OVER_1000").grounds == ["OVER_1000"]
    assert code_of(lambda: scene.described(breach, people=1000)) == "NOT_THAT_MANY"


def test_final_report_needs_every_item_but_the_last(scene: Scene) -> None:
    breach = scene.assessed(scene.described(scene.opened(), prevention=""))
    assert scene.reported(breach).status == "REPORTED_PRELIMINARY"
    assert code_of(lambda: scene.reported(breach, "FINAL")) == "FACTS_MISSING"
    scene.described(breach, people=None)
    assert code_of(lambda: scene.reported(breach, "FINAL")) == "FACTS_MISSING"
    scene.described(breach)
    assert scene.reported(breach, "FINAL").status == "REPORTED_FINAL"


def test_reported_breach_closes_only_once_people_were_told(scene: Scene) -> None:
    breach = scene.reported(scene.assessed(scene.described(scene.opened())), "FINAL")
    scene.told(breach, "PARTNER")
    assert code_of(lambda: close(scene, breach)) == "PEOPLE_NOT_TOLD"
    scene.told(breach, "PUBLIC")
    assert close(scene, breach).status == "CLOSED"


def test_reasons_are_mandatory(scene: Scene) -> None:
    breach = scene.opened()
    verbs: list[Callable[[], Any]] = [
        lambda: assess_reportable(
            breach_id=breach.pk, grounds=["SPECIAL_CARE"], reason=" ", actor=scene.manager, now=NOW
        ),
        lambda: judge_not_reportable(breach_id=breach.pk, reason="", actor=scene.manager, now=NOW),
    ]
    assert [code_of(verb) for verb in verbs] == ["REASON_MISSING", "REASON_MISSING"]
    breach = judge_not_reportable(breach_id=breach.pk, reason="誤報", actor=scene.manager, now=NOW)
    assert code_of(lambda: close(scene, breach, "")) == "REASON_MISSING"


def test_assessing_needs_a_ground(scene: Scene) -> None:
    breach = scene.opened()
    verb = lambda: assess_reportable(  # noqa: E731
        breach_id=breach.pk, grounds=[], reason="理由", actor=scene.manager, now=NOW
    )
    assert code_of(verb) == "NO_GROUND"


def test_reviewer_reports_and_does_not_handle(scene: Scene) -> None:
    breach = scene.opened(actor=scene.reviewer)
    verb = lambda: judge_not_reportable(  # noqa: E731
        breach_id=breach.pk, reason="誤報", actor=scene.reviewer, now=NOW
    )
    assert code_of(verb) == "NOT_PERMITTED"


@pytest.mark.parametrize(
    ("day", "code"), [(date(2026, 3, 31), "BEFORE_KNOWLEDGE"), (date(2026, 4, 3), "IN_FUTURE")]
)
def test_days_of_reports_and_notices_lie_between_knowledge_and_today(
    scene: Scene, day: date, code: str
) -> None:
    breach = scene.assessed(scene.described(scene.opened()))
    assert code_of(lambda: scene.reported(breach, reported_on=day)) == code
    verb = lambda: record_notice(  # noqa: E731
        breach_id=breach.pk, audience="PERSON", way="MAIL", told_on=day, people=1, text="説明",
        actor=scene.manager, now=NOW,
    )  # fmt: skip
    assert code_of(verb) == code


def test_stale_form_changes_nothing(scene: Scene) -> None:
    breach = scene.opened()
    verb = lambda: judge_not_reportable(  # noqa: E731
        breach_id=breach.pk, reason="誤報", actor=scene.manager, now=NOW, seen=0
    )
    assert code_of(verb) == "STALE"


def test_closed_breach_changes_no_more(scene: Scene) -> None:
    breach = scene.opened()
    judge_not_reportable(breach_id=breach.pk, reason="誤報", actor=scene.manager, now=NOW)
    close(scene, breach)
    later = datetime(2026, 4, 3, tzinfo=UTC)
    verb = lambda: assess_reportable(  # noqa: E731
        breach_id=breach.pk, grounds=["SPECIAL_CARE"], reason="理由", actor=scene.manager, now=later
    )
    assert code_of(verb) == "WRONG_STATUS"


def test_raw_sql_cannot_skip_a_status(scene: Scene) -> None:
    breach = scene.opened()
    sql = (
        "UPDATE dsr_breaches_breach SET status = 'REPORTED_FINAL', reportable = true,"
        " grounds = '[\"SPECIAL_CARE\"]', final_reported_on = '2026-04-02' WHERE id = %s"
    )
    refused = pytest.raises(IntegrityError, match="does not go from OPEN to REPORTED_FINAL")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [breach.pk])
