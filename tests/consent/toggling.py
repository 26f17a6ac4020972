"""People who change their minds while something else goes on, and what must hold afterwards."""

import random
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from django.db import connection
from django.utils import timezone

from consent.services.member_consents import give_member_consent, withdraw_member_consent

# Last words that only the ledger has, and last words that only the projection has.
_FOLD = """
    WITH fold AS (
        SELECT DISTINCT ON (subject_id, item_id)
            subject_id, item_id, action, text_version, at, sequence
        FROM consent_consentevent ORDER BY subject_id, item_id, sequence DESC
    ), state AS (
        SELECT subject_id, item_id, action, text_version, since, sequence FROM consent_consentstate
    )
    SELECT (SELECT count(*) FROM (TABLE fold EXCEPT TABLE state) missing)
        + (SELECT count(*) FROM (TABLE state EXCEPT TABLE fold) invented)
"""


def scalar(sql: str, *values: Any) -> Any:
    """The one value of a query."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchone()[0]


def fold_difference() -> int:
    """In how many places the projection is not the fold of the ledger; 0 is right."""
    return int(scalar(_FOLD))


class Toggling:
    """A thread in which members say yes and no to one item by turns, until the block ends.

    The block begins when the first has said something, so that the thread's session is there.
    `recorded`: how often they were told that it is on record.
    """

    def __init__(self, members: Sequence[str], *, item: str, seed: int, pause: float) -> None:
        self.recorded = 0
        self._members, self._item, self._pause = members, item, pause
        self._chance = random.Random(seed)
        self._begun, self._over = threading.Event(), threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._toggle)

    def __enter__(self) -> Self:
        self._thread.start()
        self._begun.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        if self._failure and error is None:
            raise self._failure

    def _toggle(self) -> None:
        given: dict[str, bool] = {}
        try:
            while not self._over.is_set():
                member = self._chance.choice(self._members)
                given[member] = not given.get(member, False)
                self._say(member, yes=given[member], now=timezone.now())
                self.recorded += 1
                self._begun.set()
                time.sleep(self._pause)
        except BaseException as failure:
            self._failure = failure
        finally:
            self._begun.set()
            connection.close()

    def _say(self, member: str, *, yes: bool, now: datetime) -> None:
        where: dict[str, Any] = {
            "member_id": member, "item_code": self._item, "language": "ja", "source": "APP",
            "now": now,
        }  # fmt: skip
        if yes:
            give_member_consent(**where, text_version="1")
        else:
            withdraw_member_consent(**where)
