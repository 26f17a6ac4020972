"""Writing the journal. Each verb writes in the caller's transaction, beside the fact it books."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.domain.clock import jst_date
from dsr.fees.domain.postings import Line, Posting, opposite, problem_of
from dsr.fees.enums import EntryKind
from dsr.fees.models import Account, Fee, JournalEntry, JournalLine
from dsr.fees.selectors.journal import is_open
from dsr.fees.services.accounts import seed_accounts


class UnableToPost(Exception):
    """Nothing was booked.

    `code`: WRONG_LINES, OTHER_LINES (the key is taken by another entry), NOT_REVERSIBLE or CLOSED.
    """

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def post_entry(
    *, key: str, kind: str, booked_on: date, lines: Sequence[Line], fee: Fee | None = None,
    reverses: JournalEntry | None = None, actor: Actor, now: datetime,
) -> JournalEntry:  # fmt: skip
    """Write one entry; the same key with the same lines returns the entry that is there.

    Where the month of `booked_on` is closed the entry goes into today's, and `fact_on` keeps the
    date. Post last in a transaction: the month's chain is locked until it ends.

    Arguments:
        key: names the fact, such as "payment:<uuid>"; see dsr.fees.domain.postings.
        kind: EntryKind.
        booked_on: JST date of the fact.
        lines: balanced, in the order they are shown.

    Raises UnableToPost.
    """
    if problem := problem_of(lines):
        raise UnableToPost(f"{key}: {problem}.", code="WRONG_LINES")
    _has_accounts(lines)
    known = JournalEntry.objects.filter(key=key).first()
    if known is not None:
        return _same(known, kind, lines, fee)
    day = _open_day(booked_on, now)
    entry = JournalEntry.objects.create(
        chain=f"{day:%Y-%m}",
        key=key,
        kind=kind,
        booked_on=day,
        fact_on=booked_on,
        at=now,
        fee=fee,
        reverses=reverses,
        actor_id=actor.user_id,
        actor_name=actor.name,
        line_count=len(lines),
        total=sum(line.debit for line in lines),
    )
    JournalLine.objects.bulk_create(
        JournalLine(
            chain=entry.chain, entry=entry, position=position, booked_on=day,
            account_id=line.account, debit=line.debit, credit=line.credit, tax=line.tax,
            tax_amount=line.tax_amount,
        )
        for position, line in enumerate(lines, start=1)
    )  # fmt: skip
    return entry


def post(
    *, posting: Posting, booked_on: date, fee: Fee | None = None, actor: Actor, now: datetime
) -> JournalEntry:
    """`post_entry` for what dsr.fees.domain.postings made of a fact."""
    return post_entry(
        key=posting.key, kind=posting.kind, booked_on=booked_on, lines=posting.lines, fee=fee,
        actor=actor, now=now,
    )  # fmt: skip


def reverse_entry(
    *, entry: JournalEntry, booked_on: date, actor: Actor, now: datetime
) -> JournalEntry:
    """Undo an entry by its opposite, once; again returns the reversal that is there.

    Raises UnableToPost for a reversal: what was undone is booked anew under a key of its own.
    """
    if entry.kind == EntryKind.REVERSAL:
        raise UnableToPost(f"{entry.key} is a reversal itself.", code="NOT_REVERSIBLE")
    return post_entry(
        key=f"reversal:{entry.key}", kind=EntryKind.REVERSAL,
        booked_on=max(booked_on, entry.fact_on), lines=opposite(lines_of(entry)), fee=entry.fee,
        reverses=entry, actor=actor, now=now,
    )  # fmt: skip


def lines_of(entry: JournalEntry) -> tuple[Line, ...]:
    """The lines of an entry as plain values."""
    return tuple(
        Line(row.account_id, row.debit, row.credit, row.tax, row.tax_amount)
        for row in entry.lines.order_by("position")
    )


def _same(known: JournalEntry, kind: str, lines: Sequence[Line], fee: Fee | None) -> JournalEntry:
    same_fee = known.fee_id == (fee.pk if fee else None)
    if known.kind != kind or not same_fee or lines_of(known) != tuple(lines):
        raise UnableToPost(f"{known.key} is booked with other lines.", code="OTHER_LINES")
    return known


def _open_day(day: date, now: datetime) -> date:
    """The day itself, or today where its month is closed."""
    for candidate in (day, max(day, jst_date(now))):
        if is_open(candidate):
            return candidate
    raise UnableToPost(f"The months of {day} and of today are closed.", code="CLOSED")


def _has_accounts(lines: Sequence[Line]) -> None:
    wanted = {line.account for line in lines}
    if Account.objects.filter(pk__in=wanted).count() < len(wanted):
        seed_accounts()  # a fresh desk; an unknown code is refused by its foreign key
