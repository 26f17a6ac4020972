"""One yes or no after another, written by a service: beside a view that writes one row.

A real server before the real database, with all its processes and threads, and the yardstick on
one with the same options. Rounds take turns, so what else the machine does falls on both alike.
"""

import json
import random
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
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
MOST_FIRST, MOST_A_ROUND = 50_000, 10_000  # first words in all; requests in a round


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
    ours_kinds = {
        "write": _Toggles(range(0, members, 2), key),
        "write with a key": _Toggles(range(1, members, 2), key, once=True),
        "first word": _Toggles(range(members, members + MOST_FIRST), key),
    }
    say("starting the servers")
    with served(ONE_ROW) as plain, served(OURS) as ours:
        rounds = list(_rounds(plain, ours, str(client.pk), ours_kinds, say))
    plain_each, *ours_each = (
        median(load.each for load in loads) for loads in zip(*rounds, strict=True)
    )
    for each, name in zip(ours_each, ours_kinds, strict=True):
        yield Figure(
            name=f"consents: {name}, {1 / each:,.0f}/s", rows=rows, seconds=each,
            least=None if name == "first word" else 0.45,
            yardstick=f"a view writing one row, {1 / plain_each:,.0f}/s",
            yardstick_seconds=plain_each,
        )  # fmt: skip


def _rounds(
    plain: Address,
    ours: Address,
    client: str,
    kinds: Mapping[str, "_Toggles"],
    say: Callable[[str], None],
) -> Iterator[Sequence[Load]]:
    """Of each round, the yardstick and each of ours."""
    one = [post("/one-row", json.dumps({"client_id": client}).encode())]
    drive(plain, one, seconds=WARM_UP_SECONDS)
    for toggles in kinds.values():
        toggles.drive(ours, seconds=WARM_UP_SECONDS)
    for number in range(ROUNDS):
        loads = [drive(plain, one, seconds=SECONDS)]
        loads += [toggles.drive(ours, seconds=SECONDS) for toggles in kinds.values()]
        said = zip(("one row", *kinds), loads, strict=True)
        rates = ", ".join(f"{name} {1 / load.each:,.0f}/s" for name, load in said)
        say(f"round {number + 1}: {rates} (p99 {loads[1].percentile(0.99) * 1000:.1f} ms)")
        yield loads
    assert fold_difference() == 0, "the last words are not those of the ledger"
    assert ConsentChange.objects.exclude(event=None).count() == ConsentEvent.objects.count()


class _Toggles:
    """A yes of some members, one after another, then a no of each, and so on: each adds a row."""

    def __init__(self, members: range, key: str, *, once: bool = False) -> None:
        self.chosen = random.sample(members, k=len(members))
        self.key, self.once, self.done = key, once, 0

    def drive(self, address: Address, *, seconds: float) -> Load:
        """Go on where the last round ended, or yes would follow upon yes and add no row."""
        turns = range(self.done, self.done + MOST_A_ROUND)
        requests = [self._request(turn) for turn in turns]
        before = ConsentEvent.objects.count()
        load = drive(address, requests, seconds=seconds)
        missing = load.requests - (ConsentEvent.objects.count() - before)
        assert missing <= CONNECTIONS, f"{missing} answers of {load.requests} wrote no row"
        self.done += load.requests
        return load

    def _request(self, turn: int) -> Request:
        cycle, place = divmod(turn, len(self.chosen))
        path, words = ("withdraw", {}) if cycle % 2 else ("give", {"text_version": "1"})
        asked: dict[str, Any] = {"member_id": member_id(self.chosen[place]), "item": ITEM, **words}
        return post(
            f"/api/v1/consents/{path}",
            json.dumps({**asked, "language": "ja", "source": "BENCH"}).encode(),
            key=self.key, expected=b'"sequence"',
            once=uuid.uuid4().hex if self.once else "",
        )  # fmt: skip
