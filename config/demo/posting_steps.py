"""The post in the seeded stories: another way than chosen, what came back, what arrived."""

import uuid
from datetime import datetime

from config.demo.accounts import MANAGER
from config.demo.walk import Walk
from dsr.fulfilment.enums import PostalMethod, ReturnReason
from dsr.fulfilment.services.method_changes import change_delivery_method
from dsr.fulfilment.services.postings import record_arrival, record_posting_again, record_return
from policies.domain.calendar import jst_date
from policies.enums import DeliveryMethod


def change_to_paper(walk: Walk, now: datetime, *, reason_ja: str, reason_en: str) -> None:
    """Paper instead of what was chosen; the person is told first."""
    change_delivery_method(
        used=DeliveryMethod.PAPER, reason_ja=reason_ja, reason_en=reason_en,
        actor=walk.staff(MANAGER), **walk.facts(now),
    )  # fmt: skip


def come_back(walk: Walk, now: datetime, *, reason: ReturnReason, text: str) -> None:
    """The answer came back: the person is asked where to send it."""
    record_return(
        reason=reason, returned_on=jst_date(now), text=text, send_token=uuid.uuid4(),
        actor=walk.staff(MANAGER), **walk.facts(now),
    )  # fmt: skip


def post_again(walk: Walk, now: datetime, *, number: str) -> None:
    """Post it once more."""
    record_posting_again(
        postal_method=PostalMethod.REGISTERED, tracking_number=number, posted_on=jst_date(now),
        actor=walk.staff(MANAGER), **walk.facts(now),
    )  # fmt: skip


def arrive(walk: Walk, now: datetime) -> None:
    """The post says that it was handed over."""
    record_arrival(arrived_on=jst_date(now), actor=walk.staff(MANAGER), **walk.facts(now))
