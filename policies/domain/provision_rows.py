"""One line of a file of provision records, checked. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

COLUMNS = (
    "key", "direction", "provided_on", "member_id", "recipient", "party_name", "party_address",
    "party_representative", "items", "basis", "circumstances",
)  # fmt: skip
LONGEST = {
    "key": 80, "member_id": 120, "recipient": 40, "party_name": 200, "party_address": 300,
    "party_representative": 120, "items": 500, "circumstances": 500,
}  # fmt: skip
NEEDED = ("key", "member_id", "party_name", "party_address", "items")


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


def provision_row(cells: Mapping[str, str | None]) -> ProvisionRow:
    """The record of a line by its columns. Raises UnableToReadProvision."""
    texts = {name: (cells.get(name) or "").strip() for name in COLUMNS}
    for name in NEEDED:
        if not texts[name]:
            raise UnableToReadProvision(name, "is empty")
    for name, longest in LONGEST.items():
        if len(texts[name]) > longest:
            raise UnableToReadProvision(name, f"is longer than {longest} characters")
    _one_of("direction", texts["direction"], ("PROVIDED", "RECEIVED"))
    _one_of("basis", texts["basis"], ("CONSENT", "OPT_OUT", "OTHER"))
    if texts["direction"] == "RECEIVED" and not texts["circumstances"]:
        raise UnableToReadProvision("circumstances", "is empty, though the data was received")
    try:
        provided_on = date.fromisoformat(texts.pop("provided_on"))
    except ValueError:
        raise UnableToReadProvision("provided_on", "is no date such as 2026-04-01") from None
    return ProvisionRow(provided_on=provided_on, **texts)


def _one_of(column: str, text: str, known: tuple[str, ...]) -> None:
    if text not in known:
        raise UnableToReadProvision(column, f"is none of {', '.join(known)}")
