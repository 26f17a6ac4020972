"""Postal money orders (定額小為替) cashed into the bank account: moved in the books."""

from datetime import date, datetime

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.domain.clock import jst_date
from dsr.fees.domain.postings import postal_orders_cashed
from dsr.fees.enums import AccountCode
from dsr.fees.models import Account, JournalEntry
from dsr.fees.selectors.journal import balance
from dsr.fees.services.journal import UnableToPost, post

RECORD = "dsr_fees.record_offline_payment"


class UnableToCashPostalOrders(Exception):
    """Nothing was booked. `code`: NOT_PERMITTED, IN_FUTURE, TOO_MUCH or KNOWN."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def cash_postal_orders(
    *, amount: int, cashed_on: date, reference: str, actor: Actor, now: datetime
) -> JournalEntry:
    """Book that postal money orders became money in the bank; the same again is booked once.

    Arguments:
        amount: integer yen, at most what the orders in hand are worth.
        cashed_on: JST date on the bank's slip.
        reference: what finds the line in the bank's books, unique; no personal data.

    Raises UnableToCashPostalOrders; KNOWN where the reference was booked with another amount.
    """
    if not actor.may(RECORD):
        raise UnableToCashPostalOrders("Recording needs the permission.", code="NOT_PERMITTED")
    if cashed_on > jst_date(now):
        raise UnableToCashPostalOrders("The day has not come yet.", code="IN_FUTURE")
    posting = postal_orders_cashed(reference=reference.strip(), amount=amount)
    Account.objects.select_for_update().filter(pk=AccountCode.POSTAL_ORDERS).first()
    known = JournalEntry.objects.filter(key=posting.key).exists()
    if not known and amount > balance(AccountCode.POSTAL_ORDERS, jst_date(now)):
        raise UnableToCashPostalOrders("There are not so many in hand.", code="TOO_MUCH")
    try:
        return post(posting=posting, booked_on=cashed_on, actor=actor, now=now)
    except UnableToPost as error:
        raise UnableToCashPostalOrders("This reference is booked.", code="KNOWN") from error
