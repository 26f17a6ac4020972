"""Recording what a visitor of the company's site chose."""

from datetime import datetime

from django.db import connection, transaction

from consent.domain.web_notice import SentChoice
from consent.models import WebChoice
from consent.selectors.transmissions import web_notice


class UnableToRecordChoice(Exception):
    """Nothing was recorded. `code`: OTHER_NOTICE (show it and ask again) or NOT_OFFERED."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def record_web_choice(*, choice: SentChoice, origin: str, now: datetime) -> WebChoice:
    """One row of the ledger. The same choice again, by an answer that was lost, adds nothing.

    Raises UnableToRecordChoice.
    """
    notice = web_notice(choice.language)
    if choice.version != notice.version:
        raise UnableToRecordChoice("Something else is sent by now.", code="OTHER_NOTICE")
    if not set(choice.allowed) <= set(notice.optional):
        raise UnableToRecordChoice("A group was not offered.", code="NOT_OFFERED")
    chain = f"web:{choice.id}"
    with connection.cursor() as cursor:  # one browser's choices come one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])
    allowed = sorted(set(choice.allowed))
    last = WebChoice.objects.filter(chain=chain).order_by("-sequence").first()
    if last and (last.notice_sha256, last.allowed) == (choice.version, allowed):
        return last
    return WebChoice.objects.create(
        chain=chain,
        at=now,
        origin=origin,
        language=choice.language,
        notice_sha256=notice.version,
        offered=list(notice.optional),
        allowed=allowed,
        by_signal=choice.by_signal,
    )
