"""Which categories of the register a request is about."""

from collections.abc import Iterable

from dsr.cases.models import Case, CaseItem
from dsr.fulfilment.domain.coverage import PROVISION_CATEGORY, covers
from policies.models import DataCategory


def records_of_provision_apart() -> bool:
    """Whether the register names records of provision (Arts 29, 30) as a category of their own."""
    return DataCategory.objects.filter(code=PROVISION_CATEGORY).exists()


def is_about(item: CaseItem, category: DataCategory, *, recorded: bool) -> bool:
    """Whether an item is about a category (domain.coverage)."""
    return covers(
        item.kind, item.scope, code=category.code, scope=category.scope, recorded=recorded
    )


def categories_of(item: CaseItem) -> list[DataCategory]:
    """What an item is about, in the register's order."""
    register = DataCategory.objects.order_by("position")
    recorded = records_of_provision_apart()
    return [category for category in register if is_about(item, category, recorded=recorded)]


def asked_categories(case: Case, register: Iterable[DataCategory]) -> list[DataCategory]:
    """What any item is about; nothing where a filing only inquires."""
    items = list(case.items.all())
    recorded = records_of_provision_apart()
    return [
        category
        for category in register
        if any(is_about(item, category, recorded=recorded) for item in items)
    ]
