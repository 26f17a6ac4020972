"""Filing: a complete draft becomes a case, once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from accounts.domain.actor import Actor
from accounts.enums import MailTemplate
from accounts.gateways.sealing import seal_json
from accounts.models import User
from accounts.services.data_keys import create_data_key
from accounts.services.data_subjects import ensure_subject, new_subject
from accounts.services.outbox import queue_mail
from dsr.cases.domain.workflow import BY_STEP
from dsr.cases.enums import Channel, Gate, RequesterKind, Scope, Status, Step
from dsr.cases.models import Case, CaseEvent, CaseItem, ReferenceCounter
from dsr.cases.selectors.owners import assigns_automatically
from dsr.cases.services.assignments import assign_fairly
from policies.domain.calendar import jst_date
from policies.enums import DeadlineCode, DeliveryMethod, RequestKind
from policies.selectors.policy_versions import governing_version
from policies.selectors.rules import due_date

CASE_CLOCKS = (
    DeadlineCode.IDENTITY_RESULT, DeadlineCode.DECISION_TARGET, DeadlineCode.INTERIM_NOTICE,
    DeadlineCode.ART_39,
)  # fmt: skip


class UnableToFileCase(Exception):
    """The filing was refused and nothing was kept; the message says why."""


@dataclass(frozen=True, kw_only=True)
class AskedItem:
    """One thing asked.

    Arguments:
        kind: a RequestKind.
        scope: Scope codes; ("ALL",) when the person did not choose.
        period_from, period_to: JST dates, or None for no limit.
        detail: the person's own words by question, JSON, sealed with the case.
    """

    kind: RequestKind
    scope: tuple[str, ...] = (Scope.ALL,)
    period_from: date | None = None
    period_to: date | None = None
    detail: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def file_case(
    *,
    requester: User,
    filing_token: uuid.UUID,
    claims: dict[str, Any],
    items: Sequence[AskedItem],
    delivery_method: DeliveryMethod,
    formats: Sequence[str],
    fee_gate: Gate,
    language: str,
    actor: Actor,
    now: datetime,
    requester_kind: RequesterKind = RequesterKind.SELF,
    identity_gate: Gate = Gate.OPEN,
    channel: Channel = Channel.PORTAL,
) -> tuple[Case, bool]:
    """File a request. Returns the case and whether this call made it.

    The same `filing_token` always gives the same case, so a second click, a second tab or a
    resent form files nothing twice. Arrival is the JST date of `now` and never moves (DOMAIN §5).

    Arguments:
        requester: the signed-in user who files.
        filing_token: the draft's id.
        claims: what the person says about themselves, JSON; sealed with the case's own key.
        items: what they ask, in order; at least one.
        fee_gate: OPEN when a fee is due while filing, else NOT_NEEDED.
        requester_kind: a representative's case is about a principal, a data subject of its own
            without an account, and needs authority (DOMAIN §6).
        identity_gate: NOT_NEEDED only for a filing of nothing but an inquiry (DOMAIN §2:
            verification is proportionate).

    Raises:
        UnableToFileCase: no item, or the token belongs to somebody else's case.
    """
    if not items:
        raise UnableToFileCase("A request asks for at least one thing.")
    only_inquiries = {asked.kind for asked in items} == {RequestKind.INQUIRY}
    if identity_gate == Gate.NOT_NEEDED and not only_inquiries:
        raise UnableToFileCase("Only an inquiry is answered without confirming who asks.")
    # The user's row is the filing lock: two tabs of one person file one after the other.
    User.objects.select_for_update(of=("self",)).get(pk=requester.pk)
    existing = Case.objects.filter(filing_token=filing_token).first()
    if existing is not None:
        if existing.requester_id != requester.pk:
            raise UnableToFileCase("This draft belongs to somebody else.")
        return existing, False
    case = _create_case(
        requester=requester,
        requester_kind=requester_kind,
        channel=channel,
        filing_token=filing_token,
        claims=claims,
        delivery_method=delivery_method,
        formats=formats,
        fee_gate=fee_gate,
        identity_gate=identity_gate,
        authority_gate=Gate.NOT_NEEDED if requester_kind == RequesterKind.SELF else Gate.OPEN,
        language=language,
        now=now,
    )
    for position, asked in enumerate(items, start=1):
        _create_item(case, position, asked)
    _record_filing(case, actor, now)
    if assigns_automatically():
        assign_fairly(case_id=case.pk, now=now)
    return case, True


def _create_case(*, requester: User, claims: dict[str, Any], now: datetime, **facts: Any) -> Case:
    arrival = jst_date(now)
    own = facts["requester_kind"] == RequesterKind.SELF
    subject = ensure_subject(user=requester, now=now) if own else new_subject(now=now)
    reference = _next_reference(arrival.year)
    data_key = create_data_key(now=now)
    clocks = {code: due_date(code, start=arrival) for code in CASE_CLOCKS}
    return Case.objects.create(
        reference=reference,
        requester=requester,
        subject=subject,
        data_key=data_key,
        claims_sealed=seal_json(data_key, claims, context=f"dsr_cases.case.claims:{reference}"),
        governing_policy=governing_version(subject, on=arrival),
        status=Status.RECEIVED,
        arrived_at=now,
        arrival_date=arrival,
        identity_due_date=clocks[DeadlineCode.IDENTITY_RESULT].date,
        identity_due_rule=clocks[DeadlineCode.IDENTITY_RESULT].rule,
        target_date=clocks[DeadlineCode.DECISION_TARGET].date,
        target_rule=clocks[DeadlineCode.DECISION_TARGET].rule,
        interim_notice_date=clocks[DeadlineCode.INTERIM_NOTICE].date,
        interim_notice_rule=clocks[DeadlineCode.INTERIM_NOTICE].rule,
        art_39_date=clocks[DeadlineCode.ART_39].date,
        art_39_rule=clocks[DeadlineCode.ART_39].rule,
        **{**facts, "formats": list(facts["formats"])},
    )


def _create_item(case: Case, position: int, asked: AskedItem) -> None:
    item_id = uuid.uuid4()
    detail = None
    if asked.detail:
        context = f"dsr_cases.caseitem.detail:{item_id}"
        detail = seal_json(case.data_key, asked.detail, context=context)
    CaseItem.objects.create(
        id=item_id,
        case=case,
        position=position,
        kind=asked.kind,
        scope=list(asked.scope),
        period_from=asked.period_from,
        period_to=asked.period_to,
        detail_sealed=detail,
    )


def _record_filing(case: Case, actor: Actor, now: datetime) -> None:
    CaseEvent.objects.create(
        chain=case.reference,
        case=case,
        at=now,
        step=Step.FILE,
        from_status="",
        to_status=Status.RECEIVED,
        actor_kind=actor.kind,
        actor_id=actor.user_id,
        actor_name=actor.name,
        facts={
            "kinds": [item.kind for item in case.items.order_by("position")],
            "delivery_method": str(case.delivery_method),
        },
    )
    queue_mail(
        recipient=case.requester,
        template=MailTemplate(BY_STEP[Step.FILE].notice),
        reference=case.reference,
        path=f"/requests/{case.reference}/",
        now=now,
    )
    for name in BY_STEP[Step.FILE].jobs:
        jobs.configure_task(name, allow_unknown=True).defer(case_id=case.pk)


def _next_reference(year: int) -> str:
    ReferenceCounter.objects.get_or_create(year=year)
    counter = ReferenceCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"DSR-{year}-{counter.last:06d}"
