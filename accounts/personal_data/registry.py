"""Which rooms hold personal data: each app registers its collector when it is ready.

A disclosure collects through this registry, so a floor need not import the floors beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject

Collector = Callable[[DataSubject], Iterable[PersonalRecords]]


@dataclass(frozen=True, kw_only=True)
class Erasure:
    """What one app erased of one category for one person.

    Arguments:
        erased: how many records are gone.
        kept_ja, kept_en: what stays, why and until when; "" where nothing stays.
    """

    erased: int = 0
    kept_ja: str = ""
    kept_en: str = ""


Eraser = Callable[[DataSubject, datetime], Erasure]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one app says about its models.

    Arguments:
        app: the app's label.
        collect: yields PersonalRecords of one subject; None when the app holds none.
        erase: category -> what erases it in this app, now, as far as that is lawful.
        collected_and_erased: model labels ("accounts.User") exported and later erased.
        kept_because: model label -> why it outlives erasure.
        no_personal_data: model labels.
    """

    app: str
    collect: Collector | None = None
    erase: Mapping[str, Eraser] = field(default_factory=dict)
    collected_and_erased: frozenset[str] = frozenset()
    kept_because: dict[str, str] = field(default_factory=dict)
    no_personal_data: frozenset[str] = frozenset()


_HOLDINGS: dict[str, Holding] = {}


def register(holding: Holding) -> None:
    """Called by each AppConfig.ready(). The same app again replaces its entry."""
    _HOLDINGS[holding.app] = holding


def holdings() -> list[Holding]:
    """Every registered app's holding, by label."""
    return [_HOLDINGS[label] for label in sorted(_HOLDINGS)]


def collect_all(subject: DataSubject) -> Iterable[PersonalRecords]:
    """Everything Madoguchi itself holds about one person, app by app."""
    for holding in holdings():
        if holding.collect is not None:
            yield from holding.collect(subject)


def erase_category(subject: DataSubject, category: str, *, now: datetime) -> list[Erasure]:
    """Erase what Madoguchi itself may erase of one category of one person, app by app.

    Empty where no app holds the category. Call it inside a transaction.
    """
    return [
        holding.erase[category](subject, now) for holding in holdings() if category in holding.erase
    ]


def kept(*, ja: str, en: str) -> Eraser:
    """An eraser for what must be kept in whole, with the reason in both languages."""
    return lambda subject, now: Erasure(kept_ja=ja, kept_en=en)
