"""Who is at the desk on which day: holidays, leave, illness, and one who leaves for good."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from config.demo.milly_app.draw import Draw
from policies.domain.calendar import is_business_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of the desk. `steps` is how many things they get done on a day."""

    email: str
    name: str
    role: str
    steps: int
    absent: frozenset[date] = field(default_factory=frozenset)
    leaves_on: date | None = None

    def works(self, day: date) -> bool:
        """Whether they are at the desk on that JST date."""
        gone = self.leaves_on is not None and day >= self.leaves_on
        return is_business_day(day) and day not in self.absent and not gone


# one reviewer leaves on the last day of September: their cases must not be left without an owner
PEOPLE = (
    ("manager.one@year.example", "佐藤 一葉", "manager", 30, None),
    ("manager.two@year.example", "鈴木 二郎", "manager", 30, None),
    ("reviewer.one@year.example", "高橋 三奈", "reviewer", 22, None),
    ("reviewer.two@year.example", "田中 四季", "reviewer", 22, None),
    ("reviewer.three@year.example", "伊藤 五月", "reviewer", 22, (9, 30)),
)


def draw_roster(*, year: int, seed: int) -> list[Colleague]:
    """The desk of `year`: twenty days of leave each, one illness of a week, training days."""
    return [
        Colleague(
            email=email, name=name, role=role, steps=steps,
            absent=frozenset(_absences(Draw(f"roster {year} {seed} {email}"), year)),
            leaves_on=date(year, *leaves) if leaves else None,
        )
        for email, name, role, steps, leaves in PEOPLE
    ]  # fmt: skip


def _absences(draw: Draw, year: int) -> Iterable[date]:
    first = date(year, 1, 1)
    for _block in range(4):  # leave, a week at a time
        start = first + timedelta(days=draw.below(360))
        yield from (start + timedelta(days=offset) for offset in range(7))
    ill = first + timedelta(days=draw.below(350))
    yield from (ill + timedelta(days=offset) for offset in range(5))
    yield from (first + timedelta(days=draw.below(365)) for _day in range(6))
