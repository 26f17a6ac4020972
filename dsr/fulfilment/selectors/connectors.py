"""From a row of the register of sources to the connector that reads it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from accounts.domain.personal_records import PersonalRecords
from accounts.models import DataSubject
from accounts.personal_data.registry import collect_all
from dsr.fulfilment.domain.content_hash import content_hash
from dsr.fulfilment.enums import Connector
from dsr.fulfilment.gateways.portal_source import PortalHolding, PortalSource
from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    CategoryQuery,
    Field,
    Record,
    SourceConnector,
    SourceMisconfigured,
)
from dsr.fulfilment.gateways.sql_probe import ProbeResult, probe
from dsr.fulfilment.gateways.sql_session import SourceLimits, SqlAddress
from dsr.fulfilment.gateways.sql_source import SqlSource
from dsr.fulfilment.models import DataSource


def connector_of(source: DataSource, subject: DataSubject) -> SourceConnector:
    """The connector of a PORTAL or SQL source. Raises SourceMisconfigured.

    `subject` bounds the portal's holdings to this one person.
    """
    if source.connector == Connector.PORTAL:
        return PortalSource(holdings=list(_portal_holdings(subject)))
    return SqlSource(address=sql_address(source), queries=mapped_queries(source))


def sql_address(source: DataSource) -> SqlAddress:
    """Where a SQL source is: its address is in the settings, never in the database.

    An address, and the list of hosts, may be a function there, where it is known only while
    running. Raises SourceMisconfigured when the settings name none.
    """
    dsn = _set(settings.DATA_SOURCE_DSNS.get(source.code, ""))
    if not dsn:
        raise SourceMisconfigured(
            SourceFault.ADDRESS_INVALID, detail="DATA_SOURCE_DSNS names no address for this source"
        )
    return SqlAddress(dsn=dsn, allowed_hosts=_set(settings.DATA_SOURCE_HOSTS))


def _set(value: Any) -> Any:
    return value() if callable(value) else value


def mapped_queries(source: DataSource) -> list[CategoryQuery]:
    """The mapped queries of a SQL source."""
    return [
        CategoryQuery(
            category=row["category"],
            sql=row["sql"],
            fields=tuple(
                Field(name=field["name"], label_ja=field["label_ja"], label_en=field["label_en"])
                for field in row["fields"]
            ),
        )
        for row in source.queries
    ]


def probe_source(source: DataSource) -> list[ProbeResult]:
    """Try a SQL source without touching anybody's data. Raises SourceMisconfigured."""
    return probe(address=sql_address(source), queries=mapped_queries(source), limits=SourceLimits())


def configuration_hash(source: DataSource) -> str:
    """Under which configuration the source is searched; the address is no part of it."""
    return content_hash(
        {
            "code": source.code,
            "connector": source.connector,
            "categories": sorted(source.categories.values_list("code", flat=True)),
            "searched_by": source.searched_by,
            "queries": source.queries,
        }
    )


def _portal_holdings(subject: DataSubject) -> Iterable[PortalHolding]:
    """One holding per category: several apps may hold records of one."""
    held: dict[str, list[PersonalRecords]] = {}
    for records in collect_all(subject):
        held.setdefault(records.category, []).append(records)
    for category, parts in held.items():
        fields = _united_fields(parts)
        names = [field.name for field in fields]
        rows = [
            {name: record.get(name) for name in names} for part in parts for record in part.records
        ]
        yield PortalHolding(
            category=category,
            fields=fields,
            read=_Reading(rows),
            searched=all(part.searched for part in parts),
        )


def _united_fields(parts: list[PersonalRecords]) -> tuple[Field, ...]:
    united: dict[str, Field] = {}
    for part in parts:
        for name, label_ja, label_en in part.fields:
            united.setdefault(name, Field(name=name, label_ja=label_ja, label_en=label_en))
    return tuple(united.values())


class _Reading:
    """A ReadsHolding over records already read for the one subject."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def __call__(self, *, subject_id: str) -> Iterable[Record]:
        return self._rows
