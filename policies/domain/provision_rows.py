"""What a record of provision must say before it is kept (Enforcement Rules Arts 20, 24). Pure."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.domain.imported_rows import is_member_id

COLUMNS = (
    "key", "direction", "provided_on", "member_id", "recipient", "party_name", "party_address",
    "party_representative", "items", "basis", "circumstances",
)  # fmt: skip
LONGEST = {
    "key": 80, "member_id": 120, "recipient": 40, "party_name": 200, "party_address": 300,
    "party_representative": 120, "items": 500, "circumstances": 500,
}  # fmt: skip
NEEDED = ("key", "member_id", "party_name", "party_address", "items")
DIRECTIONS = ("PROVIDED", "RECEIVED")
BASES = ("CONSENT", "OPT_OUT", "OTHER")


class UnableToReadProvision(ValueError):
    """A line that is no record. `column` says where; the message holds no value of the line."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(f"{column}: {why}")
        self.column = column


@dataclass(frozen=True, kw_only=True)
class ProvisionRow:
    """What a record says (Enforcement Rules Arts 20, 24). `recipient`: a code of it, or ""."""

    key: str
    direction: str
    provided_on: date
    member_id: str
    recipient: str
    party_name: str
    party_address: str
    party_representative: str
    items: str
    basis: str
    circumstances: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one column of a record: `code` for programs, `why` for people."""

    column: str
    code: str
    why: str


def provision_row(cells: Mapping[str | None, Any], *, on: date) -> ProvisionRow:
    """The record of a line by its columns. Raises UnableToReadProvision.

    Arguments:
        cells: as csv.DictReader gives them: what the header has no name for stands under None.
        on: today; nothing was provided later than that.
    """
    if None in cells:  # a comma within a text: its end would be lost
        raise UnableToReadProvision("cells", "are more than the header's; quote texts with commas")
    texts = {name: (cells.get(name) or "").strip() for name in COLUMNS}
    try:
        provided_on = date.fromisoformat(texts.pop("provided_on"))
    except ValueError:
        raise UnableToReadProvision("provided_on", "is no date such as 2026-04-01") from None
    row = ProvisionRow(provided_on=provided_on, **texts)
    if row.member_id and not is_member_id(row.member_id):  # nobody's request would find it
        raise UnableToReadProvision("member_id", "is not 1 to 100 visible ASCII characters")
    for fault in faults_of(row, on=on):
        raise UnableToReadProvision(fault.column, fault.why)
    return row


def faults_of(row: ProvisionRow, *, on: date) -> Iterator[RowFault]:
    """Everything wrong with a record as of today, `on`; nothing, where it can be kept."""
    for column in LONGEST:
        yield from _text_faults(column, getattr(row, column))
    for column, known in (("direction", DIRECTIONS), ("basis", BASES)):
        if getattr(row, column) not in known:
            yield RowFault(column, "UNKNOWN", f"is none of {', '.join(known)}")
    if row.direction == "RECEIVED" and not row.circumstances.strip():
        yield RowFault("circumstances", "MISSING", "is empty, though the data was received")
    if row.provided_on > on:
        yield RowFault("provided_on", "IN_THE_FUTURE", "lies in the future")


def _text_faults(column: str, text: str) -> Iterator[RowFault]:
    if column in NEEDED and not text.strip():
        yield RowFault(column, "MISSING", "is empty")
    if len(text) > LONGEST[column]:
        yield RowFault(column, "TOO_LONG", f"is longer than {LONGEST[column]} characters")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        yield RowFault(column, "CONTROL_CHARACTER", "holds a control character")
