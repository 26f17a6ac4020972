"""Reading what was collected: records, documents, reasons."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.gateways.sealing import unseal_json
from accounts.models import StoredFile
from accounts.selectors.files import open_file
from dsr.cases.letters.words import NO_WORDS, Words
from dsr.fulfilment.models import CollectedCategory


def part_reason_context(part: CollectedCategory) -> str:
    """What binds a part's sealed reason to its row."""
    return f"dsr_fulfilment.collectedcategory.reason:{part.pk}"


def part_reason(part: CollectedCategory) -> Words:
    """Why a part is left out, or what was found out; no words when there is none.

    Raises UnableToUnseal once shredded.
    """
    if part.reason_sealed is None:
        return NO_WORDS
    data_key = part.collection.case.data_key
    reason = unseal_json(data_key, part.reason_sealed, context=part_reason_context(part))
    return Words(reason["ja"], reason["en"])


def category_words(part: CollectedCategory) -> Words:
    """The category's name in both languages."""
    return Words(part.category.name_ja, part.category.name_en)


def field_words(part: CollectedCategory) -> dict[str, Words]:
    """Each field's label in both languages, in reading order."""
    return {name: Words(label_ja, label_en) for name, label_ja, label_en in part.fields}


def records_in(stored: StoredFile) -> Iterator[dict[str, Any]]:
    """The records of a sealed JSON-lines file, one at a time. Raises what open_file raises."""
    rest = b""
    for chunk in open_file(stored):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield json.loads(line)
    if rest:
        yield json.loads(rest)


@dataclass(frozen=True)
class NumberedRecord:
    """One record as a reviewer reads it; numbers count from 1."""

    number: int
    values: dict[str, Any]


def records_of(part: CollectedCategory, *, first: int = 1, most: int = 50) -> list[NumberedRecord]:
    """Up to `most` records of a part from number `first` on."""
    if part.file is None:
        return []
    found: list[NumberedRecord] = []
    for number, values in enumerate(records_in(part.file), start=1):
        if number >= first:
            found.append(NumberedRecord(number=number, values=values))
        if len(found) == most:
            break
    return found
