"""What happened to a fee's money, booked: in the same transaction as the fact, after it.

Amounts in yen. Money in another currency is booked once Stripe says what it made in yen.
"""

from datetime import datetime

from accounts.domain.actor import Actor, system_actor
from accounts.domain.clock import jst_date
from dsr.fees.domain import postings
from dsr.fees.enums import EntryKind, RefundStatus
from dsr.fees.models import JournalEntry, Payment, Refund
from dsr.fees.selectors.journal import entry_of, returned_of
from dsr.fees.services.journal import post, reverse_entry

BOOKKEEPING = system_actor("fees.bookkeeping")
TAKEN, LOST, GIVEN_BACK = "TAKEN", "LOST", "GIVEN_BACK"


def book_payment(
    *, payment: Payment, converted: int | None = None, actor: Actor = BOOKKEEPING, now: datetime
) -> JournalEntry | None:
    """Book that money came; None where it is nothing, or not yet known in yen.

    Arguments:
        converted: yen that Stripe made of another currency, from its balance transaction.
    """
    yen = payment.amount if payment.currency == "jpy" else converted
    if not yen or yen < 0:
        return None
    posting = postings.payment_received(
        payment=str(payment.pk), method=payment.method, standing=payment.standing, amount=yen
    )
    known = entry_of(posting.key)
    if known is not None:  # it may count as something else by now; a resolution booked that
        return known
    return post(
        posting=posting, booked_on=jst_date(payment.paid_at), fee=payment.fee, actor=actor, now=now
    )


def book_refund(*, refund: Refund, now: datetime) -> JournalEntry | None:
    """Book where a refund stands: gone once SUCCEEDED, back again once it failed after that."""
    entry = entry_of(f"refund:{refund.pk}")
    if refund.status == RefundStatus.SUCCEEDED:
        return entry or _book_gone(refund, now)
    if entry is None:
        return None
    return reverse_entry(entry=entry, booked_on=jst_date(now), actor=BOOKKEEPING, now=now)


def _book_gone(refund: Refund, now: datetime) -> JournalEntry | None:
    payment = refund.payment
    yen = _in_yen(payment, refund.amount)
    if not yen:
        return None
    returned, tax = returned_of(payment)
    posting = postings.refund_made(
        refund=str(refund.pk),
        method=payment.method,
        standing=payment.standing,
        amount=yen,
        tax_amount=postings.returned_tax(yen, returned=returned, returned_tax=tax),
    )
    booked_on = jst_date(refund.ended_at or now)
    return post(posting=posting, booked_on=booked_on, fee=payment.fee, actor=BOOKKEEPING, now=now)


def book_dispute(
    *, payment: Payment, dispute_id: str, amount: int, outcome: str, now: datetime
) -> None:
    """Book how a dispute stands, whatever order its news came in.

    Arguments:
        amount: in the payment's currency.
        outcome: TAKEN (Stripe holds the money), LOST, or GIVEN_BACK (won, also after a loss).
    """
    yen = _in_yen(payment, amount)
    if not yen:
        return
    taken = _unreversed(payment, EntryKind.DISPUTE, dispute_id)
    lost = _unreversed(payment, EntryKind.DISPUTE_LOST, dispute_id)
    day = jst_date(now)
    if lost is not None and outcome != LOST:
        reverse_entry(entry=lost, booked_on=day, actor=BOOKKEEPING, now=now)
    if taken is not None and outcome == GIVEN_BACK:
        reverse_entry(entry=taken, booked_on=day, actor=BOOKKEEPING, now=now)
    wanted = []
    if taken is None and outcome != GIVEN_BACK:
        key = _fresh(payment, EntryKind.DISPUTE, dispute_id)
        wanted.append(postings.dispute_opened(dispute=key, amount=yen))
    if lost is None and outcome == LOST:
        key = _fresh(payment, EntryKind.DISPUTE_LOST, dispute_id)
        wanted.append(postings.dispute_lost(dispute=key, standing=payment.standing, amount=yen))
    for posting in wanted:
        post(posting=posting, booked_on=day, fee=payment.fee, actor=BOOKKEEPING, now=now)


def book_suspense_resolved(*, payment: Payment, actor: Actor, now: datetime) -> JournalEntry:
    """Book what money in suspense counts as from now on: its fresh `standing`.

    Raises UnableToPost where the money itself is not booked.
    """
    return post(
        posting=postings.suspense_resolved(
            payment=str(payment.pk), standing=payment.standing,
            amount=_in_yen(payment, payment.amount),
        ),
        booked_on=jst_date(now), fee=payment.fee, actor=actor, now=now,
    )  # fmt: skip


def _in_yen(payment: Payment, amount: int) -> int:
    """The yen of part of a payment; 0 where the payment itself is not booked in yen yet."""
    if payment.currency == "jpy":
        return amount
    entry = entry_of(f"payment:{payment.pk}")
    return 0 if entry is None else entry.total * amount // payment.amount


def _entries(payment: Payment, kind: EntryKind, dispute_id: str) -> list[JournalEntry]:
    key = f"{kind.lower()}:{dispute_id}"
    rows = JournalEntry.objects.filter(fee_id=payment.fee_id, kind=kind).order_by("pk")
    rows = rows.select_related("reversed_by")
    return [row for row in rows if row.key == key or row.key.startswith(f"{key}:")]


def _unreversed(payment: Payment, kind: EntryKind, dispute_id: str) -> JournalEntry | None:
    for row in _entries(payment, kind, dispute_id):
        if not hasattr(row, "reversed_by"):
            return row
    return None


def _fresh(payment: Payment, kind: EntryKind, dispute_id: str) -> str:
    """The dispute's name in a ledger key: numbered from its second time."""
    times = len(_entries(payment, kind, dispute_id))
    return f"{dispute_id}:{times + 1}" if times else dispute_id
