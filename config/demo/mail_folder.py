"""The demo's mail: every mail becomes one file in a folder; nothing is sent anywhere."""

import re
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMail
from email.utils import format_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{32}\.eml")
_KANA = re.compile("[\u3041-\u30ff]")
_moment: ContextVar[datetime | None] = ContextVar("moment of the mails", default=None)


@contextmanager
def mails_dated(moment: datetime) -> Iterator[None]:
    """Mails written inside bear this date: the seeded weeks have theirs."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)


class FolderBackend(BaseEmailBackend):
    """Writes each mail to settings.EMAIL_FILE_PATH, named by its date."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write them all. Raises OSError where the folder does not take them."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for mail in email_messages:
            moment = _moment.get() or timezone.now()
            mail.extra_headers.setdefault("Date", format_datetime(moment.astimezone(UTC)))
            name = f"{moment.astimezone(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex}.eml"
            part = folder / f"{name}.part"
            part.write_bytes(mail.message().as_bytes())
            part.replace(folder / name)  # a reader never sees half a mail
        return len(email_messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderMail:
    """One mail of the folder. `key` names it in addresses."""

    key: str
    at: datetime
    to: str
    subject: str
    body: str

    @property
    def language(self) -> str:
        """ "ja" or "en": a mail is written in its reader's language, whatever the page's is."""
        return "ja" if _KANA.search(self.body) else "en"


def list_mails(*, to: str = "", most: int = 50) -> list[FolderMail]:
    """The newest mails, newest first; only those to an address where one is given."""
    found: list[FolderMail] = []
    for path in sorted(_files(), reverse=True):
        mail = _read(path)
        if not to or mail.to.lower() == to.lower():
            found.append(mail)
        if len(found) == most:
            break
    return found


def find_mail(key: str) -> FolderMail | None:
    """One mail, or None."""
    path = Path(settings.EMAIL_FILE_PATH) / f"{key}.eml"
    return _read(path) if _NAME.fullmatch(path.name) and path.is_file() else None


def _files() -> Iterator[Path]:
    folder = Path(settings.EMAIL_FILE_PATH)
    if folder.is_dir():
        yield from (path for path in folder.iterdir() if _NAME.fullmatch(path.name))


def _read(path: Path) -> FolderMail:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, ParsedMail)  # noqa: S101 -- policy.default makes these
    text = mail.get_body(("plain",))
    stamp = "-".join(path.name.split("-")[:2])
    return FolderMail(
        key=path.stem,
        at=datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=UTC),
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        body=text.get_content() if text is not None else "",
    )
