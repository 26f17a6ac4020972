"""Reports to the Personal Information Protection Commission, recorded as they were made."""

import uuid
from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.gateways.sealing import seal_json
from dsr.breaches.enums import Audience, BreachStep, NoticeWay, ReportKind
from dsr.breaches.models import Breach, BreachReport
from dsr.breaches.selectors.reports import MUST_BE_KNOWN, missing_facts, report_items
from dsr.breaches.services.handling import (
    UnableToHandleBreach,
    check_day,
    locked_breach,
    take_breach_step,
)
from dsr.breaches.services.notices import keep_notice

STEPS = {
    ReportKind.PRELIMINARY: BreachStep.REPORT_PRELIMINARY,
    ReportKind.FINAL: BreachStep.REPORT_FINAL,
    ReportKind.SUPPLEMENT: BreachStep.SUPPLEMENT_REPORT,
}
COLUMNS = {
    ReportKind.PRELIMINARY: "preliminary_reported_on",
    ReportKind.FINAL: "final_reported_on",
}


@transaction.atomic
def record_report(
    *,
    breach_id: int,
    kind: ReportKind | str,
    reported_on: date,
    receipt_number: str,
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Breach:
    """Record that a report was made, with its nine items as they stand now.

    A preliminary report needs what happened; a final one every item (Enforcement Rules Art 8). A
    final report without a preliminary one serves as both.

    Arguments:
        reported_on: JST date on which it reached the Commission.
        receipt_number: the Commission's number, "" when there is none yet.

    Raises:
        UnableToHandleBreach: nothing changed; FACTS_MISSING where the report could not say enough.
    """
    kind = ReportKind(kind)
    breach = locked_breach(breach_id)
    check_day(breach, reported_on, now=now)
    if missing_facts(breach, wanted=MUST_BE_KNOWN[kind]):
        raise UnableToHandleBreach("The report would not say enough.", code="FACTS_MISSING")
    breach = take_breach_step(
        breach_id=breach_id, step=STEPS[kind], actor=actor, now=now, seen=seen,
        columns={COLUMNS[kind]: reported_on} if kind in COLUMNS else {},
        facts={"reported_on": reported_on.isoformat()},
    )  # fmt: skip
    report_id = uuid.uuid4()
    content = {item.key: item.text for item in report_items(breach)}
    BreachReport.objects.create(
        id=report_id,
        breach=breach,
        kind=kind,
        reported_on=reported_on,
        receipt_number=receipt_number.strip(),
        content_sealed=seal_json(
            breach.data_key, content, context=f"dsr_breaches.breachreport.content:{report_id}"
        ),
        recorded_at=now,
        recorded_by_id=actor.user_id,
    )
    keep_notice(
        breach=breach, audience=Audience.PPC, way=NoticeWay.WEB_FORM, told_on=reported_on,
        people=1, text="", actor=actor, now=now,
    )  # fmt: skip
    return breach
