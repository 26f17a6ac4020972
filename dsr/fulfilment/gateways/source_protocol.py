"""What every connector to a data source speaks: what goes in, what comes out, how it fails.

A connector reads what one system holds about one person. It decides nothing: which identifiers may
be searched (only those this person has verified, DOMAIN.md §6) and what becomes of the records is
the caller's. "Found nothing" is an answer to the person, so a connector says it only after it has
searched; everything else is one of the failures below.
"""

import enum
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from dsr.fulfilment.gateways.source_fault import SourceFault

JSON: TypeAlias = "bool | int | float | str | list[JSON] | dict[str, JSON] | None"
Record: TypeAlias = dict[str, JSON]


class IdentifierKind(enum.StrEnum):
    """What a source can be searched by. A mapped query writes it in lower case: %(member_id)s."""

    MEMBER_ID = "MEMBER_ID"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    USER_ID = "USER_ID"  # the sign-in of the portal
    SUBJECT_ID = "SUBJECT_ID"  # the data subject of the portal


class SourceFailed(Exception):
    """A source gave no complete answer. Catch one of the three below.

    fault: the code; its label says what to do, in the reader's language.
    categories: those it concerns, in the order asked; empty where it concerns the whole source.
    detail: a technical hint in English, such as the name of a missing table. Never a value of a
        record or identifier, never a part of the address of the source.
    """

    def __init__(
        self, fault: SourceFault, *, categories: Sequence[str] = (), detail: str = ""
    ) -> None:
        """Keep the code apart from the words: a row stores the one and shows the other."""
        self.fault = fault
        self.categories = tuple(categories)
        self.detail = detail
        super().__init__(fault, self.categories, detail)

    def __str__(self) -> str:
        """The code and the hint; for people, show `fault.label`."""
        about = f" ({', '.join(self.categories)})" if self.categories else ""
        hint = f": {self.detail}" if self.detail else ""
        return f"{self.fault.value}{about}{hint}"


class SourceUnavailable(SourceFailed):
    """It did not answer now; try again later."""


class SourceMisconfigured(SourceFailed):
    """It will not answer until somebody changes what `fault.label` says."""


class IdentifierUnusable(SourceFailed):
    """It was not searched, for want of an identifier. Not the same as holding nothing."""


@dataclass(frozen=True, slots=True)
class Identifier:
    """One verified way to find the person. The value stays out of logs and tracebacks."""

    kind: IdentifierKind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a category as the person reads it."""

    name: str
    label_ja: str
    label_en: str


@dataclass(frozen=True, slots=True)
class CategoryQuery:
    """How a SQL source holds one data category (the grammar is in sql_query.py).

    category: a code of the register of data categories.
    sql: one SELECT, restricted by `= ANY(%(member_id)s)` or another IdentifierKind.
    fields: every column that comes back, in any order.
    """

    category: str
    sql: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class CollectedBatch:
    """Everything one source holds in one category. Zero records is the answer "nothing".

    records: read once, in order, and to the end before the next batch is asked for. Reading may
        raise any SourceFailed: what was read until then is not a complete answer.
    """

    category: str
    fields: tuple[Field, ...]
    records: Iterable[Record]


class SourceConnector(Protocol):
    """One system that holds personal data."""

    def collect(
        self, *, identifiers: Sequence[Identifier], categories: Sequence[str]
    ) -> Generator[CollectedBatch, None, None]:
        """Yield one batch per category, in the order asked, all as of one moment.

        identifiers: of one person, each verified; kinds this source does not know are ignored.
        categories: codes from the register of data categories.

        A source keeps a transaction open until the last batch is read. Use contextlib.closing, so
        that it also ends when the reader fails.

        Raises SourceMisconfigured and IdentifierUnusable at once, before anything is read;
        SourceUnavailable and SourceMisconfigured while it is being read.
        """
        ...
