"""Which rooms hold personal data: each app registers its collector when it is ready.

A disclosure collects through this registry, so a floor need not import the floors beside it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject

Collector = Callable[[DataSubject], Iterable[PersonalRecords]]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What one app says about its models.

    Arguments:
        app: the app's label.
        collect: yields PersonalRecords of one subject; None when the app holds none.
        collected_and_erased: model labels ("accounts.User") exported and later erased.
        kept_because: model label -> why it outlives erasure.
        no_personal_data: model labels.
    """

    app: str
    collect: Collector | None = None
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
