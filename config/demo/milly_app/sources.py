"""The demo's data sources and register as the rows that policies and dsr.fulfilment seed from."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from config.demo.milly_app.categories import CATEGORIES
from config.demo.milly_app.queries import MILLY_QUERIES
from config.demo.milly_app.register import (
    PROCESSORS,
    PURPOSES,
    RECIPIENTS,
    RETENTIONS,
    Category,
    Holder,
)
from config.demo.milly_app.transmissions import COUNTRIES, TRANSMISSIONS
from dsr.fulfilment.enums import ActionRoute, Connector
from dsr.fulfilment.gateways.source_protocol import IdentifierKind

MILLY_APP = "MILLY_APP"  # the key of its address in settings.DATA_SOURCE_DSNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One row for dsr.fulfilment's DataSource; `categories` are codes of the register."""

    code: str
    name_ja: str
    name_en: str
    connector: Connector
    categories: tuple[str, ...]
    searched_by: tuple[IdentifierKind, ...] = ()
    queries: tuple[dict[str, Any], ...] = ()
    instructions_ja: str = ""
    instructions_en: str = ""
    action_route: ActionRoute = ActionRoute.MANUAL


def purpose_rows() -> Iterator[dict[str, str]]:
    """The purposes for policies.services.seeding.seed_register."""
    return map(asdict, PURPOSES)


def category_rows() -> Iterator[dict[str, Any]]:
    """The categories for policies.services.seeding.seed_register."""
    for category in CATEGORIES:
        searched = category.holder is not Holder.NOT_SEARCHED
        yield {
            "code": category.code,
            "name_ja": category.name_ja,
            "name_en": category.name_en,
            "collected_how": category.collected,
            "scope": category.scope,
            "purposes": list(category.purposes),
            "excluded_because_ja": "" if searched else category.note_ja,
            "excluded_because_en": "" if searched else category.note_en,
        }


def processor_rows() -> Iterator[dict[str, Any]]:
    """The processors for policies.services.seeding.seed_holders."""
    for processor in PROCESSORS:
        kept_there = [row.code for row in CATEGORIES if row.processor == processor.code]
        yield {
            "code": processor.code,
            "name_ja": processor.name_ja,
            "name_en": processor.name_en,
            "service_ja": processor.work_ja,
            "service_en": processor.work_en,
            "instructions_ja": processor.instruction_ja,
            "instructions_en": processor.instruction_en,
            "categories": [*kept_there, *processor.categories],
        }


def recipient_rows() -> Iterator[dict[str, Any]]:
    """The recipients for the same."""
    return map(asdict, RECIPIENTS)


def retention_rows() -> Iterator[dict[str, Any]]:
    """The laws that oblige to keep, for the same."""
    return map(asdict, RETENTIONS)


def transmission_rows() -> Iterator[dict[str, Any]]:
    """The external transmissions for policies.services.seeding.seed_external_transmissions."""
    return map(dict, TRANSMISSIONS)


def country_rows() -> Iterator[dict[str, Any]]:
    """The countries for policies.services.seeding.seed_countries."""
    return map(dict, COUNTRIES)


def _of(holder: Holder) -> list[Category]:
    return [category for category in CATEGORIES if category.holder is holder]


def _codes(holder: Holder) -> tuple[str, ...]:
    return tuple(category.code for category in _of(holder))


def _task(category: Category) -> Source:
    return Source(
        code=category.code,
        name_ja=category.name_ja,
        name_en=category.name_en,
        connector=Connector.MANUAL,
        categories=(category.code,),
        instructions_ja=category.note_ja,
        instructions_en=category.note_en,
    )


SOURCES = (
    Source(
        code=MILLY_APP,
        name_ja="Millyのサービスのデータベース",
        name_en="Milly's service database",
        connector=Connector.SQL,
        categories=_codes(Holder.MILLY_APP),
        searched_by=(IdentifierKind.MEMBER_ID,),
        queries=tuple(map(asdict, MILLY_QUERIES)),
        action_route=ActionRoute.HTTP,
    ),
    Source(
        code="PORTAL",
        name_ja="この窓口",
        name_en="This desk",
        connector=Connector.PORTAL,
        categories=_codes(Holder.PORTAL),
        searched_by=(IdentifierKind.SUBJECT_ID,),
        action_route=ActionRoute.PORTAL,
    ),
    *map(_task, _of(Holder.BY_HAND)),
)
