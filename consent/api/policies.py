"""Which policy governs a member, and their acceptance of one."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router

from accounts.domain.clock import jst_date
from accounts.enums import ApiScope
from accounts.models import DataSubject
from consent.api import schemas
from consent.api.answers import (
    EVERYWHERE,
    PROBLEM,
    WRITING,
    IdempotencyKey,
    sequence_of,
    subject_of,
    written,
)
from consent.api.keys import Asking, Scoped
from consent.api.problems import Problem
from consent.services.member_consents import record_member_acceptance, record_member_joining
from policies.selectors.policy_versions import (
    PolicyMissing,
    blocked_matters,
    governing_version,
    newest_version,
    versions_to_accept,
)

router = Router()


@router.post(
    "/policies/governing", auth=Scoped(ApiScope.POLICY_READ),
    response={200: schemas.GoverningOut, 404: PROBLEM, **EVERYWHERE},
    operation_id="read_governing_version", summary=_("Which version governs a member"),
)  # fmt: skip
def read_governing_version(request: Asking, asked: schemas.GoverningIn) -> Any:
    """And whether a newer one waits for the member's consent, and what is blocked until then.

    For a member id that never accepted anything it tells what a person who registers accepts.
    """
    subject = subject_of(asked.member_id) or DataSubject()  # nobody yet: has accepted nothing
    on = jst_date(timezone.now())
    try:
        version = governing_version(subject, on=on, document=asked.document)
    except PolicyMissing as error:
        raise Problem(404, "NO_POLICY", "No version of this document is in force.") from error
    waiting = versions_to_accept(subject, on=on, document=asked.document)
    newest = newest_version(on=on, document=asked.document) or version
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
        "in_force": {
            "version": newest.number,
            "effective_from": newest.effective_from,
            "text_sha256": newest.sha256,
        },
        "blocked": sorted(blocked_matters(subject, on=on)),
    }


@router.post(
    "/policies/accept", auth=Scoped(ApiScope.POLICY_WRITE),
    response={200: schemas.AcceptedOut, **WRITING}, operation_id="accept_policy",
    summary=_("A member accepted a version"),
)  # fmt: skip
def accept_policy(
    request: Asking,
    response: HttpResponse,
    asked: schemas.AcceptIn,
    idempotency_key: IdempotencyKey = None,
) -> Any:
    """Record an explicit acceptance, before or after the version takes effect.

    A member who is shown a revision says yes to what it brings, and to nothing earlier. Whoever
    registers accepts the whole text: send `joining`, and only then.
    """
    now = timezone.now()
    record = record_member_joining if asked.joining else record_member_acceptance

    def accept() -> dict[str, Any]:
        facts = {
            "number": asked.version, "language": asked.language,
            "source": request.auth.place(asked.source), "text_sha256": asked.text_sha256 or "",
        }  # fmt: skip
        row = record(member_id=asked.member_id, facts=facts, actor=request.auth.actor, now=now)
        return {
            "document": row.version.document, "version": row.version.number,
            "at": row.at.isoformat(), "sequence": sequence_of(row), "joined": bool(row.joined),
        }  # fmt: skip

    return written(request, response, idempotency_key, "accept", asked, accept)
