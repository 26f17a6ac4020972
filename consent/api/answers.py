"""What several operations share: writing once, reading the person, the problems they document."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Header

from accounts.enums import AccessAction
from accounts.gateways.sealing import search_index
from accounts.models import DataSubject
from accounts.services.access_records import record_access
from consent.api import schemas
from consent.api.keys import Asking
from consent.api.problems import Problem
from consent.services.consents import UnableToRecordConsent
from consent.services.remembered_answers import UnableToAnswerAgain, answer_once
from policies.services.acceptances import UnableToRecordAcceptance

PROBLEM = schemas.ProblemOut
EVERYWHERE = {400: PROBLEM, 401: PROBLEM, 403: PROBLEM, 411: PROBLEM, 413: PROBLEM, 422: PROBLEM,
              429: PROBLEM, 500: PROBLEM, 503: PROBLEM}  # fmt: skip
WRITING = {**EVERYWHERE, 404: PROBLEM, 409: PROBLEM}
MOST_IN_KEY = 255
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=MOST_IN_KEY, pattern=schemas.VISIBLE,
        description=_("Makes a request that is sent twice be done once. Kept for a day."),
    ),
]  # fmt: skip
STATUS = {"UNKNOWN_ITEM": 404, "UNKNOWN_VERSION": 404}


def written(
    request: Asking, response: HttpResponse, key: str | None, name: str, asked: Any, write: Any
) -> dict[str, Any]:
    """What `write` says came of it, or what it said when the same request came before."""
    try:
        given = answer_once(
            caller=request.auth, key=key or "", request=request_text(name, asked),
            answer=write, now=timezone.now(),
        )  # fmt: skip
    except UnableToAnswerAgain as error:
        raise Problem(422, "IDEMPOTENCY_KEY_REUSED", str(error)) from error
    except (UnableToRecordConsent, UnableToRecordAcceptance) as error:
        raise Problem(STATUS.get(error.code, 409), error.code, str(error)) from error
    if given.replayed:
        response["Idempotent-Replayed"] = "true"
    return given.answer


def request_text(name: str, asked: Any) -> str:
    """What must be the same for a key to be answered again: the operation and the body."""
    return f"{name} {asked.model_dump_json()}"


def sequence_of(row: Any) -> int:
    """The number the database gave the row; asked for where the row is new."""
    if not row.sequence:
        row.refresh_from_db(fields=["sequence"])
    return int(row.sequence)


def subject_of(member_id: str) -> DataSubject | None:
    """The person a member is; None while nothing is recorded about them."""
    index = search_index("member_id", member_id)
    return DataSubject.objects.filter(member_id_index=index).first()


def looked_at(request: Asking, subject: DataSubject | None, kind: str) -> None:
    """Put on record that a service read what is held about a person."""
    if subject is not None:
        record_access(
            subject_id=subject.pk, action=AccessAction.VIEWED, object_kind=kind,
            object_reference="api", actor=request.auth.actor, now=timezone.now(),
        )  # fmt: skip
