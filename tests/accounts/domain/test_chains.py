"""One history from several chains."""

from dataclasses import dataclass
from datetime import UTC, datetime

from accounts.domain.chains import one_history


@dataclass(frozen=True)
class Said:
    chain: str
    sequence: int
    hour: int
    what: str

    @property
    def at(self) -> datetime:
        return datetime(2026, 4, 1, self.hour, tzinfo=UTC)


def told(*rows: Said, chains: tuple[str, ...] = ("own", "former", "first")) -> list[str]:
    found = one_history(rows, chains, fact=lambda row: (row.what, row.hour))
    return [f"{row.chain} {row.what}" for row in found]


def test_rows_come_by_time_and_those_of_one_moment_in_the_order_of_the_ledger() -> None:
    found = told(
        Said("own", 3, 2, "carried behind younger rows"),
        Said("own", 10, 4, "tenth"),
        Said("own", 2, 4, "second"),
        Said("former", 1, 4, "former of that moment"),
        Said("former", 2, 9, "after"),
        Said("first", 1, 1, "long before"),
    )
    assert found == [
        "first long before", "own carried behind younger rows", "former former of that moment",
        "own second", "own tenth", "former after",
    ]  # fmt: skip


def test_what_was_carried_is_told_once_where_it_was_carried_to() -> None:
    found = told(
        Said("first", 1, 1, "yes"), Said("former", 1, 1, "yes"), Said("own", 1, 1, "yes"),
        Said("first", 2, 2, "no"), Said("former", 2, 2, "no"), Said("former", 3, 2, "no"),
        Said("first", 3, 3, "yes"),
    )  # fmt: skip
    assert found == ["own yes", "former no", "former no", "first yes"]


def test_nothing_that_is_never_carried_is_left_out() -> None:
    rows = [Said("former", 1, 1, "look"), Said("own", 1, 1, "look")]
    assert one_history(rows[::-1], ("own", "former")) == rows
