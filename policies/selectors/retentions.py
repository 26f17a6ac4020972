"""Laws that oblige to keep data: shown before anybody decides to erase it (DOMAIN §4, §10)."""

from collections.abc import Iterable

from policies.models import DataCategory, LegalRetention


def retentions_of(categories: Iterable[DataCategory]) -> dict[int, list[LegalRetention]]:
    """The active legal retentions of each category, by its primary key; categories without any
    are out. Two queries, however many categories.
    """
    wanted = {category.pk for category in categories}
    rows = LegalRetention.objects.filter(active=True, categories__in=wanted)
    found: dict[int, list[LegalRetention]] = {}
    for retention in rows.distinct().order_by("position").prefetch_related("categories"):
        for category in retention.categories.all():
            if category.pk in wanted:
                found.setdefault(category.pk, []).append(retention)
    return found
