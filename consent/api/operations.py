"""What services may ask and record. Each operation makes one call and says what came of it."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Header, Query, Router

from accounts.domain.clock import jst_date
from accounts.enums import AccessAction, ApiScope
from accounts.gateways.sealing import search_index
from accounts.models import DataSubject
from accounts.services.access_records import record_access
from consent.api import schemas
from consent.api.keys import Asking, KeyShown, Scoped, permitted
from consent.api.problems import Problem
from consent.enums import Verdict
from consent.models import ConsentEvent
from consent.selectors.changes import changes_after
from consent.selectors.member_checks import check_member, check_members, standings_of
from consent.selectors.member_records import items_offered, member_events
from consent.services.changes import publish_changes
from consent.services.consents import UnableToRecordConsent
from consent.services.member_consents import (
    give_member_consent,
    record_member_acceptance,
    withdraw_member_consent,
)
from consent.services.remembered_answers import UnableToAnswerAgain, answer_once
from policies.selectors.policy_versions import (
    PolicyMissing,
    blocked_matters,
    governing_version,
    versions_to_accept,
)
from policies.services.acceptances import UnableToRecordAcceptance

router = Router()
PROBLEM = schemas.ProblemOut
EVERYWHERE = {400: PROBLEM, 401: PROBLEM, 403: PROBLEM, 422: PROBLEM, 429: PROBLEM, 500: PROBLEM,
              503: PROBLEM}  # fmt: skip
WRITING = {**EVERYWHERE, 404: PROBLEM, 409: PROBLEM}
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=255, pattern=schemas.VISIBLE,
        description="Makes a request that is sent twice be done once. Kept for a day.",
    ),
]  # fmt: skip
_STATUS = {"UNKNOWN_ITEM": 404, "UNKNOWN_VERSION": 404}


@router.post(
    "/consents/check", auth=KeyShown(), response={200: schemas.CheckOut, **EVERYWHERE},
    operation_id="check_consent", summary="May this member's data be used for this item?",
)  # fmt: skip
def check_consent(request: Asking, asked: schemas.CheckIn) -> Any:
    """Only `allowed: true` is a yes. Everything else, an error or no answer among it, is a no.

    Location must not be collected without it.
    """
    found = check_member(
        key=request.auth, member_id=asked.member_id, item_code=asked.item, now=timezone.now()
    )
    permitted(found.caller, ApiScope.CHECK)
    return schemas.CheckOut.model_construct(
        allowed=found.answer.allowed,
        verdict=found.answer.verdict,
        since=found.answer.since,
        text_version=found.answer.text_version or None,
    )


@router.post(
    "/consents/check-many", auth=Scoped(ApiScope.CHECK),
    response={200: schemas.CheckManyOut, **EVERYWHERE}, operation_id="check_consents",
    summary="The same for up to 1,000 members at once",
)  # fmt: skip
def check_consents(request: Asking, asked: schemas.CheckManyIn) -> Any:
    """Every member asked about is in exactly one list."""
    verdicts = check_members(member_ids=asked.member_ids, item_code=asked.item, now=timezone.now())
    refused = {verdict.value: ids for verdict, ids in verdicts.items() if verdict != Verdict.GIVEN}
    return schemas.CheckManyOut.model_construct(
        item=asked.item, allowed=verdicts.get(Verdict.GIVEN, []), refused=refused
    )


@router.post(
    "/consents/give", auth=Scoped(ApiScope.WRITE), response={200: schemas.RecordedOut, **WRITING},
    operation_id="give_consent", summary="A member said yes",
)  # fmt: skip
def give_consent(
    request: Asking,
    response: HttpResponse,
    asked: schemas.GiveIn,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """Record an explicit yes to the words in force: never one by silence or by a box ticked before.

    Other words than those shown are refused with 409 OTHER_TEXT: show the new ones and ask again.
    """
    now = timezone.now()
    return _written(
        request, response, idempotency_key, "give", asked,
        lambda: _recorded(
            give_member_consent(
                member_id=asked.member_id, item_code=asked.item, text_version=asked.text_version,
                language=asked.language, source=asked.source, now=now,
            )
        ),
    )  # fmt: skip


@router.post(
    "/consents/withdraw", auth=Scoped(ApiScope.WRITE),
    response={200: schemas.RecordedOut, **WRITING}, operation_id="withdraw_consent",
    summary="A member took a yes back, or said no",
)  # fmt: skip
def withdraw_consent(
    request: Asking,
    response: HttpResponse,
    asked: schemas.WithdrawIn,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """It holds from this answer on, for every question by anybody. No reason is asked for."""
    now = timezone.now()
    return _written(
        request, response, idempotency_key, "withdraw", asked,
        lambda: _recorded(
            withdraw_member_consent(
                member_id=asked.member_id, item_code=asked.item, language=asked.language,
                source=asked.source, now=now,
            )
        ),
    )  # fmt: skip


@router.get(
    "/items", auth=Scoped(ApiScope.CHECK), response={200: schemas.ItemsOut, **EVERYWHERE},
    operation_id="list_items", summary="What can be consented to, and in which words",
)  # fmt: skip
def list_items(request: Asking) -> Any:
    """Show these very words, and send back the version that was shown."""
    return {"items": items_offered()}


@router.post(
    "/consents/current", auth=Scoped(ApiScope.READ),
    response={200: schemas.StandingsOut, **EVERYWHERE}, operation_id="read_consents",
    summary="Everything a member said yes or no to, as it stands",
)  # fmt: skip
def read_consents(request: Asking, asked: schemas.MemberIn) -> Any:
    """One line for each item that is offered, also where the member never said anything."""
    _looked_at(request, _subject(asked.member_id), "consents")
    standing = standings_of(member_id=asked.member_id, now=timezone.now())
    return {
        "items": [
            {
                "item": item["code"],
                "current_text_version": item["text_version"],
                "allowed": (said := standing[item["code"]]).allowed,
                "verdict": said.verdict,
                "since": said.since,
                "text_version": said.text_version or None,
            }
            for item in items_offered()
        ]
    }


@router.post(
    "/consents/history", auth=Scoped(ApiScope.READ),
    response={200: schemas.HistoryOut, **EVERYWHERE}, operation_id="read_history",
    summary="Every yes and no of a member, newest first",
)  # fmt: skip
def read_history(request: Asking, asked: schemas.HistoryIn) -> Any:
    """The ledger itself. Looking at it is on record."""
    subject = _subject(asked.member_id)
    _looked_at(request, subject, "consent_history")
    if subject is None:
        return {"events": [], "more": False}
    events = member_events(subject_id=subject.pk, before=asked.before, limit=asked.limit + 1)
    lines = [
        {**_recorded(event), "language": event.language, "source": event.source}
        for event in events[: asked.limit]
    ]
    return {"events": lines, "more": len(events) > asked.limit}


@router.post(
    "/policies/governing", auth=Scoped(ApiScope.POLICY_READ),
    response={200: schemas.GoverningOut, 404: PROBLEM, **EVERYWHERE},
    operation_id="read_governing_version", summary="Which version governs a member",
)  # fmt: skip
def read_governing_version(request: Asking, asked: schemas.GoverningIn) -> Any:
    """And whether a newer one waits for the member's consent, and what is blocked until then."""
    subject = _subject(asked.member_id) or DataSubject()  # nobody yet: has accepted nothing
    on = jst_date(timezone.now())
    try:
        version = governing_version(subject, on=on, document=asked.document)
    except PolicyMissing as error:
        raise Problem(404, "NO_POLICY", "No version of this document is in force.") from error
    waiting = versions_to_accept(subject, on=on, document=asked.document)
    version.refresh_from_db(fields=["sha256"])
    return {
        "document": version.document,
        "version": version.number,
        "effective_from": version.effective_from,
        "text_sha256": version.sha256,
        "reconsent_required": bool(waiting),
        "waiting": [
            {"version": one.number, "effective_from": one.effective_from} for one in waiting
        ],
        "blocked": sorted(blocked_matters(subject, on=on)),
    }


@router.post(
    "/policies/accept", auth=Scoped(ApiScope.POLICY_WRITE),
    response={200: schemas.AcceptedOut, **WRITING}, operation_id="accept_policy",
    summary="A member accepted a version",
)  # fmt: skip
def accept_policy(
    request: Asking,
    response: HttpResponse,
    asked: schemas.AcceptIn,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """Record an explicit acceptance, before or after the version takes effect."""
    now = timezone.now()

    def accept() -> dict[str, Any]:
        facts = {
            "number": asked.version, "language": asked.language, "source": asked.source,
            "text_sha256": asked.text_sha256 or "",
        }  # fmt: skip
        row = record_member_acceptance(
            member_id=asked.member_id, facts=facts, actor=request.auth.actor, now=now
        )
        return {
            "document": row.version.document, "version": row.version.number,
            "at": row.at.isoformat(), "sequence": _sequence(row),
        }  # fmt: skip

    return _written(request, response, idempotency_key, "accept", asked, accept)


@router.get(
    "/changes", auth=Scoped(ApiScope.CHANGES), response={200: schemas.ChangesOut, **EVERYWHERE},
    operation_id="follow_changes", summary="Everything that changed, in one order for everybody",
)  # fmt: skip
def follow_changes(
    request: Asking,
    after: Annotated[schemas.Position, Query()] = 0,
    limit: Annotated[schemas.PageSize, Query()] = 100,
) -> Any:
    """Strictly ordered and without gaps: nothing appears later behind a position you have read."""
    publish_changes(now=timezone.now())
    changes = changes_after(after, limit=limit + 1)
    shown = changes[:limit]
    return {
        "changes": [
            {"type": change.kind, "timestamp": change.at, "data": change.data()} for change in shown
        ],
        "next": shown[-1].position if shown else after,
        "more": len(changes) > limit,
    }


def _written(
    request: Asking, response: HttpResponse, key: str | None, name: str, asked: Any, write: Any
) -> dict[str, Any]:
    try:
        given = answer_once(
            caller=request.auth, key=key or "", request=f"{name} {asked.model_dump_json()}",
            answer=write, now=timezone.now(),
        )  # fmt: skip
    except UnableToAnswerAgain as error:
        raise Problem(422, "IDEMPOTENCY_KEY_REUSED", str(error)) from error
    except (UnableToRecordConsent, UnableToRecordAcceptance) as error:
        raise Problem(_STATUS.get(error.code, 409), error.code, str(error)) from error
    if given.replayed:
        response["Idempotent-Replayed"] = "true"
    return given.answer


def _recorded(event: ConsentEvent) -> dict[str, Any]:
    return {
        "item": event.item.code, "action": event.action, "text_version": event.text_version,
        "text_sha256": event.text_sha256, "at": event.at.isoformat(), "sequence": _sequence(event),
    }  # fmt: skip


def _sequence(row: Any) -> int:
    """The number the database gave the row; asked for where the row is new."""
    if not row.sequence:
        row.refresh_from_db(fields=["sequence"])
    return int(row.sequence)


def _subject(member_id: str) -> DataSubject | None:
    index = search_index("member_id", member_id)
    return DataSubject.objects.filter(member_id_index=index).first()


def _looked_at(request: Asking, subject: DataSubject | None, kind: str) -> None:
    if subject is not None:
        record_access(
            subject_id=subject.pk, action=AccessAction.VIEWED, object_kind=kind,
            object_reference="api", actor=request.auth.actor, now=timezone.now(),
        )  # fmt: skip
