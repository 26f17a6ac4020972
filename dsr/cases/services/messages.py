"""Messages between the person and the desk; internal notes."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.domain.actor import REQUESTER, Actor
from accounts.domain.my_number import contains_my_number
from accounts.gateways.sealing import seal_text
from dsr.cases.domain.message_variables import names_left
from dsr.cases.enums import Direction, Status, Step
from dsr.cases.models import Case, CaseMessage
from dsr.cases.services.gates import resume_case
from dsr.cases.services.message_attachments import (
    CheckedFile,
    Upload,
    attach_files,
    check_uploads,
)
from dsr.cases.services.notes import keep_internal_note
from dsr.cases.services.workflow import take_step

MAX_LENGTH = 5000


class UnableToSendMessage(Exception):
    """The message was not sent.

    `code`: EMPTY, TOO_LONG, MY_NUMBER, NO_AUTHOR, or UNFILLED for a name of a template that nobody
    replaced.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def send_message_with_files(
    *,
    case_id: int,
    text: str,
    uploads: Sequence[Upload],
    send_token: uuid.UUID,
    actor: Actor,
    now: datetime,
) -> CaseMessage:
    """Send one message with files. Call it with no transaction open: files are checked first.

    The same token again checks nothing, sends nothing and returns the first.

    Raises:
        UnableToAttachFiles: one file is not taken; nothing was sent.
        UnableToSendMessage, UnableToTakeStep: as send_message.
    """
    _check_message(text.strip(), actor)
    sent = CaseMessage.objects.filter(send_token=send_token, case_id=case_id).first()
    if sent is not None:
        return sent
    files = check_uploads(case_id=case_id, direction=_direction(actor), uploads=uploads)
    return send_message(
        case_id=case_id, text=text, files=files, send_token=send_token, actor=actor, now=now
    )


@transaction.atomic
def send_message(
    *,
    case_id: int,
    text: str,
    send_token: uuid.UUID,
    actor: Actor,
    now: datetime,
    files: Sequence[CheckedFile] = (),
) -> CaseMessage:
    """Send one message; the same token again sends nothing and returns the first.

    A requester's message on a case that waits for them resumes it (補正 answered).

    Arguments:
        files: as `check_uploads` made them; from elsewhere call `send_message_with_files`.

    Raises:
        UnableToSendMessage: empty, over 5,000 characters, holding a My Number or, from the desk, a
            name of a template.
        UnableToAttachFiles: no room for the files.
        UnableToTakeStep: not this actor's case.
    """
    text = text.strip()
    _check_message(text, actor)
    Case.objects.select_for_update(of=("self",)).get(pk=case_id)
    existing = CaseMessage.objects.filter(send_token=send_token, case_id=case_id).first()
    if existing is not None:
        return existing
    from_requester = actor.kind == REQUESTER
    message_id = uuid.uuid4()
    step = Step.RECEIVE_MESSAGE if from_requester else Step.WRITE_MESSAGE
    if actor.user_id is None:
        raise UnableToSendMessage("A message needs a person who wrote it.", code="NO_AUTHOR")
    facts = {"message": str(message_id), **({"files": len(files)} if files else {})}
    case = take_step(case_id=case_id, step=step, actor=actor, now=now, facts=facts)
    message = CaseMessage.objects.create(
        id=message_id,
        case=case,
        send_token=send_token,
        direction=_direction(actor),
        text_sealed=seal_text(
            case.data_key, text, context=f"dsr_cases.casemessage.text:{message_id}"
        ),
        author_id=actor.user_id,
        sent_at=now,
    )
    attach_files(message=message, files=files, now=now)
    if from_requester and case.status == Status.WAITING_FOR_REQUESTER:
        resume_case(case_id=case_id, facts={"message": str(message_id)}, actor=actor, now=now)
    return message


@transaction.atomic
def write_note(*, case_id: int, text: str, actor: Actor, now: datetime) -> None:
    """Write an internal note. Raises UnableToSendMessage when empty, UnableToTakeStep by table."""
    text = text.strip()
    _check_text(text)
    case = Case.objects.select_related("data_key").get(pk=case_id)
    note = keep_internal_note(case=case, text=text, actor=actor, now=now)
    take_step(
        case_id=case_id, step=Step.WRITE_NOTE, actor=actor, now=now, facts={"note": str(note.pk)}
    )


def mark_messages_read(*, case_id: int, direction: Direction, now: datetime) -> None:
    """The other side saw these messages."""
    CaseMessage.objects.filter(case_id=case_id, direction=direction, read_at__isnull=True).update(
        read_at=now
    )


def _direction(actor: Actor) -> Direction:
    return Direction.TO_DESK if actor.kind == REQUESTER else Direction.TO_REQUESTER


def _check_message(text: str, actor: Actor) -> None:
    _check_text(text)
    if actor.kind != REQUESTER and names_left(text):
        raise UnableToSendMessage("A name of a template was not replaced.", code="UNFILLED")


def _check_text(text: str) -> None:
    if not text:
        raise UnableToSendMessage("The message is empty.", code="EMPTY")
    if len(text) > MAX_LENGTH:
        raise UnableToSendMessage("The message is too long.", code="TOO_LONG")
    if contains_my_number(text):
        raise UnableToSendMessage("The message holds a My Number.", code="MY_NUMBER")
