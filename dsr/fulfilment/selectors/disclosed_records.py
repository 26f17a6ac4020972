"""A collected record as it is disclosed: less what is left out, and masked. Preview and package
use the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dsr.cases.letters.words import Language, Words
from dsr.fulfilment.domain.masking import Masking
from dsr.fulfilment.models import Exclusion

WITHHELD = Words("（開示していません）", "(not disclosed)")


@dataclass(frozen=True)
class DisclosedRecord:
    """`values` as disclosed, None where the whole record is left out; `places` masked by field."""

    values: dict[str, Any] | None
    places: Mapping[str, int]


class Disclosure:
    """What of each record of one part is disclosed. Asks no database."""

    def __init__(
        self, exclusions: Iterable[Exclusion], masking: Masking, language: Language
    ) -> None:
        rows = list(exclusions)
        self._masking = masking
        self._marker = WITHHELD.to(language)
        self._everywhere = {row.field for row in rows if row.record is None}
        self._whole = {row.record for row in rows if row.record is not None and not row.field}
        self._single = {(row.record, row.field) for row in rows if row.record and row.field}

    def of(self, number: int, record: Mapping[str, Any]) -> DisclosedRecord:
        """Record `number`, from 1. A single withheld value says so in its place."""
        if number in self._whole or "" in self._everywhere:
            return DisclosedRecord(None, {})
        left = {name: value for name, value in record.items() if name not in self._everywhere}
        masked = self._masking.applied(number, left)
        values = {
            name: self._marker if (number, name) in self._single else value
            for name, value in masked.values.items()
        }
        places = {
            name: found
            for name, found in masked.places.items()
            if (number, name) not in self._single
        }
        return DisclosedRecord(values, places)
