"""One yes or no after another, written by a service: beside a view that writes one row.

A real server before the real database, with all its processes and threads, and the yardstick on
one with the same options. Rounds take turns, so what else the machine does falls on both alike.
"""

import json
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from consent.models import ConsentChange, ConsentEvent, ConsentItem
from consent.services.bulk import import_consents
from tests.bench.consent_files import rows_of, write_file
from tests.bench.load import CONNECTIONS, Load, Request, drive, post
from tests.bench.measuring import Figure
from tests.bench.members import ITEM, member_id
from tests.bench.serving import OURS, Address, served
from tests.consent.api.service import make_client
from tests.consent.people import make_item
from tests.consent.toggling import fold_difference

ONE_ROW = "tests.bench.one_row:application"
ROUNDS, SECONDS, WARM_UP_SECONDS = 5, 2.0, 3.0
MOST_CHOSEN = 5_000


def consent_writes(rows: int, say: Callable[[str], None] = print) -> Iterator[Figure]:
    """`rows` events of half as many members are there; then services write more."""
    if not ConsentItem.objects.filter(code=ITEM).exists():  # by another benchmark of this run
        make_item(ITEM)
    members = max(rows // 2, 10)
    with tempfile.TemporaryDirectory() as folder:
        path = write_file(Path(folder) / "said.csv", members=range(members), words=[0, 1])
        say(f"importing {members * 2:,} rows")
        with rows_of(path) as said:
            import_consents(rows=said, said=lambda count: None, now=datetime.now(tz=UTC))
    client, key = make_client(name="writes", per_minute=2_000_000_000)
    say("starting the servers")
    with served(ONE_ROW) as plain, served(OURS) as ours:
        pairs = list(_rounds(plain, ours, str(client.pk), key, members, say))
    plain_each, ours_each = (
        median(load.each for load in loads) for loads in zip(*pairs, strict=True)
    )
    yield Figure(
        name=f"consents: write, {1 / ours_each:,.0f}/s", rows=rows, seconds=ours_each,
        least=0.45, yardstick=f"a view writing one row, {1 / plain_each:,.0f}/s",
        yardstick_seconds=plain_each,
    )  # fmt: skip


def _rounds(
    plain: Address, ours: Address, client: str, key: str, members: int, say: Callable[[str], None]
) -> Iterator[tuple[Load, Load]]:
    one = [post("/one-row", json.dumps({"client_id": client}).encode())]
    toggles = _toggles(members, key)
    drive(plain, one, seconds=WARM_UP_SECONDS)
    done = drive(ours, toggles, seconds=WARM_UP_SECONDS).requests
    for number in range(ROUNDS):
        before = ConsentEvent.objects.count()
        # On from where the last one ended, or yes would follow upon yes and add no row.
        done %= len(toggles)
        going_on = [*toggles[done:], *toggles[:done]]
        pair = (drive(plain, one, seconds=SECONDS), drive(ours, going_on, seconds=SECONDS))
        done += pair[1].requests
        missing = pair[1].requests - (ConsentEvent.objects.count() - before)
        assert missing <= CONNECTIONS, f"{missing} answers of {pair[1].requests} wrote no row"
        rates = [f"{1 / load.each:,.0f}/s" for load in pair]
        waited = f"{pair[1].percentile(0.99) * 1000:.1f} ms"
        say(f"round {number + 1}: one row {rates[0]}, a consent {rates[1]} (p99 {waited})")
        yield pair
    assert fold_difference() == 0, "the last words are not those of the ledger"
    assert ConsentChange.objects.exclude(event=None).count() == ConsentEvent.objects.count()


def _toggles(members: int, key: str) -> list[Request]:
    """A yes of some members, one after another, then a no of each: rows of the ledger, all."""
    chosen = random.sample(range(members), k=min(members, MOST_CHOSEN))
    toggles = []
    for path, words in (("give", {"text_version": "1"}), ("withdraw", {})):
        for number in chosen:
            asked: dict[str, Any] = {"member_id": member_id(number), "item": ITEM, **words}
            toggles.append(
                post(
                    f"/api/v1/consents/{path}",
                    json.dumps({**asked, "language": "ja", "source": "BENCH"}).encode(),
                    key=key, expected=b'"sequence"',
                )
            )  # fmt: skip
    return toggles
