"""Asking for a reading of Stripe or a comparison now; a job does it."""

from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from accounts.domain.actor import Actor

PULL: Final = "dsr_fees.pull_from_stripe"
PULL_AND_RECONCILE: Final = "dsr_fees.pull_and_reconcile"
RECONCILE: Final = "dsr_fees.reconcile"


class UnableToRequestPull(Exception):
    """Nothing was asked. `code`: NOT_PERMITTED."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


def request_pull(*, actor: Actor) -> None:
    """Let Stripe be read and all books be compared; once, however often it is asked.

    Raises UnableToRequestPull.
    """
    if not actor.may(PULL):
        raise UnableToRequestPull("No permission.", code="NOT_PERMITTED")
    _defer(PULL_AND_RECONCILE)


def request_comparison() -> None:
    """Let all books be compared with what is here."""
    _defer(RECONCILE)


def _defer(task: str) -> None:
    try:
        with transaction.atomic():
            jobs.configure_task(task, queueing_lock=task, allow_unknown=True).defer()
    except AlreadyEnqueued:
        return  # the one that waits does it
