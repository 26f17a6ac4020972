"""How far a collection is, and whether every category is accounted for."""

from dataclasses import dataclass

from dsr.cases.models import Case
from dsr.fulfilment.enums import CONCLUDED, CategoryOutcome, SourceStatus
from dsr.fulfilment.models import CollectedCategory, Collection, DataSource
from policies.models import DataCategory


def collection_of(case: Case) -> Collection | None:
    """The latest collection of a case."""
    return Collection.objects.filter(case=case).order_by("-number").first()


def unsearched_sources(collection: Collection) -> list[DataSource]:
    """Sources in which nothing was searched: nothing that was verified finds the person there."""
    results = collection.results.filter(
        status=SourceStatus.NOT_SEARCHED, source__active=True
    ).select_related("source")
    return [result.source for result in results.order_by("source__code")]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a collection is.

    Arguments:
        sources, concluded: number of sources, and of those that have answered.
        percent: 0 to 100, by categories within sources.
        unaccounted: codes of categories of the register without an outcome.
    """

    sources: int
    concluded: int
    percent: int
    unaccounted: list[str]

    @property
    def is_complete(self) -> bool:
        """Whether every source answered and every category is accounted for."""
        return self.sources == self.concluded and not self.unaccounted


def progress_of(collection: Collection) -> Progress:
    """How far `collection` is."""
    rows = list(
        collection.results.order_by("pk").values_list(
            "status", "categories_done", "categories_total"
        )
    )
    concluded = sum(status in CONCLUDED for status, _done, _total in rows)
    parts = [(1, 1) if s in CONCLUDED else (done, max(total, 1)) for s, done, total in rows]
    share = sum(done / total for done, total in parts) / len(parts) if parts else 1
    return Progress(
        sources=len(rows),
        concluded=concluded,
        percent=int(share * 100),
        unaccounted=unaccounted_categories(collection, running=concluded < len(rows)),
    )


def unaccounted_categories(collection: Collection, *, running: bool = False) -> list[str]:
    """Codes of categories of the register that have no outcome in this collection.

    While sources are `running`, only those are named that no source will answer for.
    """
    parts = CollectedCategory.objects.filter(collection=collection)
    named = set(
        parts.filter(outcome=CategoryOutcome.UNACCOUNTED).values_list("category__code", flat=True)
    )
    if not running:
        covered = parts.values_list("category_id", flat=True)
        named |= set(DataCategory.objects.exclude(pk__in=covered).values_list("code", flat=True))
    return sorted(named)
