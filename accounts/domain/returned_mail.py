"""A mail that came back: what a mail server's report says (RFC 3464). Pure.

Read are the report's own fields and the name of the mail it returns, nothing else: neither
addresses nor words of it leave here.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

MOST_BYTES = 1024 * 1024
NAME_HEADER = "X-Madoguchi-Mail"  # the Message-ID once more: some senders of mail write their own
_STATUS = re.compile(r"\s*([245]\.[0-9]{1,3}\.[0-9]{1,3})\b")
_NAME = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{3,250}>")
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


class UnableToReadReport(ValueError):
    """Not a report of a delivery, or one that does not say which mail it is about."""


@dataclass(frozen=True, slots=True)
class ReturnedMail:
    """What became of one mail.

    Arguments:
        name: its Message-ID as it was sent, with the angle brackets.
        failed: whether the server gave up; False for "later", "passed on" and "delivered".
        status: the enhanced status code (RFC 3463) such as "5.1.1"; "" where none is given.
    """

    name: str
    failed: bool
    status: str


def read_report(raw: bytes) -> ReturnedMail:
    """The report in a mail as it arrived. Raises UnableToReadReport."""
    if len(raw) > MOST_BYTES:
        raise UnableToReadReport("too long")
    try:
        parts = list(message_from_bytes(raw).walk())
    except (MessageError, RecursionError, ValueError) as error:
        raise UnableToReadReport("no mail") from error
    said = [block for part in parts if _is_status(part) for block in part.walk()]
    actions = {_field(block, "Action").lower(): _field(block, "Status") for block in said}
    actions.pop("", None)
    name = next((found for part in parts if (found := _name_in(part))), "")
    if not actions or not name:
        raise UnableToReadReport("no report of a delivery")
    failed = "failed" in actions
    status = _STATUS.match(actions["failed"] if failed else next(iter(actions.values())))
    return ReturnedMail(name, failed, status[1] if status else "")


def _is_status(part: Message) -> bool:
    return part.get_content_type() in ("message/delivery-status", "message/global-delivery-status")


def _name_in(part: Message) -> str:
    """The Message-ID of the mail a part gives back; "" where it gives back none."""
    if part.get_content_type() not in _RETURNED:
        return ""
    inner = part.get_payload()
    if isinstance(inner, list):
        headers = inner[0] if inner and isinstance(inner[0], Message) else Message()
    else:
        decoded = part.get_payload(decode=True)
        headers = message_from_bytes(decoded if isinstance(decoded, bytes) else b"")
    found = _NAME.search(_field(headers, NAME_HEADER) or _field(headers, "Message-ID"))
    return found[0] if found else ""


def _field(block: Message, name: str) -> str:
    return str(block.get(name, "")).strip()
