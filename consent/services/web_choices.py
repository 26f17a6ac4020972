"""What visitors of the company's site chose: recorded, and deleted when its time is over."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from consent.domain.web_notice import SentChoice
from consent.models import WebChoice
from consent.selectors.transmissions import web_notice

ENDED_AT_ONCE = 500  # browsers
SENT_AGAIN_WITHIN = timedelta(days=1)


class UnableToRecordChoice(Exception):
    """Nothing was recorded. `code`: OTHER_NOTICE (show it and ask again) or NOT_OFFERED."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def record_web_choice(*, choice: SentChoice, origin: str, now: datetime) -> WebChoice:
    """One row of the ledger. The same choice again, by an answer that was lost, adds nothing.

    Made anew on another day it does: the browser keeps it from then on, and so must the desk.

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
    recent = WebChoice.objects.filter(chain=chain, at__gt=now - SENT_AGAIN_WITHIN)
    last = recent.order_by("-sequence").first()
    facts = (choice.version, allowed, choice.by_signal)
    if last and (last.notice_sha256, last.allowed, last.by_signal) == facts:
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


def end_web_choices(*, before: datetime) -> int:
    """Delete the choices of browsers whose last one lies before that moment; answers how many.

    The database spares what is younger than 30 days, whatever is asked (domain.web_choices_sql).
    """
    gone = 0
    while count := _end_some(before):
        gone += count
    return gone


def _end_some(before: datetime) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT consent_end_web_choices(%s, %s)", [before, ENDED_AT_ONCE])
        return int(cursor.fetchone()[0])
