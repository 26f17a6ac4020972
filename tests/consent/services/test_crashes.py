"""An import that breaks off anywhere, while people change their minds, and is begun again."""

import random
import time
from collections.abc import Generator, Iterator, Sequence
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction
from django.utils import timezone

from accounts.selectors.ledgers import verify_ledger
from consent.models import ConsentEvent
from consent.services import bulk
from tests.consent.people import NOW, make_item
from tests.consent.toggling import Toggling, fold_difference

MEMBERS = [f"M-{number}" for number in range(400)]
WORDS = 6


def _rows() -> Iterator[Sequence[str]]:
    for word in range(WORDS):
        action, at = "WITHDRAWN" if word % 2 else "GIVEN", NOW + timedelta(days=word)
        for member in MEMBERS:
            yield (member, "LOCATION", action, "1", "ja", "OLD", at.isoformat())


def _breaking_at(row: int, chance: random.Random) -> Generator[Sequence[str]]:
    """Reads on, but at a row has the server end one of the sessions that record."""
    with psycopg.connect(**_address()) as other:
        there = set(_backends(other))
        for number, line in enumerate(_rows()):
            if number == row:
                recording = sorted(set(_backends(other)) - there)
                other.execute("SELECT pg_terminate_backend(%s)", [chance.choice(recording)])
            yield line


def _address() -> dict[str, Any]:
    return {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor}


def _backends(session: "psycopg.Connection[Any]") -> list[int]:
    session.rollback()  # what is asked of the statistics stays the same within a transaction
    found = session.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
    return [pid for (pid,) in found]


@pytest.mark.django_db(transaction=True)
def test_fold_is_the_projection_after_random_crashes_with_toggles_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 150)
    make_item("LOCATION")
    make_item("NEWS")
    chance = random.Random("crashes")
    crashed = 0
    with psycopg.connect(**_address()) as other:
        there = len(_backends(other))
    with Toggling(MEMBERS[:20], item="NEWS", seed=1, pause=0.002) as live:
        for row in sorted(chance.randrange(400, len(MEMBERS) * WORDS) for _ in range(3)):
            rows = _breaking_at(row, chance)
            try:
                bulk.import_consents(rows=rows, said=lambda done: None, now=timezone.now())
            except (Error, psycopg.Error):
                crashed += 1
            rows.close()
            assert fold_difference() == 0
        bulk.import_consents(rows=_rows(), said=lambda done: None, now=timezone.now())
    assert crashed == 3
    with psycopg.connect(**_address()) as other:
        until = time.monotonic() + 10  # a session that was left takes a moment to end
        while len(_backends(other)) > there and time.monotonic() < until:
            time.sleep(0.02)
        assert len(_backends(other)) <= there
    assert ConsentEvent.objects.filter(item__code="LOCATION").count() == len(MEMBERS) * WORDS
    assert ConsentEvent.objects.filter(item__code="NEWS").count() == live.recorded > 0
    assert (fold_difference(), verify_ledger("consent_consentevent").faults) == (0, [])


@pytest.mark.django_db
def test_fold_difference_tells_a_projection_that_is_wrong() -> None:
    make_item("LOCATION")
    bulk.import_consents(rows=_rows(), said=lambda done: None, now=timezone.now())
    for sql in (
        "UPDATE consent_consentstate SET action = 'GIVEN' WHERE action <> 'GIVEN'",
        "DELETE FROM consent_consentstate WHERE id = (SELECT min(id) FROM consent_consentstate)",
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            assert fold_difference() > 0
            transaction.set_rollback(True)
    assert fold_difference() == 0
