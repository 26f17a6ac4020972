"""Eight threads hear of the same fees in eight orders: each is settled, booked and told once."""

import random
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest

from dsr.fees.models import Fee, JournalEntry, Payment, WebhookEvent
from dsr.fees.services.settlement import sync_attempt
from dsr.fees.services.webhook_events import EventUnmatched, handle_event
from tests.dsr.fees.paying import SETTLED, at_once, now, open_page, owe, pay_card, ring, stands

THREADS, FEES = 8, 6


@pytest.mark.usefixtures("till")
def test_eight_shuffled_threads_settle_book_and_tell_each_fee_once() -> None:
    fees = [owe() for _ in range(FEES)]
    attempts = [open_page(fee) for fee in fees]
    for attempt in attempts:
        pay_card(attempt)
    ring()
    events = list(WebhookEvent.objects.values_list("event_id", flat=True))
    verbs: list[Callable[..., Any]] = [
        *(partial(sync_attempt, attempt_id=attempt.pk) for attempt in attempts),
        *(partial(handle_event, event_id=event) for event in events),
    ]

    def hear(seed: int) -> None:
        for verb in random.Random(seed).sample(verbs, len(verbs)):
            with suppress(EventUnmatched):  # about something that is not a fee's: asked again later
                verb(now=now())

    assert at_once([partial(hear, seed) for seed in range(THREADS)]) == [None] * THREADS
    assert [stands(fee) for fee in fees] == [SETTLED] * FEES
    assert Payment.objects.count() == FEES
    assert JournalEntry.objects.filter(kind="PAYMENT").count() == FEES
    assert set(Fee.objects.values_list("status", flat=True)) == {"PAID"}
