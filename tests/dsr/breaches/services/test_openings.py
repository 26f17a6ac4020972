"""Opening: one record for one event, clocks from the day of knowledge, managers told."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection

from accounts.domain.actor import requester_actor, system_actor
from accounts.models import OutboxMessage
from accounts.selectors.ledgers import verify_ledgers
from dsr.breaches.models import Breach, BreachEvent, ConcernedPerson
from dsr.breaches.selectors.breaches import facts_of, text_of
from dsr.breaches.services.assessments import judge_not_reportable
from dsr.breaches.services.closings import close_breach
from dsr.breaches.services.openings import UnableToOpenBreach
from dsr.cases.models import CaseEvent
from policies.models import Closure
from tests.dsr.breaches.breaches import FACTS, KNOWN_ON, NOW, Scene


def test_opening_starts_both_clocks_from_the_day_of_knowledge(scene: Scene) -> None:
    breach = scene.opened()
    assert (breach.reference, breach.status, breach.reportable) == ("BR-2026-000001", "OPEN", None)
    assert breach.preliminary_due_date == date(2026, 4, 6)
    assert breach.final_due_date == date(2026, 4, 30)
    assert (breach.preliminary_due_rule.code, breach.preliminary_due_rule.days) == (
        "BREACH_PRELIMINARY", 5,
    )  # fmt: skip
    assert (breach.final_due_rule.code, breach.final_due_rule.days) == ("BREACH_FINAL", 30)


def test_company_closure_moves_no_clock(scene: Scene) -> None:
    Closure.objects.create(on="2026-04-30", reason="創立記念日")
    assert scene.opened().final_due_date == date(2026, 4, 30)


def test_description_is_sealed_and_the_ledger_holds_codes_only(scene: Scene) -> None:
    breach = scene.opened()
    assert facts_of(breach) == {"summary": FACTS["summary"]}
    assert "開示資料".encode() not in bytes(Breach.objects.get().facts_sealed)
    event = BreachEvent.objects.get()
    assert (event.chain, event.step, event.facts) == (
        breach.reference, "OPEN_BREACH",
        {
            "kind": "WRONG_RECIPIENT", "case": scene.case.reference, "knowledge_on": "2026-04-01",
            "people": 1,
        },
    )  # fmt: skip


def test_managers_are_told_and_nobody_else(scene: Scene) -> None:
    breach = scene.opened()
    mails = OutboxMessage.objects.filter(reference=breach.reference)
    assert [(mail.recipient_id, mail.template) for mail in mails] == [
        (scene.manager.user_id, "STAFF_NOTICE")
    ]


def test_case_itself_does_not_change(scene: Scene) -> None:
    before = CaseEvent.objects.count()
    scene.opened()
    scene.case.refresh_from_db()
    assert (scene.case.status, CaseEvent.objects.count()) == ("RECEIVED", before)


def test_second_report_of_the_same_event_adds_to_the_first(scene: Scene) -> None:
    first = scene.opened()
    again = scene.opened(
        description="受け取った方から電話がありました。", knowledge_on=date(2026, 3, 31),
        concerned_member_ids=["M-7"],
    )  # fmt: skip
    assert again.pk == first.pk
    assert (again.knowledge_on, again.preliminary_due_date) == (date(2026, 3, 31), date(2026, 4, 6))
    assert again.final_due_date == date(2026, 4, 30)
    event = BreachEvent.objects.get(step="LEARN_MORE")
    assert event.text is not None
    assert text_of(event.text, again) == "受け取った方から電話がありました。"
    assert ConcernedPerson.objects.count() == 2


def test_later_knowledge_never_moves_the_clock_back(scene: Scene) -> None:
    scene.opened()
    assert scene.opened(knowledge_on=date(2026, 4, 2)).knowledge_on == KNOWN_ON


def test_other_kind_on_the_same_case_is_another_breach(scene: Scene) -> None:
    assert scene.opened().pk != scene.opened(kind="SUSPECTED_IMPOSTOR").pk


def test_after_the_end_a_new_event_opens_a_new_record(scene: Scene) -> None:
    first = scene.opened()
    judge_not_reportable(breach_id=first.pk, reason="未開封で回収", actor=scene.manager, now=NOW)
    close_breach(breach_id=first.pk, reason="回収済み", actor=scene.manager, now=NOW)
    assert scene.opened().reference == "BR-2026-000002"


def test_same_token_opens_once_outside_any_case(scene: Scene) -> None:
    token = uuid.uuid4()
    facts: dict[str, Any] = {"case": None, "kind": "OTHER", "concerned_subject_ids": []}
    first = scene.opened(opening_token=token, **facts)
    assert scene.opened(opening_token=token, **facts).pk == first.pk
    assert scene.opened(**facts).pk != first.pk
    assert BreachEvent.objects.filter(breach=first).count() == 1


REFUSED: dict[str, dict[str, Any]] = {
    "IN_FUTURE": {"knowledge_on": date(2026, 4, 3)},
    "DESCRIPTION_MISSING": {"description": " "},
    "MY_NUMBER": {"description": "番号は 123456789018 です"},
    "NOT_PERMITTED": {"actor": requester_actor(1)},
}


@pytest.mark.parametrize("code", sorted(REFUSED))
def test_opening_is_refused(scene: Scene, code: str) -> None:
    with pytest.raises(UnableToOpenBreach) as refused:
        scene.opened(**REFUSED[code])
    assert refused.value.code == code
    assert (Breach.objects.count(), BreachEvent.objects.count()) == (0, 0)


def test_system_may_open(scene: Scene) -> None:
    breach = scene.opened(actor=system_actor("identity.look"))
    assert BreachEvent.objects.get(breach=breach).actor_name == "identity.look"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_at_once_open_one() -> None:
    scene = Scene()

    def report(_: int) -> int:
        try:
            return scene.opened().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(report, range(2)))
    assert len(set(found)) == 1
    assert Breach.objects.count() == 1
    steps = BreachEvent.objects.order_by("sequence").values_list("step", flat=True)
    assert list(steps) == ["OPEN_BREACH", "LEARN_MORE"]
    assert ConcernedPerson.objects.count() == 1


def test_ledger_of_breaches_is_verified(scene: Scene) -> None:
    scene.opened()
    scene.opened()
    reports = {report.ledger: report for report in verify_ledgers()}
    report = reports["dsr_breaches_breachevent"]
    assert (report.rows, report.chains, report.faults) == (2, 1, [])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE dsr_breaches_breachevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE dsr_breaches_breachevent SET step = 'CLOSE_BREACH' WHERE sequence=2")
        cursor.execute("ALTER TABLE dsr_breaches_breachevent ENABLE TRIGGER USER")
    reports = {report.ledger: report for report in verify_ledgers()}
    faults = [(x.kind, x.sequence) for x in reports["dsr_breaches_breachevent"].faults]
    assert faults == [("CHANGED", 2)]
