"""What a source gave, sealed as JSON lines while it streams in."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from accounts.enums import FilePurpose
from accounts.models import StoredFile
from accounts.services.files import store_file
from dsr.cases.models import Case
from dsr.fulfilment.enums import CategoryOutcome
from dsr.fulfilment.gateways.source_protocol import CollectedBatch
from policies.domain.calendar import jst_date
from policies.enums import RetentionCode
from policies.models import DataCategory
from policies.selectors.rules import retention_until

RECORDS_MEDIA_TYPE = "application/x-ndjson"
_CHUNK = 64 * 1024


@dataclass(kw_only=True)
class ReadPart:
    """What one category gave, before it becomes a row."""

    category: DataCategory
    outcome: CategoryOutcome
    found: int = 0
    fields: list[list[str]] = field(default_factory=list)
    file: StoredFile | None = None


def store_batch(
    *, batch: CollectedBatch, category: DataCategory, case: Case, now: datetime
) -> ReadPart:
    """Seal the records of one batch. Raises SourceFailed as they are read, and the vault's own."""
    records = iter(batch.records)
    first = next(records, None)
    if first is None:
        return ReadPart(category=category, outcome=CategoryOutcome.NOTHING)
    counted = _Lines(chain((first,), records))
    stored = store_records(chunks=counted, name=category.code, case=case, now=now)
    return ReadPart(
        category=category,
        outcome=CategoryOutcome.EXPORTED,
        found=counted.count,
        fields=[[one.name, one.label_ja, one.label_en] for one in batch.fields],
        file=stored,
    )


def store_records(*, chunks: Iterable[bytes], name: str, case: Case, now: datetime) -> StoredFile:
    """Seal JSON lines. Until a row adopts it, the file has the date by which it must be gone."""
    return store_file(
        chunks=chunks,
        data_key=case.data_key,
        purpose=FilePurpose.COLLECTED_FILE,
        name=f"{name}.jsonl",
        media_type=RECORDS_MEDIA_TYPE,
        purge_on=retention_until(RetentionCode.COLLECTED_DATA, start=jst_date(now)),
        now=now,
    )


class _Lines:
    """Records as JSON lines in chunks, counted on the way."""

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        self._records = records
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        gathered = bytearray()
        for record in self._records:
            self.count += 1
            gathered += json.dumps(record, ensure_ascii=False).encode() + b"\n"
            if len(gathered) >= _CHUNK:
                yield bytes(gathered)
                gathered.clear()
        if gathered:
            yield bytes(gathered)


def json_lines(records: Iterable[dict[str, Any]]) -> Iterable[bytes]:
    """Records as chunks of JSON lines."""
    return _Lines(records)
