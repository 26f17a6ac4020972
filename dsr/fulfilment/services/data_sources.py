"""The register of data sources: entered by code, switched on and off by staff."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.domain.actor import Actor
from accounts.models import User
from dsr.fulfilment.enums import ActionRoute, Connector
from dsr.fulfilment.models import DataSource
from policies.models import DataCategory

MANAGE = "dsr_fulfilment.manage_sources"


class UnableToChangeSource(Exception):
    """Not this actor's to do, or a category that the register does not know."""


@transaction.atomic
def register_source(
    *,
    code: str,
    name_ja: str,
    name_en: str,
    connector: Connector,
    categories: Iterable[str],
    queries: Sequence[Mapping[str, Any]] = (),
    searched_by: Sequence[str] = (),
    instructions_ja: str = "",
    instructions_en: str = "",
    task_days: int = 5,
    action_route: ActionRoute = ActionRoute.MANUAL,
) -> DataSource:
    """Enter or renew a source, for seeding and set-up; the same facts again change nothing.

    Arguments:
        categories: codes of the register of data categories.
        queries: of a SQL source, see DataSource.
        action_route: how it is told to correct, suspend or erase.

    Raises UnableToChangeSource for an unknown category.
    """
    wanted = set(categories)
    held = list(DataCategory.objects.filter(code__in=wanted))
    if unknown := wanted - {category.code for category in held}:
        raise UnableToChangeSource(f"The register has no {', '.join(sorted(unknown))}.")
    source, _made = DataSource.objects.update_or_create(
        code=code,
        defaults={
            "name_ja": name_ja,
            "name_en": name_en,
            "connector": connector,
            "queries": [dict(query) for query in queries],
            "searched_by": list(searched_by),
            "instructions_ja": instructions_ja,
            "instructions_en": instructions_en,
            "task_days": task_days,
            "action_route": action_route,
        },
    )
    source.categories.set(held)
    return source


def switch_source_on(*, source_id: int, actor: Actor, now: datetime) -> None:
    """Search this source in collections from now on. Raises UnableToChangeSource."""
    _switch(source_id, actor, active=True)


def switch_source_off(*, source_id: int, actor: Actor, now: datetime) -> None:
    """Search it no more: its categories then need another source, or a reason in each case.

    Raises UnableToChangeSource.
    """
    _switch(source_id, actor, active=False)


@transaction.atomic
def _switch(source_id: int, actor: Actor, *, active: bool) -> None:
    if not actor.may(MANAGE):
        raise UnableToChangeSource("Sources are not this actor's.")
    source = DataSource.objects.select_for_update(of=("self",)).get(pk=source_id)
    source.active = active
    user = User.objects.get(pk=actor.user_id or 0)
    source._history_user = user  # type: ignore[attr-defined]  # simple_history reads it
    source.save(update_fields=["active"])
