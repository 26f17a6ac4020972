"""Investigations: what the desk finds out before it decides (Arts 34(2), 35(2))."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.domain.my_number import contains_my_number
from accounts.gateways.sealing import seal_text
from dsr.cases.enums import Status
from dsr.cases.models import Case, CaseItem
from dsr.fulfilment.models import Investigation
from dsr.fulfilment.selectors.investigations import findings_context, needs_investigation
from dsr.fulfilment.services.reviews import PREPARE

MAY_INVESTIGATE = (
    Status.ACCEPTED, Status.COLLECTING, Status.REVIEWING, Status.WAITING_FOR_REQUESTER,
)  # fmt: skip


class UnableToRecordInvestigation(Exception):
    """Refused. `code`: NOT_PERMITTED, WRONG_STATUS, NOT_NEEDED, EMPTY or MY_NUMBER."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def record_investigation(
    *, item_id: UUID, findings: str, actor: Actor, now: datetime
) -> Investigation:
    """Record what was found out about one item; recording again replaces it until submission.

    Raises UnableToRecordInvestigation.
    """
    item = CaseItem.objects.select_related("case__data_key").get(pk=item_id)
    case = Case.objects.select_for_update(of=("self",)).get(pk=item.case_id)
    if not actor.may(PREPARE):
        raise UnableToRecordInvestigation("Not for this actor.", code="NOT_PERMITTED")
    if case.status not in MAY_INVESTIGATE:
        raise UnableToRecordInvestigation(f"The case is {case.status}.", code="WRONG_STATUS")
    if not needs_investigation(item):
        raise UnableToRecordInvestigation(
            "The collection is the investigation of this kind.", code="NOT_NEEDED"
        )
    return keep_findings(item=item, findings=findings, actor=actor, now=now)


def keep_findings(*, item: CaseItem, findings: str, actor: Actor, now: datetime) -> Investigation:
    """Seal the findings, in the caller's transaction. Raises UnableToRecordInvestigation."""
    findings = findings.strip()
    if not findings or actor.user_id is None:
        raise UnableToRecordInvestigation("Somebody found something out.", code="EMPTY")
    if contains_my_number(findings):
        raise UnableToRecordInvestigation("The text holds a My Number.", code="MY_NUMBER")
    investigation = Investigation.objects.filter(item=item).first() or Investigation(item=item)
    investigation.findings_sealed = seal_text(
        item.case.data_key, findings, context=findings_context(investigation)
    )
    investigation.investigated_by_id = actor.user_id
    investigation.investigated_at = now
    investigation.save()
    return investigation
