"""What services may ask and record. Each operation makes one call and says what came of it."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from accounts.enums import ApiScope
from consent.api import schemas
from consent.api.answers import (
    EVERYWHERE,
    PROBLEM,
    WRITING,
    IdempotencyKey,
    looked_at,
    sequence_of,
    subject_of,
    written,
)
from consent.api.keys import Asking, KeyShown, Scoped, permitted
from consent.api.problems import Problem
from consent.enums import Verdict
from consent.models import ConsentEvent
from consent.selectors.changes import changes_after
from consent.selectors.member_checks import check_member, check_members, standings_of
from consent.selectors.member_records import items_offered, member_events
from consent.selectors.receipts import receipt_of
from consent.services.changes import publish_next
from consent.services.member_consents import (
    give_member_consent,
    withdraw_member_consent,
)

router = Router()


@router.post(
    "/consents/check", auth=KeyShown(), response={200: schemas.CheckOut, **EVERYWHERE},
    operation_id="check_consent", summary=_("May this member's data be used for this item?"),
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
    summary=_("The same for up to 1,000 members at once"),
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
    operation_id="give_consent", summary=_("A member said yes"),
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
    return written(
        request, response, idempotency_key, "give", asked,
        lambda: _recorded(
            give_member_consent(
                member_id=asked.member_id, item_code=asked.item, text_version=asked.text_version,
                language=asked.language, source=request.auth.place(asked.source), now=now,
            )
        ),
    )  # fmt: skip


@router.post(
    "/consents/withdraw", auth=Scoped(ApiScope.WRITE),
    response={200: schemas.RecordedOut, **WRITING}, operation_id="withdraw_consent",
    summary=_("A member took a yes back, or said no"),
)  # fmt: skip
def withdraw_consent(
    request: Asking,
    response: HttpResponse,
    asked: schemas.WithdrawIn,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """It holds from this answer on, for every question by anybody. No reason is asked for."""
    now = timezone.now()
    return written(
        request, response, idempotency_key, "withdraw", asked,
        lambda: _recorded(
            withdraw_member_consent(
                member_id=asked.member_id, item_code=asked.item, language=asked.language,
                source=request.auth.place(asked.source), now=now,
            )
        ),
    )  # fmt: skip


@router.get(
    "/items", auth=Scoped(ApiScope.CHECK), response={200: schemas.ItemsOut, **EVERYWHERE},
    operation_id="list_items", summary=_("What can be consented to, and in which words"),
)  # fmt: skip
def list_items(request: Asking) -> Any:
    """Show these very words, and send back the version that was shown."""
    return {"items": items_offered()}


@router.post(
    "/consents/current", auth=Scoped(ApiScope.READ),
    response={200: schemas.StandingsOut, **EVERYWHERE}, operation_id="read_consents",
    summary=_("Everything a member said yes or no to, as it stands"),
)  # fmt: skip
def read_consents(request: Asking, asked: schemas.MemberIn) -> Any:
    """One line for each item that is offered, also where the member never said anything."""
    looked_at(request, subject_of(asked.member_id), "consents")
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
    summary=_("Every yes and no of a member, newest first"),
)  # fmt: skip
def read_history(request: Asking, asked: schemas.HistoryIn) -> Any:
    """The ledger itself. Looking at it is on record."""
    subject = subject_of(asked.member_id)
    looked_at(request, subject, "consent_history")
    if subject is None:
        return {"events": [], "more": False}
    events = member_events(subject_id=subject.pk, before=asked.before, limit=asked.limit + 1)
    lines = [
        {**_recorded(event), "language": event.language, "source": event.source}
        for event in events[: asked.limit]
    ]
    return {"events": lines, "more": len(events) > asked.limit}


@router.post(
    "/receipts", auth=Scoped(ApiScope.READ),
    response={200: schemas.ReceiptOut, 404: PROBLEM, **EVERYWHERE}, operation_id="read_receipt",
    summary=_("The signed receipt of one yes or no"),
)  # fmt: skip
def read_receipt(request: Asking, asked: schemas.ReceiptIn) -> Any:
    """For the person to keep. Looking at it is on record."""
    subject = subject_of(asked.member_id)
    found = subject and receipt_of(subject_id=subject.pk, sequence=asked.sequence, language="ja")
    if not found:
        raise Problem(404, "NO_RECEIPT", "This member's ledger has no such line.")
    looked_at(request, subject, "consent_receipt")
    return {"document": found.document, "jws": found.jws, "key_id": found.key_id}


@router.get(
    "/changes", auth=Scoped(ApiScope.CHANGES), response={200: schemas.ChangesOut, **EVERYWHERE},
    operation_id="follow_changes", summary=_("Everything that changed, in one order for everybody"),
)  # fmt: skip
def follow_changes(request: Asking, asked: Query[schemas.FollowIn]) -> Any:
    """Strictly ordered and without gaps: nothing appears later behind a position you have read."""
    most = asked.limit + 1
    changes = changes_after(asked.after, limit=most)
    if len(changes) < most and publish_next(most=most, now=timezone.now()):
        changes = changes_after(asked.after, limit=most)
    shown = changes[: asked.limit]
    return {
        "changes": [
            {"type": change.kind, "timestamp": change.at, "data": change.data()} for change in shown
        ],
        "next": shown[-1].position if shown else asked.after,
        "more": len(changes) > asked.limit,
    }


def _recorded(event: ConsentEvent) -> dict[str, Any]:
    return {
        "item": event.item.code, "action": event.action, "text_version": event.text_version,
        "text_sha256": event.text_sha256, "at": event.at.isoformat(),
        "sequence": sequence_of(event),
    }  # fmt: skip
