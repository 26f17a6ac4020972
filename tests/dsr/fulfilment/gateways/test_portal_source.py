"""The portal as a source of its own data."""

from collections.abc import Iterable

import pytest

from dsr.fulfilment.gateways.portal_source import PortalHolding, PortalSource
from dsr.fulfilment.gateways.source_fault import SourceFault
from dsr.fulfilment.gateways.source_protocol import (
    Identifier,
    IdentifierKind,
    IdentifierUnusable,
    Record,
    SourceConnector,
    SourceMisconfigured,
)
from tests.dsr.fulfilment.gateways.company import fields, member

CONSENTS: dict[str, list[Record]] = {
    "S-1": [{"item": "LOCATION", "at": "2026-04-01T09:00:00+09:00"}],
    "S-2": [{"item": "LOCATION", "at": None}],
}


def read_consents(*, subject_id: str) -> Iterable[Record]:
    return CONSENTS.get(subject_id, [])


def subject(value: str) -> Identifier:
    return Identifier(IdentifierKind.SUBJECT_ID, value)


HOLDING = PortalHolding("CONSENTS", fields("at", "item"), read_consents)
SOURCE: SourceConnector = PortalSource([HOLDING])


def test_records_are_those_of_the_subject() -> None:
    (batch,) = SOURCE.collect(identifiers=[subject("S-1")], categories=["CONSENTS"])
    assert batch.category == "CONSENTS"
    assert batch.fields == HOLDING.fields
    assert [list(record.items()) for record in batch.records] == [
        [("at", "2026-04-01T09:00:00+09:00"), ("item", "LOCATION")]
    ]


def test_subject_without_records_is_nothing_found() -> None:
    (batch,) = SOURCE.collect(identifiers=[subject("S-3")], categories=["CONSENTS"])
    assert list(batch.records) == []


def test_missing_subject_is_not_nothing_found() -> None:
    with pytest.raises(IdentifierUnusable) as raised:
        SOURCE.collect(identifiers=member("M-1"), categories=["CONSENTS"])
    assert raised.value.fault == SourceFault.NO_IDENTIFIER
    assert raised.value.categories == ("CONSENTS",)


def test_category_of_nobody_is_misconfigured() -> None:
    with pytest.raises(SourceMisconfigured) as raised:
        SOURCE.collect(identifiers=[subject("S-1")], categories=["CONSENTS", "PROFILE"])
    assert raised.value.fault == SourceFault.CATEGORY_NOT_MAPPED
    assert raised.value.categories == ("PROFILE",)


def test_record_with_other_keys_is_misconfigured() -> None:
    source = PortalSource([PortalHolding("CONSENTS", fields("item"), read_consents)])
    (batch,) = source.collect(identifiers=[subject("S-1")], categories=["CONSENTS"])
    with pytest.raises(SourceMisconfigured) as raised:
        list(batch.records)
    assert raised.value.fault == SourceFault.FIELDS_DIFFER
